/** Estimated performance against NannyML, and its realised performance of regressions (see README.md). */
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { Session } from '../../src/backend/store/database/session';
import { isotonicKnots } from '../../src/backend/statistics/isotonic';
import { parseQuery } from '../../src/query/validate';
import { expectedRows } from './csv';
import { CAR_LOAN, CAR_PRICE, type Dataset, openDataset } from './dataset';
import { rowsOf } from './harness';

let loan: Dataset;
let price: Dataset;
beforeAll(async () => {
  loan = await openDataset(CAR_LOAN);
  price = await openDataset(CAR_PRICE);
}, 300_000);
afterAll(async () => {
  await loan.remove();
  await price.remove();
});

/** Rows of each metric in order of time; both periods, so 20 chunks. */
async function chunks(
  data: Dataset,
  query: Record<string, unknown>
): Promise<Map<unknown, Array<Record<string, unknown>>>> {
  const frames = await runAnalysis(
    parseQuery({ refId: 'A', model: data.model, format: 'table', ...query }),
    data.context('whole')
  );
  const byMetric = new Map<unknown, Array<Record<string, unknown>>>();
  for (const row of rowsOf(frames[0])) {
    byMetric.set(row.metric, [...(byMetric.get(row.metric) ?? []), row]);
  }
  byMetric.forEach((rows) => expect(rows).toHaveLength(20));
  return byMetric;
}

function closeTo(actual: unknown, printed: string | undefined, relative: number): void {
  const expected = Number(printed);
  expect(typeof actual).toBe('number');
  expect(Math.abs(Number(actual) - expected), `${String(actual)} against ${printed}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + Number.EPSILON
  );
}

/** NannyML's band is three sampling errors wide: this confidence has exactly that critical value. */
const THREE_SIGMA = 0.9973002039367398;

const BINARY = {
  auc: 'roc_auc',
  average_precision: 'average_precision',
  f1: 'f1',
  precision: 'precision',
  recall: 'recall',
  specificity: 'specificity',
  accuracy: 'accuracy',
};

describe('CBPE of the car loan data', () => {
  const expected = expectedRows('carloan_cbpe.csv');
  let found: Map<unknown, Array<Record<string, unknown>>>;
  beforeAll(async () => {
    found = await chunks(loan, {
      queryType: 'performance-estimated',
      metrics: Object.keys(BINARY),
      window: 'rows:5000',
      confidence: THREE_SIGMA,
    });
  });

  it.each(Object.entries(BINARY))('%s: estimate, realised, limits and alerts', (metric, file) => {
    // NannyML rounds the cumulated probabilities behind AUC and average precision to five digits.
    const relative = metric === 'auc' || metric === 'average_precision' ? 1e-6 : 1e-9;
    (found.get(metric) ?? []).forEach((row, index) => {
      const known = expected[index];
      closeTo(row.value, known?.[`${file}_value`], relative);
      closeTo(row.realised, known?.[`${file}_realized`], 1e-9);
      closeTo(row.lower_limit, known?.[`${file}_lower_threshold`], 1e-9);
      closeTo(row.upper_limit, known?.[`${file}_upper_threshold`], 1e-9);
      expect(row.status === 'breach').toBe(known?.[`${file}_alert`] === 'True');
    });
  });

  it.each(['f1', 'precision', 'recall', 'specificity', 'accuracy'] as const)(
    '%s: sampling error and bounds',
    (metric) => {
      (found.get(metric) ?? []).forEach((row, index) => {
        closeTo(row.sampling_error, expected[index]?.[`${metric}_sampling_error`], 1e-9);
        closeTo(row.lo, expected[index]?.[`${metric}_lower_confidence_boundary`], 1e-9);
        closeTo(row.hi, expected[index]?.[`${metric}_upper_confidence_boundary`], 1e-9);
      });
    }
  );

  it('AUC: the sampling error is that of NannyML up to the order of ties, the bounds are DeLong’s and wider', () => {
    (found.get('auc') ?? []).forEach((row, index) => {
      closeTo(row.sampling_error, expected[index]?.roc_auc_sampling_error, 0.01);
      expect(Number(row.lo)).toBeLessThan(Number(expected[index]?.roc_auc_lower_confidence_boundary));
    });
  });

  it('trusts what labels confirm', () => {
    const states = (found.get('f1') ?? []).map((row) => row.trust);
    expect(states.filter((state) => state === 'trusted').length).toBeGreaterThanOrEqual(18);
  });

  it('M-CBPE stays near what was realised, before the shift and after it', async () => {
    const weighted = await chunks(loan, {
      queryType: 'performance-estimated',
      metrics: ['auc', 'accuracy'],
      method: 'm-cbpe',
      window: 'rows:5000',
    });
    (weighted.get('accuracy') ?? []).forEach((row) => {
      expect(Math.abs(Number(row.value) - Number(row.realised))).toBeLessThan(0.015);
    });
    (weighted.get('auc') ?? []).forEach((row) => {
      expect(Math.abs(Number(row.value) - Number(row.realised))).toBeLessThan(0.01);
    });
  });

  it('the calibrator has the knots of scikit-learn', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const session = new Session(await instance.connect());
    const groups = await session.rows<{ x: number; weight: number; y: number }>(
      `SELECT y_pred_proba AS x, count(*) AS weight, avg(repaid) AS y FROM '${new URL('./data/nml_car_loan.parquet', import.meta.url).pathname}' WHERE period = 'reference' GROUP BY 1 ORDER BY 1`
    );
    session.close();
    const knots = isotonicKnots(groups);
    const known = expectedRows('carloan_isotonic_knots.csv');
    expect(knots).toHaveLength(known.length);
    knots.forEach((knot, index) => {
      expect(knot.x).toBeCloseTo(Number(known[index]?.x), 12);
      expect(knot.y).toBeCloseTo(Number(known[index]?.y), 12);
    });
  });
});

const LOSSES = ['mae', 'mape', 'mse', 'rmse', 'msle', 'rmsle'] as const;

describe('regression of the car price data', () => {
  it('DLE stays within 3 % of NannyML; limits and sampling errors are NannyML’s own', async () => {
    const expected = expectedRows('carprice_dle.csv');
    const found = await chunks(price, {
      queryType: 'performance-estimated',
      metrics: [...LOSSES],
      window: 'rows:6000',
      confidence: THREE_SIGMA,
    });
    for (const metric of LOSSES) {
      (found.get(metric) ?? []).forEach((row, index) => {
        const known = expected[index];
        closeTo(row.value, known?.[`${metric}_value`], 0.03);
        closeTo(row.realised, known?.[`${metric}_realized`], 1e-9);
        closeTo(row.sampling_error, known?.[`${metric}_sampling_error`], 1e-9);
        closeTo(row.lower_limit, known?.[`${metric}_lower_threshold`], 1e-9);
        closeTo(row.upper_limit, known?.[`${metric}_upper_threshold`], 1e-9);
      });
    }
  });

  it('realised losses, their limits and alerts', async () => {
    const expected = expectedRows('carprice_realized.csv');
    const found = await chunks(price, {
      queryType: 'performance',
      metrics: [...LOSSES],
      window: 'rows:6000',
      limits: 'reference_chunks',
    });
    for (const metric of LOSSES) {
      (found.get(metric) ?? []).forEach((row, index) => {
        const known = expected[index];
        closeTo(row.value, known?.[`${metric}_value`], 1e-9);
        closeTo(row.lower_limit, known?.[`${metric}_lower_threshold`], 1e-9);
        closeTo(row.upper_limit, known?.[`${metric}_upper_threshold`], 1e-9);
        expect(row.status === 'breach').toBe(known?.[`${metric}_alert`] === 'True');
        expect(Number(row.lo)).toBeLessThan(Number(row.value));
        expect(Number(row.hi)).toBeGreaterThan(Number(row.value));
      });
    }
  });
});
