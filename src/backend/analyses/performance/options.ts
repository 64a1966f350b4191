/** What the metrics of a query are computed with, where the query is silent. */
import { DEFAULT_BETA, DEFAULT_DEPTH, DEFAULT_K, DEFAULT_QUANTILE, DEFAULT_REVIEW } from '../../../query/defaults';
import { type Average, type NdcgGain, type PerformanceQuery, type ReviewBand } from '../../../query/model';
import { REPLICATES } from '../../statistics/bootstrap';

export interface MetricOptions {
  average: Average;
  k: number;
  gain: NdcgGain;
  beta: number;
  depth: number;
  quantile: number;
  review: ReviewBand;
  /** Replicates of a bootstrap; none leaves metrics without a formula without an interval. */
  replicates: number;
}

export function metricOptions(query: Partial<PerformanceQuery>): MetricOptions {
  return {
    average: query.average ?? 'macro',
    k: query.k ?? DEFAULT_K,
    gain: query.gain ?? 'linear',
    beta: query.beta ?? DEFAULT_BETA,
    depth: query.depth ?? DEFAULT_DEPTH,
    quantile: query.quantile ?? DEFAULT_QUANTILE,
    review: query.review ?? DEFAULT_REVIEW,
    replicates: REPLICATES,
  };
}

export const DEFAULT_OPTIONS: MetricOptions = metricOptions({});
