/** Reads what is particular to the queries of `outcomes.ts`; their common part comes already read. */
import { parseControl } from './control';
import * as field from './fields';
import { type Json } from './fields';
import { parseCohorts } from './validateCohorts';
import {
  CALIBRATION_METRICS,
  ESTIMATED_METRICS,
  FAIRNESS_METRICS,
  PERFORMANCE_METRICS,
  SERVICE_METRICS,
} from './metrics';
import type { AnalysisBase, Filter, Reference, Threshold } from './model';
import {
  AVERAGES,
  BINNINGS,
  type BinaryCosts,
  type CostCell,
  CURVES,
  ESTIMATION_METHODS,
  FAIRNESS_COMPARISONS,
  type KpiQuery,
  LIMIT_SOURCES,
  NDCG_GAINS,
  type OutcomeQuery,
  type ReviewBand,
} from './outcomes';

type Common = AnalysisBase & { reference?: Reference; threshold?: Threshold };

const MAX_EXPRESSION = 10_000;
const MAX_K = 10_000;
const PER = ['mean', 'sum'] as const;

/** Throws `bad_request` with the field's path in `place`. `filter` reads one filter of a cohort. */
export function parseOutcome(
  queryType: OutcomeQuery['queryType'],
  source: Json,
  common: Common,
  filter: (item: Json, place: string) => Filter
): OutcomeQuery {
  const { threshold, reference, ...base } = common;
  switch (queryType) {
    case 'performance':
      return field.defined({
        ...common,
        queryType,
        metrics: field.listOf(source, 'metrics', 'metrics', PERFORMANCE_METRICS),
        limits: field.oneOf(source, 'limits', 'limits', LIMIT_SOURCES),
        control: parseControl(source),
        baselineVersion: field.string(source, 'baselineVersion', 'baselineVersion'),
        average: field.oneOf(source, 'average', 'average', AVERAGES),
        k: field.number(source, 'k', 'k', { min: 1, max: MAX_K, integer: true }),
        rankBy: field.string(source, 'rankBy', 'rankBy'),
        gain: field.oneOf(source, 'gain', 'gain', NDCG_GAINS),
        beta: field.number(source, 'beta', 'beta', { min: 0.01, max: 100 }),
        depth: field.number(source, 'depth', 'depth', { min: 0.0001, max: 1 }),
        quantile: field.number(source, 'quantile', 'quantile', { min: 0, max: 1, open: true }),
        review: review(source),
      });
    case 'performance-estimated':
      return field.defined({
        ...common,
        queryType,
        metrics: field.listOf(source, 'metrics', 'metrics', ESTIMATED_METRICS),
        method: field.oneOf(source, 'method', 'method', ESTIMATION_METHODS),
        limits: field.oneOf(source, 'limits', 'limits', LIMIT_SOURCES),
        realised: field.boolean(source, 'realised', 'realised'),
      });
    case 'calibration':
      return field.defined({
        ...common,
        queryType,
        metrics: field.listOf(source, 'metrics', 'metrics', CALIBRATION_METRICS),
        bins: field.number(source, 'bins', 'bins', { min: 2, max: 1000, integer: true }),
        binning: field.oneOf(source, 'binning', 'binning', BINNINGS),
      });
    case 'curves':
      return field.defined({
        ...base,
        reference,
        queryType,
        curve: field.oneOf(source, 'curve', 'curve', CURVES),
        operatingPoint: field.number(source, 'operatingPoint', 'operatingPoint'),
        costs: costs(source),
      });
    case 'cohorts':
      return parseCohorts(source, { ...base, reference }, filter);
    case 'fairness':
      return field.defined({
        ...base,
        threshold,
        queryType,
        metrics: field.listOf(source, 'metrics', 'metrics', FAIRNESS_METRICS),
        comparison: field.oneOf(source, 'comparison', 'comparison', FAIRNESS_COMPARISONS),
        privileged: field.string(source, 'privileged', 'privileged'),
      });
    case 'service':
      return field.defined({
        ...base,
        threshold,
        queryType,
        metrics: field.listOf(source, 'metrics', 'metrics', SERVICE_METRICS),
        evaluations: field.bounded(field.strings(source, 'evaluations', 'evaluations'), 'evaluations'),
        control: parseControl(source),
      });
    case 'kpi':
      return kpi(source, { ...base, threshold });
  }
}

function kpi(source: Json, base: AnalysisBase & { threshold?: Threshold }): KpiQuery {
  const expression = field.string(source, 'expression', 'expression');
  if (expression !== undefined && expression.length > MAX_EXPRESSION) {
    throw field.invalid('expression', `is longer than ${MAX_EXPRESSION} characters`, 'Write a shorter aggregate.');
  }
  const query: KpiQuery = {
    ...base,
    queryType: 'kpi',
    name: field.string(source, 'name', 'name'),
    expression,
    costs: costs(source),
    costCells: field.bounded(field.objects(source, 'costCells', 'costCells', costCell), 'costCells'),
    per: field.oneOf(source, 'per', 'per', PER),
    unit: field.string(source, 'unit', 'unit'),
    control: parseControl(source),
    higherIsWorse: field.boolean(source, 'higherIsWorse', 'higherIsWorse'),
  };
  const ways = [query.expression, query.costs, query.costCells].filter((way) => way !== undefined);
  if (ways.length > 1) {
    throw field.invalid(
      'expression',
      'and a cost matrix are both given',
      'Send one of expression, costs and costCells.'
    );
  }
  return field.defined(query);
}

function review(source: Json): ReviewBand | undefined {
  const band = field.object(source, 'review', 'review');
  if (!band) {
    return undefined;
  }
  const from = field.number(band, 'from', 'review.from');
  const to = field.number(band, 'to', 'review.to');
  if (from === undefined || to === undefined || from > to) {
    throw field.invalid('review', 'is not a band of scores', 'Send {"from": 0.4, "to": 0.6}, the lower score first.');
  }
  return { from, to };
}

function costs(source: Json): BinaryCosts | undefined {
  const given = field.object(source, 'costs', 'costs');
  return (
    given &&
    field.defined({
      tp: field.number(given, 'tp', 'costs.tp'),
      fp: field.number(given, 'fp', 'costs.fp'),
      fn: field.number(given, 'fn', 'costs.fn'),
      tn: field.number(given, 'tn', 'costs.tn'),
    })
  );
}

function costCell(item: Json, place: string): CostCell {
  const cost = field.number(item, 'cost', `${place}.cost`);
  if (cost === undefined) {
    throw field.invalid(`${place}.cost`, 'is missing', 'Send the cost as a number; a gain is negative.');
  }
  return {
    label: field.requiredString(item, 'label', `${place}.label`, 'Name the class that was true.'),
    prediction: field.requiredString(item, 'prediction', `${place}.prediction`, 'Name the class that was predicted.'),
    cost,
  };
}
