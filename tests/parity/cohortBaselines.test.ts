/** Cohorts against the rest, the whole, their own past and each other: expected numbers were computed apart, by the formulas. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type Frame } from '../../src/backend/grafana/frame';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, TestStore } from './harness';

const DAYS = ['2026-03-01', '2026-03-02', '2026-03-03'] as const;

/**
 * On the second day UA is right in 30 of 100 rows and AA in 180 of 400; of the north, which 60 rows of UA and 200 of AA
 * are, 12 and 100. On the first day UA is right in 50 of 100 and AA as on the second. Nobody else ever flies, but for 20
 * rows of ZZ on the second day, which are of another region and version.
 */
function rows(): string {
  const day = (date: string, right: { north: number; south: number }, version: string) => `
    SELECT '${date}' || i AS id, TIMESTAMP '${date}' + INTERVAL (i) MINUTE AS "time",
      CASE WHEN i < 100 THEN 'UA' ELSE 'AA' END AS carrier,
      CASE WHEN i < 60 OR (i >= 100 AND i < 300) THEN 'north' ELSE 'south' END AS region,
      '${version}' AS version, 1 AS prediction, i % 7 / 7.0 AS score,
      CASE WHEN i < ${right.north} OR (i >= 60 AND i < ${60 + right.south}) OR (i >= 100 AND i < 200) OR (i >= 300 AND i < 380)
        THEN 1 ELSE 0 END AS truth
    FROM range(500) AS t(i)`;
  return `${day(DAYS[0], { north: 30, south: 20 }, 'old')} UNION ALL ${day(DAYS[1], { north: 12, south: 18 }, 'new')}`;
}

const NORTH = [{ key: 'region', operator: '=', value: 'north' }];

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open({
    predictions: `SELECT * EXCLUDE (truth) FROM (${rows()})`,
    labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, truth::VARCHAR AS value, "time" AS observed_at, "time" AS arrived_at FROM (${rows()})`,
    reference: `SELECT * EXCLUDE (truth) FROM (${rows()}) WHERE "time" >= TIMESTAMP '${DAYS[1]}' - INTERVAL 2 HOUR AND "time" < TIMESTAMP '${DAYS[1]}' + INTERVAL 30 MINUTE`,
    roles: { prediction: 'prediction', score: 'score', version: 'version' },
  });
});
afterAll(() => store.session.close());

async function ask(query: Record<string, unknown>, [from, to] = [DAYS[1], DAYS[2]] as readonly [string, string]) {
  const parsed = parseQuery({
    refId: 'A',
    model: 'm',
    queryType: 'cohorts',
    segmentBy: ['carrier'],
    metrics: ['accuracy'],
    ...query,
  });
  const [frame] = await runAnalysis(parsed, store.context(`${from}T00:00:00Z`, `${to}T00:00:00Z`));
  return { frame, rows: rowsOf(frame), of: (cohort: string) => rowsOf(frame).find((row) => row.cohort === cohort) };
}

const notices = (frame: Frame | undefined) => (frame?.meta?.notices ?? []).map(({ text }) => text).join('\n');

function close(row: Record<string, unknown> | undefined, expected: Record<string, number>, digits = 9) {
  for (const [name, value] of Object.entries(expected)) {
    expect(Number(row?.[name]), name).toBeCloseTo(value, digits);
  }
}

describe('the baseline of cohorts', () => {
  it('is the complement where the query is silent, and says so', async () => {
    const { frame, of } = await ask({});
    expect(frame?.meta?.custom).toMatchObject({ baseline: { kind: 'complement' } });
    close(of('carrier=UA'), { value: 0.3, complement_value: 0.45, delta: -0.15 });
    // Its share is 30 of 100, and the effect the difference of the angles of 0.3 and 0.45.
    const angle = (share: number) => 2 * Math.asin(Math.sqrt(share));
    close(of('carrier=UA'), { num: 30, den: 100, effect: angle(0.3) - angle(0.45) });
    expect([of('overall')?.source, of('carrier=UA')?.source]).toEqual(['overall', 'key']);
    close(of('carrier=UA'), { delta_lo: -0.24471109004930147, delta_hi: -0.04278278017476242 }, 8);
    expect(Object.keys(of('carrier=UA') ?? {})).not.toContain('baseline_value');
  });

  it('may be the whole, of which the cohort is a part: its rows are not taken for independent', async () => {
    const { frame, of } = await ask({ baseline: { kind: 'overall' } });
    expect(frame?.meta?.custom).toMatchObject({ baseline: { kind: 'overall' } });
    const ua = of('carrier=UA');
    close(ua, { value: 0.3, baseline_value: 0.42, n_baseline: 500, complement_value: 0.45, delta: -0.12 });
    close(ua, { delta_lo: -0.19576887203944118, delta_hi: -0.034226224139809934, p: 0.006561803266019002 }, 8);
    expect(ua?.status).toBe('breach');
    expect(of('overall')).toMatchObject({ baseline_value: null, delta: null, p: null });
  });

  it('may be the same cohort in the reference, as two samples', async () => {
    const { frame, of } = await ask({ baseline: { kind: 'reference' }, reference: { kind: 'previous' } });
    expect(frame?.meta?.custom).toMatchObject({ reference: { kind: 'previous', label: 'the period before' } });
    const ua = of('carrier=UA');
    close(ua, { value: 0.3, baseline_value: 0.5, n_baseline: 100, reference_value: 0.5, delta: -0.2 });
    close(ua, { delta_lo: -0.32576829087642145, delta_hi: -0.06422327745160028, p: 0.003892417122778627 }, 8);
    // Nothing has changed for the others, and everybody is compared too.
    close(of('carrier=AA'), { delta: 0, p: 1 });
    close(of('overall'), { value: 0.42, baseline_value: 0.46, delta: -0.04 });
    expect(notices(frame)).not.toMatch(/both sides|as well/);
  });

  it('may be another cohort of the answer, with what both have in common counted', async () => {
    const north = { name: 'north', filters: [{ key: 'region', operator: '=', value: 'north' }] };
    const { of } = await ask({ cohorts: [north], baseline: { kind: 'cohort', cohort: 'carrier=UA' } });
    // No row of AA is one of UA's.
    close(of('carrier=AA'), { baseline_value: 0.3, n_baseline: 100, delta: 0.15 });
    close(of('carrier=AA'), { delta_lo: 0.04278278017476242, delta_hi: 0.24471109004930147 }, 8);
    // 60 of the 260 rows of the north are UA's too.
    close(of('north'), { value: 112 / 260, baseline_value: 0.3, delta: 0.13076923076923075 });
    close(of('north'), { delta_lo: 0.03932142045888769, delta_hi: 0.21424085230243567, p: 0.006019757533122754 }, 8);
    expect(of('carrier=UA')).toMatchObject({ baseline_value: null, delta: null, q: null, status: 'ok' });
    expect(of('north')?.predicate).toBe(`"region" = 'north'`);
    expect(of('carrier=AA')?.predicate).toBeNull();
    const other = await ask({ cohorts: [north], baseline: { kind: 'cohort', cohort: 'north' } });
    close(other.of('carrier=UA'), { delta: -0.13076923076923075, p: 0.006019757533122754 }, 8);
  });

  it('tells a missing value from one that is called so', async () => {
    const some = await TestStore.open({
      predictions: `SELECT i::VARCHAR AS id, TIMESTAMP '${DAYS[1]}' + INTERVAL (i) SECOND AS "time", 1 AS prediction, CASE WHEN i < 100 THEN '(missing)' WHEN i < 250 THEN 'UA' END AS carrier FROM range(400) AS t(i)`,
      labels: `SELECT i::VARCHAR AS id, NULL::TIMESTAMP AS prediction_time, CASE WHEN i < 100 THEN '0' ELSE '1' END AS value, TIMESTAMP '${DAYS[1]}' AS observed_at, TIMESTAMP '${DAYS[1]}' AS arrived_at FROM range(400) AS t(i)`,
      roles: { prediction: 'prediction' },
    });
    const query = { queryType: 'cohorts', segmentBy: ['carrier'], metrics: ['accuracy'] };
    const baseline = { kind: 'cohort', cohort: 'carrier=(missing)' };
    const [frame] = await runAnalysis(
      parseQuery({ refId: 'A', model: 'm', ...query, baseline }),
      some.context(`${DAYS[1]}T00:00:00Z`, `${DAYS[2]}T00:00:00Z`)
    );
    // Rows without a value are all right, as UA is; those with the text are all wrong.
    const ua = rowsOf(frame).find(({ cohort }) => cohort === 'carrier=UA');
    expect(ua).toMatchObject({ n_baseline: 150, baseline_value: 1, delta: 0 });
    // No two cohorts are called the same, and each is found again by its name and by its condition.
    const called = rowsOf(frame).find(({ cohort }) => cohort === 'carrier="(missing)"');
    expect(called).toMatchObject({ n: 100, value: 0, predicate: `"carrier" = '(missing)'` });
    const other = { ...query, baseline: { kind: 'cohort', cohort: 'carrier="(missing)"' } };
    const [against] = await runAnalysis(
      parseQuery({ refId: 'A', model: 'm', ...other }),
      some.context(`${DAYS[1]}T00:00:00Z`, `${DAYS[2]}T00:00:00Z`)
    );
    expect(rowsOf(against).find(({ cohort }) => cohort === 'carrier=(missing)')).toMatchObject({
      n_baseline: 100,
      delta: 1,
    });
    some.session.close();
  });

  it('keeps a missing value and one that is called so apart in rate and mix', async () => {
    // Two days, on which both halve; without a value all are right, with the text none on the second day.
    const some = await TestStore.open({
      predictions: `SELECT i::VARCHAR AS id, TIMESTAMP '${DAYS[0]}' + INTERVAL (i * 1440) SECOND AS "time", 1 AS prediction, CASE WHEN i % 2 = 0 THEN '(missing)' END AS carrier FROM range(120) AS t(i)`,
      labels: `SELECT i::VARCHAR AS id, NULL::TIMESTAMP AS prediction_time, CASE WHEN i % 2 = 0 AND i >= 60 THEN '0' ELSE '1' END AS value, TIMESTAMP '${DAYS[1]}' AS observed_at, TIMESTAMP '${DAYS[1]}' AS arrived_at FROM range(120) AS t(i)`,
      roles: { prediction: 'prediction' },
    });
    const query = { queryType: 'cohorts', view: 'mix', segmentBy: ['carrier'], metrics: ['accuracy'] };
    const [frame] = await runAnalysis(
      parseQuery({ refId: 'A', model: 'm', ...query, reference: { kind: 'previous' } }),
      some.context(`${DAYS[1]}T00:00:00Z`, `${DAYS[2]}T00:00:00Z`)
    );
    expect(rowsOf(frame).map(({ cohort, n, value, rate_part: rate }) => [cohort, n, value, rate])).toEqual([
      ['overall', 60, 0.5, -0.5],
      ['carrier="(missing)"', 30, 0, -0.5],
      ['carrier=(missing)', 30, 1, 0],
    ]);
    some.session.close();
  });

  it('knows the rows on both sides of AUC, too', async () => {
    const { of } = await ask({ metrics: ['auc'], baseline: { kind: 'overall' } });
    const rest = await ask({ metrics: ['auc'] });
    const [part, whole] = [of('carrier=UA'), rest.of('carrier=UA')];
    close(part, { value: Number(whole?.value) });
    close(part, { delta: Number(part?.value) - Number(part?.baseline_value) });
    // The whole holds a fifth of UA: the difference is smaller than that to the rest, and its interval narrower.
    const width = (row: typeof part) => Number(row?.delta_hi) - Number(row?.delta_lo);
    expect(width(part)).toBeLessThan(width(whole));
    expect(width(part)).toBeGreaterThan(0.6 * width(whole));
  });

  it('of rate and mix is the default reference of the model where the query names none', async () => {
    const [silent, named] = [await ask({ view: 'mix' }), await ask({ view: 'mix', reference: { kind: 'fixed' } })];
    expect(silent.frame?.meta?.custom).toMatchObject({ reference: { kind: 'fixed', label: 'training' } });
    expect(silent.rows.length).toBeGreaterThan(1);
    expect(silent.rows).toEqual(named.rows);
  });

  it('needs enough rows on both sides', async () => {
    const short = { baseline: { kind: 'reference' }, reference: { kind: 'fixed' } };
    const { of, frame } = await ask(short);
    // The reference ends 30 minutes into the day, with 30 rows of UA and none of AA in it.
    expect(of('carrier=AA')).toMatchObject({ status: 'no_reference', delta: null });
    expect(notices(frame)).toContain('30 rows of this window are in the reference (training) as well');
    expect((await ask({ ...short, minRows: 31 })).of('carrier=UA')).toMatchObject({ status: 'insufficient', q: null });
  });

  it('leaves the numbers of an alert rule alone, however few rows it has', async () => {
    // 100 rows of UA are the baseline of AA with 400.
    const query = { baseline: { kind: 'cohort', cohort: 'carrier=UA' }, minRows: 101 };
    const { of } = await ask(query);
    expect(of('carrier=AA')).toMatchObject({ status: 'insufficient', p: null, q: null });
    const alert = await ask({ ...query, format: 'numeric' });
    expect(alert.rows.map(({ segment, value }) => [segment, value])).toEqual([
      ['overall', 0.42],
      ['carrier=AA', 0.45],
      ['carrier=UA', null],
    ]);
  });

  it('says where a part of the reference lies in the window', async () => {
    const { frame } = await ask({ baseline: { kind: 'reference' }, reference: { kind: 'offset', by: '6h' } });
    expect(notices(frame)).toContain("has a part of this window's time");
  });

  it.each([
    [{ baseline: { kind: 'cohort', cohort: 'origin=EWR' } }, 'baseline.cohort'],
    [{ baseline: { kind: 'cohort', cohort: 'carrier=XX' } }, 'baseline.cohort'],
    [{ baseline: { kind: 'cohort' } }, 'baseline.cohort'],
    [{ baseline: { kind: 'rest' } }, 'baseline.kind'],
    [{ cohorts: [{ name: 'carrier=UA', filters: NORTH }] }, 'cohorts'],
    [{ cohorts: [{ name: 'overall', filters: NORTH }] }, 'cohorts'],
    [{ baseline: 'overall' }, 'baseline'],
    [{ baseline: { kind: 'overall' }, view: 'mix', reference: { kind: 'previous' } }, 'baseline'],
    [{ baseline: { kind: 'reference' }, reference: { kind: 'version', version: 'new' } }, 'baseline'],
  ])('is refused in %j', async (query, place) => {
    await expect(ask(query)).rejects.toMatchObject({ code: 'bad_request', place });
  });

  it('compares with a version that is not among the rows', async () => {
    const { of } = await ask(
      { versions: ['new'], baseline: { kind: 'reference' }, reference: { kind: 'version', version: 'old' } },
      [DAYS[0], DAYS[2]]
    );
    close(of('carrier=UA'), { value: 0.3, baseline_value: 0.5, p: 0.003892417122778627 }, 8);
  });
});

describe('facets', () => {
  const found = async (query: Record<string, unknown> = {}) =>
    ask({ segmentBy: undefined, view: 'facets', columns: ['carrier', 'region', 'score'], ...query });

  it('rank columns by what their cohorts surely differ from everybody else', async () => {
    const { frame, rows: list } = await found();
    expect(frame?.meta?.custom).toMatchObject({ plumbline: 'cohort-facets', exploratory: true, tests: 11 });
    expect(list.map((row) => row.column)).toEqual(['carrier']);
    const [carrier] = list;
    // UA is worse, surely by 0.0428 in each of 100 rows; AA is as much better.
    expect(carrier).toMatchObject({ kind: 'values', cohort: 'carrier=UA', groups: 2, significant: 2, n: 100 });
    close(carrier, { excess: 100 * 0.04278278017476242, delta: -0.15 }, 6);
    expect(carrier?.query).toBe('{"segmentBy":["carrier"]}');
    expect(carrier?.predicate).toBe(`"carrier" = 'UA'`);
    // Each of the seven scores is tested as well: q is larger than p.
    expect(Number(carrier?.q)).toBeGreaterThan(Number(carrier?.p));
  });

  it('cut numbers into quarters that a query can ask for again', async () => {
    const wide = await TestStore.open({
      predictions: `SELECT i::VARCHAR AS id, TIMESTAMP '${DAYS[1]}' + INTERVAL (i) SECOND AS "time", 1 AS prediction, (i * 37 % 400)::DOUBLE AS age FROM range(800) AS t(i)`,
      labels: `SELECT i::VARCHAR AS id, NULL::TIMESTAMP AS prediction_time, CASE WHEN i * 37 % 400 < 99 AND i % 2 = 0 THEN '0' ELSE '1' END AS value, TIMESTAMP '${DAYS[1]}' AS observed_at, TIMESTAMP '${DAYS[1]}' AS arrived_at FROM range(800) AS t(i)`,
      roles: { prediction: 'prediction' },
    });
    const context = () => wide.context(`${DAYS[1]}T00:00:00Z`, `${DAYS[2]}T00:00:00Z`);
    const query = { refId: 'A', model: 'm', queryType: 'cohorts', metrics: ['accuracy'] };
    const [frame] = await runAnalysis(parseQuery({ ...query, view: 'facets' }), context());
    const [age] = rowsOf(frame);
    // Each age is that of two rows. The 50 even ones below 99 are wrong, everybody else is right.
    expect(age).toMatchObject({ column: 'age', kind: 'ranges', cohort: 'age < 99', n: 198, groups: 4 });
    close(age, { value: 98 / 198, complement_value: 1 });
    const [again] = await runAnalysis(parseQuery({ ...query, ...JSON.parse(String(age?.query)) }), context());
    const same = rowsOf(again).find((row) => row.cohort === age?.cohort);
    expect(same).toMatchObject({ value: age?.value, n: age?.n, delta: age?.delta, predicate: age?.predicate });
    expect(rowsOf(again).reduce((sum, row) => sum + (row.cohort === 'overall' ? 0 : Number(row.n)), 0)).toBe(800);
    wide.session.close();
  });

  it('look inside of a cohort by its filters, and suggest nothing where nothing differs', async () => {
    const inside = await found({ filters: [{ key: 'carrier', operator: '=', value: 'AA' }], columns: ['region'] });
    // AA is right in 100 of 200 in the north and 80 of 200 in the south: p is 0.0444.
    expect(inside.rows).toHaveLength(1);
    const calm = await found({ columns: ['score'] });
    expect(calm.rows).toEqual([]);
    expect((await found({ minRows: 450 })).rows).toEqual([]);
  });

  it('give an alert rule a number for every column, 0 where nothing is worse', async () => {
    const query = { metrics: ['accuracy', 'recall'], format: 'numeric', columns: ['carrier', 'score', 'version'] };
    const { frame, rows: series } = await found(query);
    expect(frame?.meta?.custom).toMatchObject({ metrics: ['accuracy'] });
    expect(notices(frame)).toContain('Columns are compared by accuracy; left out: recall.');
    expect(series.map(({ column, excess }) => [column, excess])).toEqual([
      ['carrier', expect.closeTo(100 * 0.04278278017476242, 6)],
      ['version', null],
      ['score', 0],
    ]);
  });

  it('by AUC have the figures of the comparison', async () => {
    const { rows: compared } = await ask({ metrics: ['auc'], segmentBy: ['carrier', 'region', 'version'] });
    const { frame } = await found({ metrics: ['auc'], columns: ['carrier', 'region', 'version'], fdr: 0.999 });
    const list = rowsOf(frame);
    expect(list.length).toBeGreaterThan(0);
    for (const row of list) {
      const same = compared.find(({ cohort }) => cohort === row.cohort);
      expect(row).toMatchObject({ value: same?.value, delta: same?.delta });
    }
  });

  it('take a column for one value only where it is', async () => {
    // Of so many columns with two values a sketch takes some for one, the fourth among them.
    const names = Array.from({ length: 60 }, (_, column) => `c${column}`);
    const columns = names.map(
      (name, column) => `CASE WHEN i % 2 = 0 THEN 'a${column}' ELSE 'b${column}' END AS ${name}`
    );
    const many = await TestStore.open({
      predictions: `SELECT i::VARCHAR AS id, TIMESTAMP '${DAYS[1]}' + INTERVAL (i) SECOND AS "time", 1 AS prediction, ${columns.join(', ')} FROM range(100) AS t(i)`,
      labels: `SELECT i::VARCHAR AS id, NULL::TIMESTAMP AS prediction_time, '1' AS value, TIMESTAMP '${DAYS[1]}' AS observed_at, TIMESTAMP '${DAYS[1]}' AS arrived_at FROM range(100) AS t(i)`,
      roles: { prediction: 'prediction' },
    });
    const query = { refId: 'A', model: 'm', queryType: 'cohorts', view: 'facets', metrics: ['accuracy'] };
    const [frame] = await runAnalysis(parseQuery(query), many.context(`${DAYS[1]}T00:00:00Z`, `${DAYS[2]}T00:00:00Z`));
    expect(frame?.meta?.custom).toMatchObject({ tests: 120 });
    expect(notices(frame)).not.toContain('Of one value');
    many.session.close();
  });

  it('leave out what is one value', async () => {
    const { frame } = await found({ columns: ['carrier', 'version'] });
    expect(notices(frame)).toContain('version');
  });
});
