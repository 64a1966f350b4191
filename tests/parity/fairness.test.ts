/** Parity between groups of the adult income data against fairlearn (see README.md). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { parseQuery } from '../../src/query/validate';
import { expectedRows } from './csv';
import { rowsOf, TestStore } from './harness';

const FILE = new URL('./data/adult_income_scored.parquet', import.meta.url).pathname;
const START = '2026-01-01T00:00:00Z';
const END = '2026-03-01T00:00:00Z';
/** The data has no time: a row a minute. */
const TIME = `TIMESTAMP '2026-01-01' + INTERVAL 1 MINUTE * id`;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open({
    predictions: `SELECT id::VARCHAR AS id, ${TIME} AS "time", sex, race, y_pred_proba AS score, y_pred::INTEGER AS prediction FROM '${FILE}'`,
    labels: `SELECT id::VARCHAR AS id, NULL::TIMESTAMP AS prediction_time, label::VARCHAR AS value, ${TIME} AS observed_at, ${TIME} AS arrived_at FROM '${FILE}'`,
    roles: { score: 'score', prediction: 'prediction' },
    sensitive: ['race'],
  });
});
afterAll(() => store.session.close());

async function ask(query: Record<string, unknown>, more = {}) {
  const frames = await runAnalysis(
    parseQuery({ refId: 'A', model: 'm', queryType: 'fairness', ...query }),
    store.context(START, END, more)
  );
  return frames.map(rowsOf);
}

const expected = expectedRows('adult_fairness_fairlearn.csv');

describe.each(['sex', 'race'])('%s', (column) => {
  it('has the gaps of fairlearn, each inside its interval', async () => {
    const known = expected.filter((row) => row.attribute === column && row.metric !== '');
    expect(known.length).toBe(7);
    const [gaps] = await ask({ segmentBy: [column], metrics: known.map((row) => row.metric), format: 'table' });
    for (const row of known) {
      const gap = gaps?.find((each) => each.metric === row.metric);
      expect(Number(gap?.value), row.metric).toBeCloseTo(Number(row.value), 9);
      expect(Number(gap?.lo)).toBeLessThan(Number(gap?.value));
      expect(Number(gap?.hi)).toBeGreaterThan(Number(gap?.value));
    }
  });

  it('has the rates of every group', async () => {
    const known = expected.filter((row) => row.attribute === column && row.metric === '');
    const [, groups] = await ask({ segmentBy: [column], format: 'table' });
    expect(groups).toHaveLength(known.length);
    for (const row of known) {
      const group = groups?.find((each) => each.group === row.group);
      expect(group).toMatchObject({ n: Number(row.n), status: 'ok' });
      for (const rate of ['selection_rate', 'tpr', 'fpr', 'tnr', 'fnr', 'precision', 'accuracy'] as const) {
        expect(Number(group?.[rate]), rate).toBeCloseTo(Number(row[rate]), 9);
      }
    }
  });
});

describe('judgement', () => {
  it('fails the four-fifths rule, names both groups and turns over with the privileged one', async () => {
    const [[gap] = []] = await ask({ segmentBy: ['sex'], metrics: ['disparate_impact'], format: 'table' });
    expect(gap).toMatchObject({ status: 'breach', low_group: 'Female', high_group: 'Male' });
    expect(Number(gap?.value)).toBeCloseTo(0.3260596537, 9);
    const [[turned] = []] = await ask({
      segmentBy: ['sex'],
      metrics: ['disparate_impact'],
      privileged: 'Female',
      format: 'table',
    });
    expect(Number(turned?.value)).toBeCloseTo(1 / 0.3260596537, 7);
    expect(turned?.status).toBe('breach');
  });

  it('leaves groups with few rows out of gaps and lists them', async () => {
    const [gaps, groups] = await ask({
      segmentBy: ['race'],
      metrics: ['demographic_parity_difference'],
      minRows: 1000,
      format: 'table',
    });
    expect(gaps?.[0]).toMatchObject({ groups: 3, low_group: 'Black', high_group: 'Asian-Pac-Islander' });
    expect(groups?.filter((row) => row.status === 'insufficient').map((row) => row.group)).toEqual([
      'Amer-Indian-Eskimo',
      'Other',
    ]);
  });

  it('is one number a column and metric for an alert rule, and a series over windows', async () => {
    const [numbers] = await ask({ segmentBy: ['sex'], metrics: ['demographic_parity_ratio'], format: 'numeric' });
    expect(numbers).toEqual([
      { model: 'm', column: 'sex', metric: 'demographic_parity_ratio', value: expect.closeTo(0.3260596537, 9) },
    ]);
    const series = await ask({
      segmentBy: ['sex'],
      metrics: ['demographic_parity_difference'],
      window: '7d',
      format: 'timeseries',
    });
    expect(series[0]?.length).toBeGreaterThan(4);
  });

  it('hides masked columns, and needs a column and a binary model', async () => {
    await expect(ask({ segmentBy: ['race'] }, { unmasked: false })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(ask({})).rejects.toMatchObject({ place: 'segmentBy' });
  });
});
