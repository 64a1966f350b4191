/** Attributions of the flights sample, through the analyses: identities that hold exactly, and figures checked in SQL. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type Frame } from '../../src/backend/grafana/frame';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, TestStore } from './harness';

const sample = (name: string) => new URL(`../../sample/${name}.parquet`, import.meta.url).pathname;
const FLIGHTS = `SELECT id::VARCHAR AS id, timestamp::TIMESTAMP AS "time", carrier, origin, dest, hour, dow, distance, "temp", wind_speed, precip, visib, pressure, humid, y_pred_proba AS score FROM read_parquet('${sample('nycflights13_late_monitoring')}')`;
const SHAP = `SELECT s.id::VARCHAR AS id, p.timestamp::TIMESTAMP AS "time", s.base_value, 'late' AS output_name, 'log-odds' AS output_space, 'tree' AS explainer, 'march' AS background, NULL::DOUBLE AS additivity_error, s.* EXCLUDE (id, base_value, margin) FROM read_parquet('${sample('nycflights13_shap')}') s JOIN read_parquet('${sample('nycflights13_late_monitoring')}') p ON p.id = s.id`;

let flights: TestStore;
beforeAll(async () => {
  flights = await TestStore.open({
    predictions: FLIGHTS,
    reference: `${FLIGHTS} WHERE month(timestamp) = 3`,
    attributions: SHAP,
    roles: { score: 'score' },
  });
});

const SEPTEMBER = ['2013-09-01', '2013-10-01'] as const;

async function ask(query: object, [from, to]: readonly [string, string] = SEPTEMBER): Promise<Frame[]> {
  return runAnalysis(parseQuery({ refId: 'A', model: 'm', ...query }), flights.context(from, to));
}

const number = (value: unknown) => (typeof value === 'number' ? value : NaN);

describe('impact', () => {
  it('adds up to the change of the mean margin, and each part to mix and function', async () => {
    const [frame] = await ask({ queryType: 'impact' });
    const rows = rowsOf(frame);
    const [margin] = await flights.session.rows<{ delta: number }>(
      `SELECT avg(f) FILTER (WHERE month("time") = 9) - avg(f) FILTER (WHERE month("time") = 3) AS delta
       FROM (SELECT s.margin AS f, p.timestamp AS "time" FROM read_parquet('${sample('nycflights13_shap')}') s JOIN read_parquet('${sample('nycflights13_late_monitoring')}') p USING (id))`
    );
    const total = rows.reduce((sum, row) => sum + number(row.delta_phi), 0);
    expect(rows).toHaveLength(13);
    // The file's attributions are single precision, so they add up to the margin within that.
    expect(total).toBeCloseTo(margin?.delta ?? NaN, 6);
    expect(total).toBeCloseTo(number(frame?.meta?.custom?.delta), 12);
    for (const row of rows.filter(({ part }) => part === 'column')) {
      expect(number(row.mix_part) + number(row.func_part)).toBeCloseTo(number(row.delta_phi), 12);
      expect(number(row.delta_phi_lo)).toBeLessThanOrEqual(number(row.delta_phi));
      expect(number(row.delta_phi_hi)).toBeGreaterThanOrEqual(number(row.delta_phi));
    }
    expect(rows.reduce((sum, row) => sum + number(row.share_exact), 0)).toBeCloseTo(1, 9);
  });

  it('keeps the total whatever is shown: what is not, is summed up', async () => {
    const [all] = await ask({ queryType: 'impact' });
    const [few] = await ask({ queryType: 'impact', columns: ['humid', 'temp', 'hour'], topK: 2 });
    const others = few?.meta?.custom?.others as { columns: number; delta: number; mix: number; func: number };
    const shown = rowsOf(few);
    expect(shown.map(({ part }) => part)).toEqual(['column', 'column', 'base']);
    expect(others.columns).toBe(10);
    const total = shown.reduce((sum, row) => sum + number(row.delta_phi), others.delta);
    expect(total).toBeCloseTo(number(all?.meta?.custom?.delta), 12);
    expect(others.mix + others.func).toBeCloseTo(others.delta, 12);
  });

  it('adds the parts of a group', async () => {
    const [apart] = await ask({ queryType: 'impact' });
    const [joined] = await ask({
      queryType: 'impact',
      groups: [{ name: 'weather', columns: ['temp', 'humid', 'w*', 'precip', 'visib', 'pressure'] }],
    });
    const members = ['temp', 'humid', 'wind_speed', 'precip', 'visib', 'pressure'];
    const sum = (field: string) =>
      rowsOf(apart)
        .filter(({ column }) => members.includes(String(column)))
        .reduce((total, row) => total + number(row[field]), 0);
    const weather = rowsOf(joined).find(({ column }) => column === 'weather');
    for (const field of ['delta_phi', 'mix_part', 'func_part']) {
      expect(number(weather?.[field])).toBeCloseTo(sum(field), 12);
    }
    expect(rowsOf(joined)).toHaveLength(13 - members.length + 1);
  });

  it('finds no change of function where only the mix changed', async () => {
    const store = await TestStore.open({
      predictions: `SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-01' + INTERVAL (i) MINUTE AS "time", (CASE WHEN i < 1000 THEN i % 4 ELSE i % 2 END)::DOUBLE AS x FROM range(2000) t(i)`,
      reference: `SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-01' + INTERVAL (i) MINUTE AS "time", (i % 4)::DOUBLE AS x FROM range(1000) t(i)`,
      attributions: `SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-01' + INTERVAL (i) MINUTE AS "time", 0.5::DOUBLE AS base_value, NULL::VARCHAR AS output_name, NULL::VARCHAR AS output_space, NULL::VARCHAR AS explainer, NULL::VARCHAR AS background, NULL::DOUBLE AS additivity_error, ((CASE WHEN i < 1000 THEN i % 4 ELSE i % 2 END) * 0.25)::FLOAT AS shap_x FROM range(2000) t(i)`,
    });
    const [frame] = await runAnalysis(
      parseQuery({ refId: 'A', model: 'm', queryType: 'impact' }),
      store.context('2026-01-01T16:40:00Z', '2026-01-03')
    );
    const [x, base] = rowsOf(frame);
    // Mean of 0, 1, 2, 3 is 1.5 and of 0, 1 is 0.5: a quarter of -1.
    expect(x).toMatchObject({ column: 'x', delta_phi: -0.25, mix_part: -0.25, func_part: 0, unseen_share: 0 });
    expect(base).toMatchObject({ part: 'base', delta_phi: 0 });
  });
});

describe('importance', () => {
  it('adds the attributions of a group before it takes their size', async () => {
    const [frame] = await ask({
      queryType: 'importance',
      groups: [{ name: 'sky', columns: ['temp', 'humid'] }],
      columns: ['sky', 'hour'],
    });
    const [expected] = await flights.session.rows<{ joint: number; apart: number }>(
      `SELECT avg(abs(shap_temp::DOUBLE + shap_humid::DOUBLE)) AS joint, avg(abs(shap_temp::DOUBLE)) + avg(abs(shap_humid::DOUBLE)) AS apart FROM attributions WHERE month("time") = 9`
    );
    const sky = rowsOf(frame).find(({ column }) => column === 'sky');
    expect(number(sky?.mean_abs)).toBeCloseTo(expected?.joint ?? NaN, 12);
    expect(number(sky?.mean_abs)).toBeLessThan(expected?.apart ?? NaN);
  });

  it('gives the ranks that the intervals leave possible', async () => {
    const rows = rowsOf((await ask({ queryType: 'importance' }))[0]);
    for (const row of rows) {
      expect(number(row.rank_lo)).toBeLessThanOrEqual(number(row.rank));
      expect(number(row.rank_hi)).toBeGreaterThanOrEqual(number(row.rank));
      const certainlyAhead = rows.filter((other) => number(other.lo) > number(row.hi)).length;
      const certainlyBehind = rows.filter((other) => number(other.hi) < number(row.lo)).length;
      expect([row.rank_lo, row.rank_hi]).toEqual([certainlyAhead + 1, rows.length - certainlyBehind]);
    }
  });

  it('follows the order of the columns over windows, and answers an alert rule', async () => {
    const [table] = await ask({ queryType: 'importance', statistic: 'ndcg', window: '1M' }, [
      '2013-01-01',
      '2014-01-01',
    ]);
    const rows = rowsOf(table);
    expect(rows).toHaveLength(12);
    // March is the reference: its order is the same.
    expect(rows[2]).toMatchObject({ ndcg: 1, spearman: 1, status: 'ok' });
    for (const row of rows) {
      expect(number(row.ndcg)).toBeGreaterThan(0.5);
      expect(number(row.ndcg)).toBeLessThanOrEqual(1);
    }
    const [alert] = await ask({ queryType: 'importance', statistic: 'ndcg', window: '1M', format: 'numeric' }, [
      '2013-01-01',
      '2014-01-01',
    ]);
    expect(rowsOf(alert)).toEqual([{ model: 'm', ndcg: rows.at(-1)?.ndcg }]);
  });

  it('refuses to average several outputs and takes the one that is named', async () => {
    const store = await TestStore.open({
      predictions: `SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-01' AS "time", i::DOUBLE AS x FROM range(10) t(i)`,
      attributions: `SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-01' AS "time", 0.0 AS base_value, o AS output_name, NULL::VARCHAR AS output_space, NULL::VARCHAR AS explainer, NULL::VARCHAR AS background, NULL::DOUBLE AS additivity_error, (CASE o WHEN 'a' THEN 1 ELSE 3 END)::FLOAT AS shap_x FROM range(10) t(i), (VALUES ('a'), ('b')) v(o)`,
    });
    const query = { refId: 'A', model: 'm', queryType: 'importance' };
    const context = () => store.context('2025-12-31', '2026-01-02');
    await expect(runAnalysis(parseQuery(query), context())).rejects.toMatchObject({
      code: 'unprocessable',
      place: 'output',
    });
    const [frame] = await runAnalysis(parseQuery({ ...query, output: 'b' }), context());
    expect(rowsOf(frame)).toMatchObject([{ column: 'x', mean_abs: 3, n: 10 }]);
  });
});

describe('beeswarm', () => {
  it('sends the records where they are few', async () => {
    const [columns, points] = await ask({ queryType: 'beeswarm', topK: 3 }, ['2013-09-12', '2013-09-14']);
    const rows = rowsOf(columns);
    expect(rows).toHaveLength(3);
    expect(points?.meta?.custom).toMatchObject({ plumbline: 'beeswarm-points' });
    expect(rowsOf(points)).toHaveLength(3 * number(rows[0]?.n));
    expect(rowsOf(points)[0]).toMatchObject({ column: rows[0]?.column, value_display: expect.any(String) });
  });

  it('counts every record once where they are many, and keeps those at the ends', async () => {
    const [columns, bins, tail] = await ask({ queryType: 'beeswarm', topK: 12 });
    const rows = rowsOf(columns);
    for (const row of rows) {
      const mine = rowsOf(bins).filter(({ column }) => column === row.column);
      expect(mine.reduce((sum, { n }) => sum + number(n), 0)).toBe(row.n);
      expect(Math.min(...mine.map(({ phi_lo: lo }) => number(lo)))).toBeCloseTo(number(row.min), 5);
      expect(Math.max(...mine.map(({ phi_hi: hi }) => number(hi)))).toBeCloseTo(number(row.max), 5);
      const ends = rowsOf(tail).filter(({ column }) => column === row.column);
      expect(ends).toHaveLength(50);
      expect(Math.min(...ends.map(({ phi }) => number(phi)))).toBe(row.min);
      expect(Math.max(...ends.map(({ phi }) => number(phi)))).toBe(row.max);
    }
    const carrier = rows.find(({ column }) => column === 'carrier');
    expect(JSON.parse(String(carrier?.categories))).toHaveLength(5);
  });

  it('bounds its rows and keeps masked values out of the colours', async () => {
    await expect(ask({ queryType: 'beeswarm', topK: 51 })).rejects.toMatchObject({
      code: 'bad_request',
      place: 'topK',
    });
    const store = await TestStore.open({
      predictions: `SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-01' AS "time", i::DOUBLE AS x FROM range(10) t(i)`,
      attributions: `SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-01' AS "time", 0.0 AS base_value, NULL::VARCHAR AS output_name, NULL::VARCHAR AS output_space, NULL::VARCHAR AS explainer, NULL::VARCHAR AS background, NULL::DOUBLE AS additivity_error, i::FLOAT AS shap_x FROM range(10) t(i)`,
      sensitive: ['x'],
    });
    const context = (unmasked: boolean) => store.context('2025-12-31', '2026-01-02', { unmasked });
    const beeswarm = parseQuery({ refId: 'A', model: 'm', queryType: 'beeswarm' });
    const [, masked] = await runAnalysis(beeswarm, context(false));
    expect(
      rowsOf(masked).every((row) => row.value === null && row.value_display === null && row.value_bin === 16)
    ).toBe(true);
    const [, open] = await runAnalysis(beeswarm, context(true));
    expect(rowsOf(open).some((row) => row.value === 9)).toBe(true);
    const local = parseQuery({ refId: 'A', model: 'm', queryType: 'explanation', id: '9' });
    expect(rowsOf((await runAnalysis(local, context(false)))[0])).toMatchObject([
      { column: 'x', value_display: null, phi: 9 },
    ]);
    const dependence = parseQuery({ refId: 'A', model: 'm', queryType: 'dependence', columns: ['x'] });
    await expect(runAnalysis(dependence, context(false))).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('dependence', () => {
  it('gives the trend of both sets, the records and the column that colours them', async () => {
    const frames = await ask({ queryType: 'dependence', columns: ['humid'] });
    const [trend, points, scores] = frames;
    expect(frames.map((frame) => frame.meta?.custom?.plumbline)).toEqual([
      'dependence-trend',
      'dependence-points',
      'dependence-interactions',
    ]);
    for (const [set, month] of [
      ['current', 9],
      ['reference', 3],
    ] as const) {
      const rows = rowsOf(trend).filter((row) => row.set === set);
      const [expected] = await flights.session.rows<{ n: number; mean: number }>(
        `SELECT count(*) AS n, avg(shap_humid::DOUBLE) AS mean FROM attributions WHERE month("time") = ${month}`
      );
      expect(rows.reduce((sum, { n }) => sum + number(n), 0)).toBe(expected?.n);
      const mean = rows.reduce((sum, row) => sum + number(row.share) * number(row.mean), 0);
      expect(mean).toBeCloseTo(expected?.mean ?? NaN, 12);
    }
    expect(rowsOf(points)).toHaveLength(2701);
    const [best] = rowsOf(scores);
    expect(trend?.meta?.custom).toMatchObject({ column: 'humid', kind: 'numeric', colorBy: best?.column });
  });

  it('counts a grid where the records are many, and orders nothing by categories', async () => {
    const year = ['2013-01-01', '2014-01-01'] as const;
    const [, grid] = await ask({ queryType: 'dependence', columns: ['hour'], colorBy: 'temp' }, year);
    expect(grid?.meta?.custom).toMatchObject({ plumbline: 'dependence-bins' });
    expect(rowsOf(grid).reduce((sum, { n }) => sum + number(n), 0)).toBe(32_735);
    const [trend, scores] = await ask({ queryType: 'dependence', columns: ['carrier'], colorBy: 'none' }, year);
    expect(trend?.meta?.custom).toMatchObject({ kind: 'categorical', colorBy: null });
    expect(scores?.meta?.custom).toMatchObject({ plumbline: 'dependence-interactions' });
    expect(rowsOf(trend).filter(({ set }) => set === 'current')[0]).toMatchObject({
      label: 'UA',
      p50: expect.any(Number),
    });
  });
});

describe('explanation', () => {
  it('goes from the base value to the prediction', async () => {
    const [frame] = await ask({ queryType: 'explanation', id: '218730' });
    const rows = rowsOf(frame);
    const { base, fx } = frame?.meta?.custom as { base: number; fx: number };
    expect(rows.reduce((sum, { phi }) => sum + number(phi), base)).toBeCloseTo(fx, 12);
    expect(rows.map(({ phi }) => Math.abs(number(phi)))).toEqual(
      rows.map(({ phi }) => Math.abs(number(phi))).sort((a, b) => b - a)
    );
    expect(rows.find(({ column }) => column === 'hour')).toMatchObject({ value_display: '10' });
    for (const row of rows) {
      expect(number(row.rarity)).toBeGreaterThanOrEqual(0);
      expect(number(row.rarity)).toBeLessThanOrEqual(1);
    }
  });

  it('takes the newest record without an id, and says what to do about an unknown one', async () => {
    const [frame] = await ask({ queryType: 'explanation' });
    expect(Number(frame?.meta?.custom?.time)).toBeGreaterThan(Date.parse('2013-09-30'));
    await expect(ask({ queryType: 'explanation', id: "no'such" })).rejects.toMatchObject({
      code: 'not_found',
      place: 'id',
    });
  });

  it('finds a record whose time has microseconds by the millisecond that screens know', async () => {
    const rows = `SELECT 'a' AS id, TIMESTAMP '2026-01-01 00:00:00.123456' + to_days(i::INTEGER) AS "time"`;
    const store = await TestStore.open({
      predictions: `${rows}, i::DOUBLE AS x FROM range(2) t(i)`,
      attributions: `${rows}, 0.0 AS base_value, NULL::VARCHAR AS output_name, NULL::VARCHAR AS output_space, NULL::VARCHAR AS explainer, NULL::VARCHAR AS background, NULL::DOUBLE AS additivity_error, i::FLOAT AS shap_x FROM range(2) t(i)`,
    });
    const query = { refId: 'A', model: 'm', queryType: 'explanation', id: 'a', time: '2026-01-01T00:00:00.123Z' };
    const [frame] = await runAnalysis(parseQuery(query), store.context('2025-12-31', '2026-01-04'));
    expect(rowsOf(frame)).toMatchObject([{ column: 'x', value_display: '0.0', phi: 0 }]);
  });
});

describe('interactions', () => {
  it('are scored as shap 0.51 scores them', async () => {
    const golden = JSON.parse(readFileSync(new URL('expected/shap_golden.json', import.meta.url), 'utf8')) as {
      interactions: {
        x: number[];
        phi: number[];
        others: Record<string, number[]>;
        scores: Record<string, number>;
        order: string[];
      };
    };
    const { x, phi, others, scores, order } = golden.interactions;
    const rows = x.map(
      (value, i) =>
        `(${i}, ${value}::DOUBLE, ${phi[i]}::DOUBLE, ${others.a?.[i]}::DOUBLE, ${others.b?.[i]}::DOUBLE, ${others.c?.[i]}::DOUBLE)`
    );
    const table = `(VALUES ${rows.join(', ')}) v(i, x, phi, a, b, c)`;
    const store = await TestStore.open({
      predictions: `SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-01' AS "time", x, a, b, c FROM ${table}`,
      attributions: `SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-01' AS "time", 0.0 AS base_value, NULL::VARCHAR AS output_name, NULL::VARCHAR AS output_space, NULL::VARCHAR AS explainer, NULL::VARCHAR AS background, NULL::DOUBLE AS additivity_error, phi AS shap_x, 0.0 AS shap_a, 0.0 AS shap_b, 0.0 AS shap_c FROM ${table}`,
    });
    const frames = await runAnalysis(
      parseQuery({ refId: 'A', model: 'm', queryType: 'dependence', columns: ['x'] }),
      store.context('2025-12-31', '2026-01-02')
    );
    const found = rowsOf(frames.at(-1));
    expect(found.map(({ column }) => column)).toEqual(order.filter((name) => name !== 'x'));
    for (const row of found) {
      expect(number(row.score)).toBeCloseTo(scores[String(row.column)] ?? NaN, 9);
    }
  });
});
