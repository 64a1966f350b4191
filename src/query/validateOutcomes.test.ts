import { describe, expect, it } from 'vitest';
import { PlumblineError } from './errors';
import { COHORT_METRICS, ESTIMATED_METRICS, PERFORMANCE_METRICS, performanceTraits } from './metrics';
import { OUTCOME_QUERY_TYPES } from './outcomes';
import { parseQuery } from './validate';

const base = { refId: 'A', model: 'm', pluginVersion: '1.0.0' };

function placeOf(json: unknown): string | undefined {
  try {
    parseQuery(json);
  } catch (error) {
    return error instanceof PlumblineError ? error.place : undefined;
  }
  return undefined;
}

describe('queries about outcomes', () => {
  it.each(OUTCOME_QUERY_TYPES)('%s needs no more than a model', (queryType) => {
    expect(parseQuery({ ...base, queryType })).toEqual({ ...base, queryType });
  });

  it.each([
    {
      queryType: 'performance',
      metrics: ['f_beta', 'lift', 'review_share'],
      limits: 'reference_chunks',
      reference: { kind: 'fixed' },
      baselineVersion: '3',
      beta: 0.5,
      depth: 0.2,
      review: { from: 0.3, to: 0.7 },
    },
    { queryType: 'service', metrics: ['volume'], control: { chart: 'robust_z', season: '7d', limit: 4 } },
    { queryType: 'kpi', control: { chart: 'ewma', baseline: 20 } },
    { queryType: 'performance', metrics: ['ndcg'], k: 5, rankBy: 'query', gain: 'exponential' },
    { queryType: 'performance-estimated', metrics: ['auc'], method: 'm-cbpe', realised: false },
    { queryType: 'calibration', metrics: ['ece'], bins: 15, binning: 'mass' },
    { queryType: 'curves', curve: 'threshold', operatingPoint: 0.3, costs: { fp: 1, fn: 20, tp: -5 } },
    {
      queryType: 'cohorts',
      saved: ['night flights'],
      cohorts: [{ name: 'young', filters: [{ key: 'age', operator: '<', value: '25' }] }],
      view: 'mix',
      reference: { kind: 'previous' },
    },
    { queryType: 'fairness', segmentBy: ['sex'], comparison: 'to_overall', privileged: 'Male' },
    { queryType: 'service', metrics: ['latency_p99'], evaluations: ['helpful*'] },
    { queryType: 'kpi', name: 'loss', expression: 'sum(amount)', unit: 'currencyEUR', higherIsWorse: true },
    { queryType: 'kpi', costCells: [{ label: 'a', prediction: 'b', cost: 3 }], per: 'sum' },
  ])('reads $queryType', (query) => {
    expect(parseQuery({ ...base, ...query })).toEqual({ ...base, ...query });
  });

  it.each([
    [{ queryType: 'performance', metrics: ['guess'] }, 'metrics[0]'],
    [{ queryType: 'performance', k: 0 }, 'k'],
    [{ queryType: 'kpi', control: { chart: 'bend' } }, 'control.chart'],
    [{ queryType: 'kpi', control: { baseline: 5 } }, 'control.chart'],
    [{ queryType: 'quality', control: { chart: 'ewma', season: '7d' } }, 'control.season'],
    [{ queryType: 'service', control: { chart: 'robust_z', season: 'weekly' } }, 'control.season'],
    [{ queryType: 'performance', depth: 0 }, 'depth'],
    [{ queryType: 'performance', quantile: 1 }, 'quantile'],
    [{ queryType: 'performance', review: { from: 0.7, to: 0.3 } }, 'review'],
    [{ queryType: 'performance', review: { from: 0.7 } }, 'review'],
    [{ queryType: 'performance-estimated', metrics: ['volume'] }, 'metrics[0]'],
    [{ queryType: 'calibration', bins: 1 }, 'bins'],
    [{ queryType: 'curves', curve: 'bend' }, 'curve'],
    [{ queryType: 'curves', costs: { fp: 'much' } }, 'costs.fp'],
    [{ queryType: 'cohorts', cohorts: [{ name: 'x', filters: [] }] }, 'cohorts[0].filters'],
    [{ queryType: 'cohorts', cohorts: [{ filters: [{ key: 'a', operator: '=', value: '1' }] }] }, 'cohorts[0].name'],
    [
      { queryType: 'cohorts', cohorts: [{ name: 'x', filters: [{ key: 'a', operator: '~' }] }] },
      'cohorts[0].filters[0].operator',
    ],
    [{ queryType: 'fairness', comparison: 'all' }, 'comparison'],
    [{ queryType: 'service', evaluations: Array.from({ length: 1001 }, (_, i) => `e${i}`) }, 'evaluations'],
    [{ queryType: 'kpi', expression: 'x'.repeat(10_001) }, 'expression'],
    [{ queryType: 'kpi', expression: 'sum(x)', costs: { fp: 1 } }, 'expression'],
    [{ queryType: 'kpi', costCells: [{ label: 'a', prediction: 'b' }] }, 'costCells[0].cost'],
  ])('refuses %j', (query, place) => {
    expect(placeOf({ ...base, ...query })).toBe(place);
  });
});

describe('metrics', () => {
  it('are each defined for a task', () => {
    for (const metric of PERFORMANCE_METRICS) {
      expect(performanceTraits(metric).tasks.length).toBeGreaterThan(0);
    }
    expect(new Set(PERFORMANCE_METRICS).size).toBe(PERFORMANCE_METRICS.length);
    expect(COHORT_METRICS.every((metric) => PERFORMANCE_METRICS.includes(metric))).toBe(true);
    expect(ESTIMATED_METRICS.every((metric) => PERFORMANCE_METRICS.includes(metric))).toBe(true);
  });
});
