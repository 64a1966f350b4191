/** Realised performance of the car loan data against NannyML, scikit-learn and DeLong (see README.md). */
import { beforeAll, describe, expect, it } from 'vitest';
import { performance } from '../../src/backend/analyses/performance';
import { type PerformanceMetric } from '../../src/query/model';
import { type CarLoan, openCarLoan } from './carLoan';
import { expectedRows } from './csv';
import { rowsOf } from './harness';

const METRICS: PerformanceMetric[] = ['accuracy', 'auc', 'precision', 'recall', 'f1', 'label_coverage'];
let loan: CarLoan;
let rows: Array<Record<string, unknown>>;

beforeAll(async () => {
  loan = await openCarLoan();
  const frames = await performance(
    { refId: 'A', queryType: 'performance', model: loan.model, metrics: METRICS, window: 'rows:5000', format: 'table' },
    loan.context()
  );
  rows = rowsOf(frames[0]);
});

function of(metric: PerformanceMetric): Array<Record<string, unknown>> {
  const found = rows.filter((row) => row.metric === metric);
  expect(found).toHaveLength(10);
  return found;
}

function closeTo(actual: unknown, printed: string | undefined, relative = 1e-9): void {
  expect(Math.abs(Number(actual) - Number(printed)), `${String(actual)} against ${printed}`).toBeLessThanOrEqual(
    relative * Math.abs(Number(printed))
  );
}

describe('car loan, chunks of 5,000 rows', () => {
  it.each([
    ['accuracy', 'accuracy_value'],
    ['auc', 'roc_auc_value'],
    ['precision', 'precision_value'],
    ['recall', 'recall_value'],
    ['f1', 'f1_value'],
  ] as const)('%s', (metric, file) => {
    const expected = expectedRows('carloan_realized.csv').filter((row) => row.chunk_period === 'analysis');
    of(metric).forEach((row, index) => closeTo(row.value, expected[index]?.[file]));
  });

  it('intervals: DeLong on the logit scale and Wilson', () => {
    // The file was made with z = 1.96 and not 1.95996...: that alone moves a bound by up to 5e-7.
    const expected = expectedRows('carloan_calibration_ci.csv').filter((row) => row.period === 'analysis');
    of('auc').forEach((row, index) => {
      closeTo(row.lo, expected[index]?.auc_logit_lo, 1e-6);
      closeTo(row.hi, expected[index]?.auc_logit_hi, 1e-6);
    });
    of('accuracy').forEach((row, index) => {
      closeTo(row.lo, expected[index]?.acc_wilson_lo, 1e-6);
      closeTo(row.hi, expected[index]?.acc_wilson_hi, 1e-6);
    });
  });

  it('counts every row as labelled', () => {
    of('label_coverage').forEach((row) => {
      expect(row).toMatchObject({ value: 1, n: 5000, n_labelled: 5000, status: 'ok' });
    });
  });
});
