/** Calibration and curves of the car loan data against scikit-learn and NannyML (see README.md). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type Frame } from '../../src/backend/grafana/frame';
import { type PlumblineQuery } from '../../src/query/model';
import { parseQuery } from '../../src/query/validate';
import { CAR_LOAN, type Dataset, openDataset } from './dataset';
import { expectedRows } from './csv';
import { rowsOf } from './harness';

let loan: Dataset;
beforeAll(async () => {
  loan = await openDataset(CAR_LOAN);
});
afterAll(() => loan.remove());

const ask = (query: Record<string, unknown>): Promise<Frame[]> =>
  runAnalysis(parseQuery({ refId: 'A', model: loan.model, ...query }) as PlumblineQuery, loan.context());

function closeTo(actual: unknown, printed: string | undefined, relative = 1e-9): void {
  const expected = Number(printed);
  expect(typeof actual).toBe('number');
  expect(Math.abs(Number(actual) - expected), `${String(actual)} against ${printed}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + Number.EPSILON
  );
}

/** Values of the only series of each metric, by time. */
async function series(metric: string, more: Record<string, unknown>): Promise<Array<number | null>> {
  const [frame] = await ask({
    queryType: 'calibration',
    metrics: [metric],
    window: 'rows:5000',
    format: 'timeseries',
    ...more,
  });
  const values = frame?.fields[1]?.values;
  expect(values).toHaveLength(10);
  return values as Array<number | null>;
}

const chunks = expectedRows('carloan_calibration_ci.csv').filter((row) => row.period === 'analysis');

describe('calibration', () => {
  it.each([
    ['brier', 'brier', {}],
    ['brier_skill', 'brier_skill', {}],
    ['log_loss', 'logloss', {}],
    ['ece', 'ece10_width', { binning: 'width', bins: 10 }],
    ['mce', 'mce10', { binning: 'width', bins: 10 }],
  ])('%s of chunks of 5,000', async (metric, file, more) => {
    const values = await series(metric, more);
    chunks.forEach((row, index) => closeTo(values[index], row[file], 1e-9));
  });

  it('Brier is reliability - resolution + uncertainty', async () => {
    const [rel, res, unc] = await Promise.all(['reliability', 'resolution', 'uncertainty'].map((m) => series(m, {})));
    chunks.forEach((row, index) => {
      closeTo(Number(rel?.[index]) - Number(res?.[index]) + Number(unc?.[index]), row.brier, 1e-8);
    });
  });

  it('bins of equal mass differ from a split of the sorted rows only by where ties go', async () => {
    const values = await series('ece', { binning: 'mass', bins: 10 });
    chunks.forEach((row, index) => {
      expect(Math.abs(Number(values[index]) - Number(row.ece10_mass))).toBeLessThan(0.004);
    });
  });

  it('gives a reliability curve whose isotonic rate never falls', async () => {
    const [frame] = await ask({ queryType: 'calibration', bins: 15, format: 'table', reference: { kind: 'fixed' } });
    const rows = rowsOf(frame);
    expect([...new Set(rows.map((row) => row.set))]).toEqual(['current', 'reference']);
    const current = rows.filter((row) => row.set === 'current');
    expect(current.reduce((sum, row) => sum + Number(row.n), 0)).toBe(50_000);
    current.forEach((row, index) => {
      expect(Number(row.lo)).toBeLessThanOrEqual(Number(row.rate));
      expect(Number(row.hi)).toBeGreaterThanOrEqual(Number(row.rate));
      expect(Number(row.gap)).toBeCloseTo(Number(row.mean_score) - Number(row.rate), 12);
      expect(Number(row.pav)).toBeGreaterThanOrEqual(Number(current[index - 1]?.pav ?? 0));
    });
  });
});

describe('curves', () => {
  const realised = expectedRows('carloan_realized.csv').filter((row) => row.chunk_period === 'analysis');

  it('1000 score bins carry the exact AUC and average precision of scores with two digits', async () => {
    const rows = await performanceOf(['auc', 'average_precision']);
    const auc = rowsOf((await ask({ queryType: 'curves', curve: 'roc', format: 'numeric' }))[0])[0]?.value;
    const ap = rowsOf((await ask({ queryType: 'curves', curve: 'pr', format: 'numeric' }))[0])[0]?.value;
    expect(auc).toBeCloseTo(Number(rows.get('auc')), 12);
    expect(ap).toBeCloseTo(Number(rows.get('average_precision')), 12);
  });

  async function performanceOf(metrics: string[]) {
    const [frame] = await ask({ queryType: 'performance', metrics, window: 'all', format: 'table' });
    return new Map(rowsOf(frame).map((row) => [row.metric, row.value]));
  }

  it('gives the panel bins, a confusion matrix and what it must know of each set', async () => {
    const frames = await ask({ queryType: 'curves', reference: { kind: 'fixed' }, costs: { fn: 5, fp: 1 } });
    expect(frames.map((frame) => frame.meta?.custom?.plumbline)).toEqual(['score-bins', 'confusion']);
    const bins = rowsOf(frames[0]);
    const matrix = rowsOf(frames[1]);
    for (const set of ['current', 'reference']) {
      const own = bins.filter((row) => row.set === set);
      expect(own.reduce((sum, row) => sum + Number(row.n), 0)).toBe(50_000);
      expect(own.every((row) => Number(row.pos) <= Number(row.n) && Number(row.n) <= Number(row.weight))).toBe(true);
      expect(matrix.filter((row) => row.set === set).reduce((sum, row) => sum + Number(row.n), 0)).toBe(50_000);
    }
    const missed = matrix.find((row) => row.set === 'current' && row.y_true === '1' && row.y_pred === 'not 1');
    expect(missed?.sum_cost).toBe(5 * Number(missed?.n));
    expect(frames[0]?.meta?.custom).toMatchObject({
      probability: true,
      sets: [
        { set: 'current', n: 50_000, coverage: 1 },
        { set: 'reference', n: 50_000, coverage: 1 },
      ],
    });
  });

  it('ends the ROC at both corners, and the threshold table agrees with the confusion matrix', async () => {
    const roc = rowsOf((await ask({ queryType: 'curves', curve: 'roc' }))[0]);
    expect(roc[0]).toMatchObject({ false_positive_rate: 0, true_positive_rate: 0 });
    expect(roc.at(-1)).toMatchObject({ false_positive_rate: 1, true_positive_rate: 1 });
    const points = rowsOf((await ask({ queryType: 'curves', curve: 'threshold', costs: { fp: 1, fn: 1 } }))[0]);
    const [frame] = await ask({ queryType: 'curves', curve: 'confusion', operatingPoint: 0.5 });
    const cells = new Map(rowsOf(frame).map((row) => [`${row.y_true}/${row.y_pred}`, Number(row.n)]));
    const at = points.findLast((row) => Number(row.threshold) >= 0.5);
    expect(at?.cost).toBe((cells.get('1/not 1') ?? 0) + (cells.get('not 1/1') ?? 0));
    const right = (cells.get('1/1') ?? 0) + (cells.get('not 1/not 1') ?? 0);
    expect(at?.accuracy).toBeCloseTo(right / 50_000, 12);
  });

  it('realised average precision, specificity and KS by chunk', async () => {
    const [frame] = await ask({
      queryType: 'performance',
      metrics: ['average_precision', 'specificity'],
      window: 'rows:5000',
      format: 'table',
    });
    const rows = rowsOf(frame);
    realised.forEach((row, index) => {
      const time = [...new Set(rows.map((each) => each.time))][index];
      const own = (metric: string) => rows.find((each) => each.time === time && each.metric === metric);
      closeTo(own('average_precision')?.value, row.average_precision_value);
      closeTo(own('specificity')?.value, row.specificity_value);
      expect(Number(own('average_precision')?.lo)).toBeLessThan(Number(own('average_precision')?.value));
      expect(Number(own('average_precision')?.hi)).toBeGreaterThan(Number(own('average_precision')?.value));
    });
  });

  it('limits are mean +- 3 sd of the chunks of the reference, as NannyML has them', async () => {
    const metrics = { accuracy: 'accuracy', auc: 'roc_auc', average_precision: 'average_precision', f1: 'f1' };
    const [frame] = await ask({
      queryType: 'performance',
      metrics: Object.keys(metrics),
      window: 'rows:5000',
      limits: 'reference_chunks',
      format: 'table',
    });
    const rows = rowsOf(frame);
    for (const [metric, file] of Object.entries(metrics)) {
      const own = rows.filter((row) => row.metric === metric);
      own.forEach((row, index) => {
        closeTo(row.lower_limit, realised[index]?.[`${file}_lower_threshold`]);
        closeTo(row.upper_limit, realised[index]?.[`${file}_upper_threshold`]);
        expect(row.status === 'breach').toBe(realised[index]?.[`${file}_alert`] === 'True');
      });
    }
  });
});
