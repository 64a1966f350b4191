/** The car loan data against scipy, NannyML and scikit-learn (see README.md). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drift } from '../../src/backend/analyses/drift';
import { performance } from '../../src/backend/analyses/performance';
import { type DriftMethod, type PerformanceMetric } from '../../src/query/model';
import { expectedRows } from './csv';
import { rowsOf } from './harness';
import { CAR_LOAN, type Dataset, openDataset } from './dataset';

const NUMERIC = ['car_value', 'debt_to_income_ratio', 'loan_length', 'driver_tenure', 'y_pred_proba'];
const CATEGORICAL = ['salary_range', 'repaid_loan_on_prev_car', 'size_of_downpayment', 'y_pred'];

let loan: Dataset;

beforeAll(async () => {
  loan = await openDataset(CAR_LOAN);
});

afterAll(() => loan.remove());

const answers = new Map<string, Promise<Map<string, Record<string, unknown>>>>();

/** Rows by `column:chunk`; each method is asked once. */
function scores(method: DriftMethod, columns: string[]): Promise<Map<string, Record<string, unknown>>> {
  const key = `${method}:${columns.join()}`;
  const answer = answers.get(key) ?? ask(method, columns);
  answers.set(key, answer);
  return answer;
}

async function ask(method: DriftMethod, columns: string[]): Promise<Map<string, Record<string, unknown>>> {
  const frames = await drift(
    { refId: 'A', queryType: 'drift', model: loan.model, columns, method, window: 'rows:5000', format: 'table' },
    loan.context()
  );
  const rows = rowsOf(frames[0]);
  const times = [...new Set(rows.map((row) => Number(row.time)))].sort((a, b) => a - b);
  expect(times).toHaveLength(10);
  return new Map(rows.map((row) => [`${String(row.column)}:${times.indexOf(Number(row.time))}`, row]));
}

/** Ten significant digits are printed, half a unit of the last is 5e-10: the relative 1e-9 holds without exception. */
function closeTo(actual: unknown, printed: string, relative = 1e-9): void {
  const expected = Number(printed);
  expect(typeof actual).toBe('number');
  expect(Math.abs(Number(actual) - expected), `${String(actual)} against ${printed}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + Number.EPSILON
  );
}

const exact = expectedRows('carloan_exact_scipy.csv').filter(
  (row) => row.period === 'analysis' && row.chunk_index !== '-1'
);

describe('drift of the car loan data, chunks of 5,000 rows', () => {
  it('PSI on frozen deciles', async () => {
    const expected = expectedRows('psi_q10_disc.csv').filter(
      (row) => row.dataset === 'nml_car_loan' && row.period === 'analysis' && NUMERIC.includes(row.feature ?? '')
    );
    expect(expected).toHaveLength(50);
    const actual = await scores('psi', NUMERIC);
    for (const row of expected) {
      closeTo(actual.get(`${row.feature}:${row.chunk_index}`)?.score, row.psi_q10_disc ?? '');
    }
  });

  it.each([
    ['ks', 'ks_d', 'score'],
    ['wasserstein', 'wasserstein', 'statistic'],
    ['wasserstein', 'wasserstein_norm', 'score'],
  ] as const)('%s: %s from raw values', async (method, file, field) => {
    const actual = await scores(method, NUMERIC);
    const expected = exact.filter((row) => row.kind === 'num' && NUMERIC.includes(row.feature ?? ''));
    expect(expected).toHaveLength(50);
    for (const row of expected) {
      closeTo(actual.get(`${row.feature}:${row.chunk_index}`)?.[field], row[file] ?? '');
    }
  });

  it('the Kolmogorov-Smirnov p-value is within 0.02 of scipy', async () => {
    const actual = await scores('ks', NUMERIC);
    for (const row of exact.filter((each) => each.kind === 'num' && NUMERIC.includes(each.feature ?? ''))) {
      const p = Number(actual.get(`${row.feature}:${row.chunk_index}`)?.p);
      expect(Math.abs(p - Number(row.ks_p_asymp))).toBeLessThan(0.02);
    }
  });

  it.each([
    ['chi2', 'chi2', 'statistic'],
    ['chi2', 'chi2_p', 'p'],
    ['psi', 'psi_cat_eps1e4', 'score'],
    ['js', 'js_base2', 'score'],
    ['linf', 'linf', 'score'],
  ] as const)('%s of categories: %s', async (method, file, field) => {
    const actual = await scores(method, CATEGORICAL);
    const expected = exact.filter((row) => row.kind === 'cat' && CATEGORICAL.includes(row.feature ?? ''));
    expect(expected).toHaveLength(40);
    for (const row of expected) {
      closeTo(actual.get(`${row.feature}:${row.chunk_index}`)?.[field], row[file] ?? '');
    }
  });

  it.each([
    ['ks_binned', 'ks_d', 0.01],
    ['wasserstein_binned', 'wasserstein_norm', 0.05],
  ] as const)('%s stays near the exact value', async (method, file, bound) => {
    const actual = await scores(method, NUMERIC);
    for (const row of exact.filter((each) => each.kind === 'num' && NUMERIC.includes(each.feature ?? ''))) {
      const score = Number(actual.get(`${row.feature}:${row.chunk_index}`)?.score);
      expect(Math.abs(score - Number(row[file]))).toBeLessThan(bound);
    }
  });
});

describe('performance of the car loan data, chunks of 5,000 rows', () => {
  const metrics: PerformanceMetric[] = ['accuracy', 'auc', 'precision', 'recall', 'f1', 'label_coverage'];
  let rows: Array<Record<string, unknown>> = [];

  beforeAll(async () => {
    const frames = await performance(
      { refId: 'A', queryType: 'performance', model: loan.model, metrics, window: 'rows:5000', format: 'table' },
      loan.context()
    );
    rows = rowsOf(frames[0]);
  });

  const of = (metric: PerformanceMetric) => {
    const found = rows.filter((row) => row.metric === metric);
    expect(found).toHaveLength(10);
    return found;
  };

  it.each([
    ['accuracy', 'accuracy_value'],
    ['auc', 'roc_auc_value'],
    ['precision', 'precision_value'],
    ['recall', 'recall_value'],
    ['f1', 'f1_value'],
  ] as const)('%s', (metric, file) => {
    const expected = expectedRows('carloan_realized.csv').filter((row) => row.chunk_period === 'analysis');
    of(metric).forEach((row, index) => closeTo(row.value, expected[index]?.[file] ?? ''));
  });

  it('intervals: DeLong on the logit scale and Wilson', () => {
    // The file was made with z = 1.96 and not 1.95996...: that alone moves a bound by up to 5e-7.
    const expected = expectedRows('carloan_calibration_ci.csv').filter((row) => row.period === 'analysis');
    of('auc').forEach((row, index) => {
      closeTo(row.lo, expected[index]?.auc_logit_lo ?? '', 1e-6);
      closeTo(row.hi, expected[index]?.auc_logit_hi ?? '', 1e-6);
    });
    of('accuracy').forEach((row, index) => {
      closeTo(row.lo, expected[index]?.acc_wilson_lo ?? '', 1e-6);
      closeTo(row.hi, expected[index]?.acc_wilson_hi ?? '', 1e-6);
    });
  });

  it('counts every row as labelled', () => {
    of('label_coverage').forEach((row) => {
      expect(row).toMatchObject({ value: 1, n: 5000, n_labelled: 5000, status: 'ok' });
    });
  });
});
