/** Concept drift: the mix and the truth inside the bins change on known days. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conceptDrift } from '../../src/backend/analyses/concept';
import { type BinSum, standardisedChange } from '../../src/backend/statistics/standardised';
import { uniforms } from '../../src/backend/statistics/uniforms';
import { type ConceptDriftQuery } from '../../src/query/model';
import { rowsOf, TestStore } from './harness';

const START = '2026-03-01T00:00:00Z';
const END = '2026-03-06T00:00:00Z';

/**
 * Five days of 2,000 rows; a row of score s is positive with probability s. Day two: higher scores only. Day three: 0.2 more
 * positives at every score. Day four: positive with probability 1 - s, which changes no average. Day five has no labels.
 */
const ROWS = `SELECT *, least(1, greatest(0, CASE day WHEN 2 THEN score + 0.2 WHEN 3 THEN 1 - score ELSE score END)) AS truth,
  hash(i + 1000000) / 18446744073709551616.0 AS draw
  FROM (SELECT i, i // 2000 AS day, i::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i * 43) SECOND AS "time",
    CASE WHEN i // 2000 = 1 THEN 0.15 + 0.7 * sqrt(u) ELSE 0.15 + 0.7 * u END AS score, (u > 0.5)::INTEGER AS prediction,
    ['a', 'b'][1 + i % 2] AS site
    FROM (SELECT i, hash(i) / 18446744073709551616.0 AS u FROM range(10000) AS t(i)))`;

let store: TestStore;

beforeAll(async () => {
  store = await TestStore.open({
    predictions: `SELECT id, "time", score, prediction, site FROM (${ROWS})`,
    reference: `SELECT id, "time", score, prediction, site FROM (${ROWS}) WHERE day = 0`,
    labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, (draw < truth)::INTEGER::VARCHAR AS value, "time" AS observed_at, "time" AS arrived_at FROM (${ROWS}) WHERE day < 4`,
    roles: { score: 'score', prediction: 'prediction', site: 'segment' },
    label: 'truth',
  });
});
afterAll(() => store.session.close());

async function ask(query: Partial<ConceptDriftQuery>): Promise<Array<Record<string, unknown>>> {
  const frames = await conceptDrift(
    { refId: 'A', queryType: 'concept-drift', model: 'm', window: 'all', format: 'table', ...query },
    store.context(START, END)
  );
  return rowsOf(frames[0]);
}

const WINDOW = 'rows:2000';

describe('concept drift', () => {
  it('leaves another mix alone and finds another truth, which way it went, and changes that cancel', async () => {
    const rows = await ask({ metrics: ['label_rate'], window: WINDOW });
    expect(rows.map((row) => row.status)).toEqual(['ok', 'ok', 'breach', 'breach', 'pending_labels']);
    expect(rows[0]).toMatchObject({ value: 0, column: 'score', n: 2000, n_labelled: 2000, coverage: 1, covered: 1 });
    // The mix alone moved the rate by what the mean score moved.
    expect(Number(rows[1]?.mix_effect)).toBeGreaterThan(0.08);
    expect(Math.abs(Number(rows[1]?.value))).toBeLessThan(0.04);
    expect(Number(rows[2]?.value)).toBeGreaterThan(0.15);
    expect(Number(rows[2]?.lo)).toBeGreaterThan(0.1);
    expect(rows[2]?.description).toMatch(/→ .* at the reference's mix/);
    expect(Math.abs(Number(rows[3]?.value))).toBeLessThan(0.1);
    expect(Number(rows[3]?.within_change)).toBeGreaterThan(0.2);
    expect(rows[3]?.description).toContain('both ways');
    expect(rows[4]).toMatchObject({ value: null, n: 2000, n_labelled: 0 });
  });

  it('adds up: change inside the bins and mix are the change of the rate', async () => {
    const rows = await ask({ metrics: ['label_rate', 'error_rate'], window: WINDOW });
    const rates = await store.session.rows<{ day: number; label: number; error: number }>(
      `SELECT p.id::INTEGER // 2000 AS day, avg((l.value = '1')::INTEGER) AS label, avg((l.value <> p.prediction::VARCHAR)::INTEGER) AS error
       FROM predictions p JOIN labels l USING (id) GROUP BY 1 ORDER BY 1`
    );
    for (const metric of ['label', 'error'] as const) {
      rows
        .filter((row) => row.metric === `${metric}_rate`)
        .slice(0, 4)
        .forEach((row, day) => {
          const change = (rates[day]?.[metric] ?? NaN) - (rates[0]?.[metric] ?? NaN);
          expect(Number(row.value) + Number(row.mix_effect)).toBeCloseTo(change, 12);
        });
    }
  });

  it('answers an alert rule apart from drift, by segment and by any column, and compares with earlier windows', async () => {
    const numeric = await conceptDrift(
      {
        refId: 'A',
        queryType: 'concept-drift',
        model: 'm',
        window: WINDOW,
        metrics: ['error_rate'],
        segmentBy: ['site'],
        format: 'numeric',
      },
      store.context(START, END)
    );
    const series = rowsOf(numeric[0]);
    expect(series.map((row) => row.segment)).toEqual(['site=a', 'site=b']);
    expect(Object.keys(series[0] ?? {})).toContain('error_rate');
    const rows = await ask({
      metrics: ['label_rate'],
      columns: ['site'],
      window: WINDOW,
      reference: { kind: 'previous' },
    });
    expect(rows.map((row) => row.status)).toEqual(['no_reference', 'breach', 'breach', 'breach', 'pending_labels']);
  });

  it('says why it has no answer', async () => {
    const rows = await ask({ metrics: ['label_rate'], window: 'rows:20' });
    expect(rows[0]).toMatchObject({ status: 'insufficient', value: null });
    expect(rows[0]?.description).toContain('labelled rows');
    const [strict] = await ask({ metrics: ['label_rate'], window: 'all', labels: { minCoverage: 0.9 } });
    expect(strict).toMatchObject({ status: 'pending_labels', coverage: 0.8 });
  });
});

describe('the standardised change', () => {
  const side = (counts: Array<[number, number]>): BinSum[] => counts.map(([sum, n]) => ({ n, sum, sumSquares: sum }));
  const options = { binary: true, confidence: 0.95, least: 5 };

  it('weighs the bins by the reference', () => {
    const change = standardisedChange(
      side([
        [10, 100],
        [90, 300],
      ]),
      side([
        [30, 100],
        [10, 20],
      ]),
      options
    );
    expect(change?.delta).toBeCloseTo(0.25 * 0.2 + 0.75 * 0.2, 12);
    expect(change?.covered).toBe(1);
  });

  it('leaves out bins without rows and says how much of the mix is left', () => {
    const change = standardisedChange(
      side([
        [10, 100],
        [90, 300],
      ]),
      side([
        [0, 0],
        [10, 20],
      ]),
      options
    );
    expect(change).toMatchObject({ covered: 0.75 });
    expect(standardisedChange(side([[1, 4]]), side([[1, 4]]), options)).toBeNull();
  });

  it('has intervals that hold the truth as often as they say', () => {
    const draw = uniforms(11);
    const binomial = (n: number, p: number) => Array.from({ length: n }, draw).filter((u) => u < p).length;
    const runs = 2000;
    let held = 0;
    let small = 0;
    let smallAny = 0;
    for (let run = 0; run < runs; run += 1) {
      const p = [0.02, 0.2, 0.6];
      const change = standardisedChange(
        side(p.map((share) => [binomial(200, share), 200])),
        side(p.map((share) => [binomial(60, share), 60])),
        options
      );
      held += Number((change?.interval.lo ?? 1) <= 0 && (change?.interval.hi ?? -1) >= 0);
      small += Number((change?.p ?? 1) < 0.05);
      smallAny += Number((change?.pAny ?? 1) < 0.05);
    }
    const error = 3 * Math.sqrt((0.05 * 0.95) / runs);
    expect(held / runs).toBeGreaterThan(0.95 - error);
    expect(small / runs).toBeLessThan(0.05 + error);
    expect(smallAny / runs).toBeLessThan(0.05 + error + 0.01);
  });
});
