/** Service metrics of one cell. Pure. */
import { type ServiceMetric } from '../../../query/model';
import { type Estimate, NO_ESTIMATE } from '../../statistics/difference';
import { meanInterval, type Sample, wilson } from '../../statistics/intervals';
import { poissonInterval, quantileInterval } from '../../statistics/quantiles';
import { LATENCY_SHARES, type LatencyQuantile, type NumberRole, type ServiceCell } from './counts';

/** Less throughput or volume is worse, of everything else more. */
export const serviceHigherIsWorse = (metric: ServiceMetric): boolean => metric !== 'throughput' && metric !== 'volume';

/** Role of the column that a metric reads; null for those that count rows. */
export const ROLE_OF: Record<ServiceMetric, NumberRole | 'status' | null> = {
  throughput: null,
  volume: null,
  error_rate: 'status',
  latency_mean: 'latency_ms',
  latency_p50: 'latency_ms',
  latency_p90: 'latency_ms',
  latency_p99: 'latency_ms',
  tokens_in: 'tokens_in',
  tokens_out: 'tokens_out',
  tokens: 'tokens_in',
  cost: 'cost',
  cost_per_prediction: 'cost',
  cpu_seconds: 'cpu_seconds',
  memory_bytes: 'memory_bytes',
  gpu_util: 'gpu_util',
};

/** Roles of all columns that a metric reads. */
export function rolesOf(metric: ServiceMetric): Array<NumberRole | 'status'> {
  const role = ROLE_OF[metric];
  return metric === 'tokens' ? ['tokens_in', 'tokens_out'] : role ? [role] : [];
}

export const isLatencyQuantile = (metric: ServiceMetric): metric is LatencyQuantile =>
  Object.hasOwn(LATENCY_SHARES, metric);

/**
 * Totals (tokens, cost, cpu_seconds) are sums over the window and come without an interval: they are counts and no
 * estimates. `seconds` is the length of the window, as far as it has passed.
 */
export function serviceMetric(metric: ServiceMetric, cell: ServiceCell, seconds: number, confidence: number): Estimate {
  if (isLatencyQuantile(metric)) {
    return latencyOf(metric, cell, confidence);
  }
  switch (metric) {
    case 'volume':
      return { value: cell.rows, interval: null, n: cell.rows, basis: null };
    case 'throughput': {
      const { lo, hi } = poissonInterval(cell.rows, confidence);
      return seconds > 0
        ? { value: cell.rows / seconds, interval: { lo: lo / seconds, hi: hi / seconds }, n: cell.rows, basis: null }
        : NO_ESTIMATE;
    }
    case 'error_rate':
      return cell.answered > 0
        ? {
            value: cell.errors / cell.answered,
            interval: wilson(cell.errors, cell.answered, confidence),
            n: cell.answered,
            basis: { kind: 'proportion', k: cell.errors, n: cell.answered },
          }
        : NO_ESTIMATE;
    case 'latency_mean':
      return mean(cell.numbers.get('latency_ms'), confidence);
    case 'cost_per_prediction':
      return mean(cell.numbers.get('cost'), confidence);
    case 'memory_bytes':
    case 'gpu_util':
      return mean(cell.numbers.get(metric), confidence);
    case 'tokens_in':
    case 'tokens_out':
    case 'cost':
    case 'cpu_seconds':
      return total([cell.numbers.get(metric)]);
    case 'tokens':
      return total([cell.numbers.get('tokens_in'), cell.numbers.get('tokens_out')]);
  }
}

export function mean(sample: Sample | undefined, confidence: number): Estimate {
  return !sample || sample.n === 0
    ? NO_ESTIMATE
    : { value: sample.mean, interval: meanInterval(sample, confidence), n: sample.n, basis: { kind: 'mean', sample } };
}

function total(samples: ReadonlyArray<Sample | undefined>): Estimate {
  const known = samples.filter((sample): sample is Sample => sample !== undefined && sample.n > 0);
  return known.length === 0
    ? NO_ESTIMATE
    : {
        value: known.reduce((sum, sample) => sum + sample.n * sample.mean, 0),
        interval: null,
        n: Math.max(...known.map(({ n }) => n)),
        basis: null,
      };
}

function latencyOf(metric: LatencyQuantile, cell: ServiceCell, confidence: number): Estimate {
  const found = cell.latency.get(metric);
  const n = cell.numbers.get('latency_ms')?.n ?? 0;
  const share = LATENCY_SHARES[metric];
  const value = found?.values[found.shares.indexOf(share)];
  return !found || n === 0 || value === undefined
    ? NO_ESTIMATE
    : { value, interval: quantileInterval(share, n, found.shares, found.values, confidence), n, basis: null };
}
