/** Records, cohorts and explanations chosen by how a column moved their score; figures are counted apart from the analyses. */
import { beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type Frame } from '../../src/backend/grafana/frame';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, TestStore } from './harness';

/**
 * Twelve predictions of every fourth hour. `a` explains x by i - 5 of all but the last, `b` the even ones by the
 * opposite; the tree explains the output "late" and the kernel, of the first six, the same by half of it.
 */
const ROWS = 12;
const AT = "TIMESTAMP '2026-01-01' + to_hours((i * 4)::INTEGER)";
const EXPLAINED = `
  SELECT i, 'late' AS output_name, 'tree' AS explainer, i - 5 AS x, 10 - i AS secret FROM range(11) t(i)
  UNION ALL SELECT i, 'lost', 'tree', 5 - i, 0 FROM range(12) t(i) WHERE i % 2 = 0
  UNION ALL SELECT i, 'late', 'kernel', (i - 5) / 2, 0 FROM range(6) t(i)`;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open({
    predictions: `SELECT i::VARCHAR AS id, ${AT} AS "time", i::DOUBLE AS x, (i % 3)::VARCHAR AS site, i::DOUBLE AS secret, (i % 2)::INTEGER AS prediction FROM range(${ROWS}) t(i)`,
    labels: `SELECT i::VARCHAR AS id, NULL::TIMESTAMP AS prediction_time, '1' AS value, ${AT} AS observed_at, ${AT} AS arrived_at FROM range(${ROWS}) t(i)`,
    attributions: `SELECT i::VARCHAR AS id, ${AT} AS "time", 0.5::DOUBLE AS base_value, output_name, 'log-odds' AS output_space, explainer, NULL::VARCHAR AS background, 0.0::DOUBLE AS additivity_error, x::FLOAT AS shap_x, secret::FLOAT AS shap_secret FROM (${EXPLAINED})`,
    roles: { site: 'segment', prediction: 'prediction' },
    sensitive: ['secret'],
  });
});

const RANGE = ['2025-12-31', '2026-01-10'] as const;

async function ask(query: object, more: Parameters<TestStore['context']>[2] = {}): Promise<Frame[]> {
  return runAnalysis(parseQuery({ refId: 'A', model: 'm', ...query }), store.context(...RANGE, more));
}

const filter = (key: string, operator: string, value: string) => ({ key, operator, value });
const idsOf = (frames: Frame[]) =>
  rowsOf(frames[0])
    .map(({ id }) => Number(id))
    .sort((a, b) => a - b);
const records = async (...filters: object[]) => idsOf(await ask({ queryType: 'records', filters }));

describe('records', () => {
  it('are those with an attribution between two values', async () => {
    expect(await records(filter('shap_x', '>', '2'), filter('output_name', '=', 'late'))).toEqual([8, 9, 10]);
    const between = [filter('shap_x', '>=', '-1'), filter('shap_x', '<', '2')];
    const late = [filter('output_name', '=', 'late'), filter('explainer', '=', 'tree')];
    expect(await records(...between, ...late)).toEqual([4, 5, 6]);
  });

  it('need one explanation that meets every condition: values of two are not put together', async () => {
    // Of record 0 the tree says -5 for "late" and 5 for "lost", the kernel -2.5.
    expect(await records(filter('shap_x', '=', '5'))).toEqual([0, 10]);
    expect(await records(filter('shap_x', '=', '5'), filter('output_name', '=', 'late'))).toEqual([10]);
    expect(await records(filter('shap_x', '<', '-2'), filter('explainer', '=', 'kernel'))).toEqual([0]);
  });

  it('leave out what nobody explained, and combine with filters on columns', async () => {
    expect(await records(filter('explainer', '!=', 'nobody'))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await records(filter('shap_x', '>', '2'), filter('site', '=', '0'))).toEqual([0, 9]);
    expect(await records(filter('explainer', '=|', 'kernel'))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('are counted the same as lines and as their volume', async () => {
    const filters = [filter('shap_x', '>', '2'), filter('output_name', '=', 'late')];
    expect(rowsOf((await ask({ queryType: 'records', show: 'logs', filters }))[0])).toHaveLength(3);
    const volume = await ask({ queryType: 'records', show: 'logs-volume', filters });
    const total = volume.flatMap((frame) => rowsOf(frame)).reduce((sum, row) => sum + Number(row.predictions ?? 0), 0);
    expect(total).toBe(3);
  });

  it('refuse what is no number, no attribution, masked, or too much', async () => {
    await expect(records(filter('shap_x', '>', "0' OR true --"))).rejects.toMatchObject({
      code: 'bad_request',
      place: 'filters[0].value',
    });
    await expect(records(filter('shap_site', '>', '0'))).rejects.toMatchObject({
      code: 'not_found',
      place: 'filters[0].key',
      message: expect.stringContaining('no attribution of "site"'),
    });
    const masked = { queryType: 'records', filters: [filter('shap_secret', '>', '0')] };
    await expect(ask(masked, { unmasked: false })).rejects.toMatchObject({ code: 'forbidden' });
    expect(idsOf(await ask(masked))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const many = Array.from({ length: 51 }, () => filter('shap_x', '>', '0'));
    await expect(records(...many)).rejects.toMatchObject({ code: 'too_large', place: 'filters' });
    expect(await records(filter('output_name', '=', `"; DROP TABLE predictions; --`))).toEqual([]);
  });

  it('are those of a statement that one can run by itself', async () => {
    const [frame] = await ask({ queryType: 'records', filters: [filter('shap_x', '>', '2')] });
    const [sql = ''] = String(frame?.meta?.executedQueryString).split(/;\n/);
    const rows = await store.session.rows(sql.replace(/;\s*$/, ''));
    expect(rows).toHaveLength(rowsOf(frame).length);
  });
});

describe('other analyses', () => {
  it('split cohorts by attributions, as saved selections do', async () => {
    const cohorts = [{ name: 'pushed', filters: [filter('shap_x', '>', '2'), filter('output_name', '=', 'late')] }];
    const rows = rowsOf((await ask({ queryType: 'cohorts', metrics: ['accuracy'], minRows: 1, cohorts }))[0]);
    // Records 8, 9 and 10 of which 9 was predicted 1, as its label says.
    expect(rows.find(({ cohort }) => cohort === 'pushed')).toMatchObject({ n: 3, value: 1 / 3 });
  });

  it('score only these records', async () => {
    const query = { queryType: 'performance', metrics: ['accuracy'], window: 'all', minRows: 1, format: 'table' };
    const [row] = rowsOf(
      (await ask({ ...query, filters: [filter('shap_x', '>', '2'), filter('output_name', '=', 'late')] }))[0]
    );
    expect(row).toMatchObject({ value: 1 / 3 });
  });

  it('of attributions take only the explanations that are meant', async () => {
    await expect(ask({ queryType: 'importance' })).rejects.toMatchObject({ code: 'unprocessable', place: 'output' });
    const only = async (explainer: string) =>
      rowsOf(
        (await ask({ queryType: 'importance', output: 'late', filters: [filter('explainer', '=', explainer)] }))[0]
      );
    const x = (rows: Array<Record<string, unknown>>) => rows.find(({ column }) => column === 'x');
    // |i - 5| of eleven records is 30 altogether; the kernel has 2.5, 2, 1.5, 1, 0.5 and 0 of six.
    expect(x(await only('tree'))).toMatchObject({ n: 11, mean_abs: 30 / 11 });
    expect(x(await only('kernel'))).toMatchObject({ n: 6, mean_abs: 7.5 / 6 });
  });

  it('show the newest record by one of its explainers, and say so', async () => {
    const query = { queryType: 'explanation', output: 'late', columns: ['x'] };
    const early = (more: object) =>
      runAnalysis(
        parseQuery({ refId: 'A', model: 'm', ...query, ...more }),
        store.context('2025-12-31', '2026-01-01T20:01:00Z')
      );
    const [frame] = await early({ filters: [filter('shap_x', '<', '-3')] });
    expect(frame?.meta?.notices?.map(({ severity }) => severity)).not.toContain('warning');
    const [newest] = await early({});
    expect(newest?.meta?.custom).toMatchObject({ recordId: '5', explainer: 'kernel' });
    expect(newest?.meta?.notices).toContainEqual({
      severity: 'warning',
      text: expect.stringContaining('explained by kernel, tree: this is kernel.'),
    });
  });

  it('ask which explainer of a record is meant', async () => {
    const query = { queryType: 'explanation', id: '0', output: 'late', columns: ['x'] };
    await expect(ask(query)).rejects.toMatchObject({ code: 'unprocessable', place: 'filters' });
    const [frame] = await ask({ ...query, filters: [filter('explainer', '=', 'kernel')] });
    expect(rowsOf(frame)).toMatchObject([{ column: 'x', phi: -2.5 }]);
  });
});

describe('a condition on attributions', () => {
  const late = [filter('shap_x', '>', '2'), filter('output_name', '=', 'late')];
  const cohorts = [{ name: 'pushed', filters: late }];

  it.each([
    { queryType: 'records', filters: late },
    { queryType: 'records', show: 'logs-volume', filters: late },
    { queryType: 'performance', metrics: ['accuracy'], filters: late },
    { queryType: 'performance', metrics: ['accuracy'], window: 'rows:4', filters: late },
    { queryType: 'quality', metrics: ['freshness'], filters: late },
    { queryType: 'cohorts', metrics: ['accuracy'], cohorts },
    { queryType: 'cohorts', metrics: ['accuracy'], segmentBy: ['site'], filters: late },
  ])('is looked up among attributions of the time that is read only: %o', async (query) => {
    const frames = await ask(query);
    const sql = frames.map(({ meta }) => meta?.executedQueryString ?? '').join('\n');
    const lookups = [...sql.matchAll(/SELECT id, "time" FROM attributions WHERE (.*)/g)];
    expect(lookups.length).toBeGreaterThan(0);
    for (const [, condition] of lookups) {
      expect(condition).toMatch(/^"time" (>= TIMESTAMP '2025-12-31 00:00:00.000' AND "time" )?< TIMESTAMP '20/);
    }
  });

  it('is looked up among those of the reference where its rows are read', async () => {
    const both = await TestStore.open({
      predictions: `SELECT i::VARCHAR AS id, ${AT} AS "time", i::DOUBLE AS x FROM range(${ROWS}) t(i)`,
      reference: `SELECT i::VARCHAR AS id, ${AT} AS "time", i::DOUBLE AS x FROM range(6) t(i)`,
      attributions: `SELECT i::VARCHAR AS id, ${AT} AS "time", i::FLOAT AS shap_x FROM range(${ROWS}) t(i)`,
    });
    const query = { queryType: 'drift', columns: ['shap_x'], metrics: ['ks'], window: 'all', minRows: 1 };
    const [frame] = await runAnalysis(
      parseQuery({ refId: 'A', model: 'm', ...query, format: 'table', filters: [filter('shap_x', '>=', '4')] }),
      both.context('2026-01-02', '2026-01-10')
    );
    // 6 to 11 of the window, 4 and 5 of the reference.
    expect(rowsOf(frame)[0]).toMatchObject({ n: 6, n_reference: 2 });
    expect(frame?.meta?.executedQueryString).toMatch(/"time" BETWEEN \(SELECT min\("time"\) FROM [^;]*reference/);
  });

  it('is one too many in named cohorts as in filters', async () => {
    const many = Array.from({ length: 26 }, () => filter('shap_x', '>', '0'));
    const query = { queryType: 'cohorts', metrics: ['accuracy'], cohorts: [{ name: 'pushed', filters: many }] };
    await expect(ask({ ...query, filters: many })).rejects.toMatchObject({ code: 'too_large', place: 'filters' });
    expect(rowsOf((await ask(query))[0])).toHaveLength(2);
  });
});

describe('attributions of several backgrounds', () => {
  const HOUR = "TIMESTAMP '2026-01-01' + to_hours(i::INTEGER)";

  /** Ten records: `march` explains them all by 1, `june` six of them by 3, and nobody says against what by 5 the last. */
  const open = (columns = '') =>
    TestStore.open({
      predictions: `SELECT i::VARCHAR AS id, ${HOUR} AS "time", i::DOUBLE AS x${columns} FROM range(10) t(i)`,
      attributions: `SELECT i::VARCHAR AS id, ${HOUR} AS "time", 0.0::DOUBLE AS base_value, NULL::VARCHAR AS output_name, 'raw' AS output_space, 'tree' AS explainer, background, NULL::DOUBLE AS additivity_error, x::FLOAT AS shap_x
        FROM (SELECT i, 'march' AS background, 1 AS x FROM range(10) t(i) UNION ALL SELECT i, 'june', 3 FROM range(6) t(i) UNION ALL SELECT 9, NULL, 5)`,
    });

  it.each(['importance', 'beeswarm', 'dependence'])('are sets of frames of their own (%s)', async (queryType) => {
    const mixed = await open();
    const frames = await runAnalysis(parseQuery({ refId: 'A', model: 'm', queryType }), mixed.context(...RANGE));
    const heads = frames.filter(({ name }) => [queryType, `${queryType}-trend`].includes(name ?? ''));
    expect(heads.map(({ meta }) => [meta?.custom?.background, meta?.custom?.n])).toEqual([
      ['march', 10],
      ['june', 6],
      [null, 1],
    ]);
    expect(heads.every(({ meta }) => meta?.custom?.mixed === undefined)).toBe(true);
    expect(frames[0]?.meta?.notices).toContainEqual({
      severity: 'info',
      text: 'Attributions of several explainers or backgrounds: each is shown by itself.',
    });
    expect(frames[0]?.meta?.notices?.some(({ severity }) => severity === 'warning')).toBe(false);
  });

  it('have the figures of their own records, and one number with a warning for an alert rule', async () => {
    const mixed = await open();
    const query = { refId: 'A', model: 'm', queryType: 'importance' };
    const frames = await runAnalysis(parseQuery(query), mixed.context(...RANGE));
    expect(frames.map((frame) => rowsOf(frame)[0]?.mean_abs)).toEqual([1, 3, 5]);
    const alert = await runAnalysis(parseQuery({ ...query, format: 'numeric' }), mixed.context(...RANGE));
    expect(alert).toHaveLength(1);
    expect(rowsOf(alert[0])).toEqual([{ model: 'm', column: 'x', mean_abs: (10 + 18 + 5) / 17 }]);
    expect(alert[0]?.meta?.notices?.[0]).toMatchObject({ severity: 'warning' });
  });

  it('stay together, with the warning, where a column of the model has the name', async () => {
    const mixed = await open(`, 'x' AS background`);
    const frames = await runAnalysis(
      parseQuery({ refId: 'A', model: 'm', queryType: 'importance' }),
      mixed.context(...RANGE)
    );
    expect(frames).toHaveLength(1);
    expect(frames[0]?.meta?.notices?.[0]).toMatchObject({ severity: 'warning' });
  });
});

describe('a record of which only some attributions were logged', () => {
  const open = (space: string) =>
    TestStore.open({
      predictions: `SELECT 'a' AS id, TIMESTAMP '2026-01-01' AS "time", 1.0 AS x, 2.0 AS y, 0.8 AS score`,
      attributions: `SELECT 'a' AS id, TIMESTAMP '2026-01-01' AS "time", 0.5::DOUBLE AS base_value, NULL::VARCHAR AS output_name, '${space}' AS output_space, NULL::VARCHAR AS explainer, NULL::VARCHAR AS background, NULL::DOUBLE AS additivity_error, 0.25::FLOAT AS shap_x, NULL::FLOAT AS shap_y`,
      roles: { score: 'score' },
    });
  const custom = async (space: string) => {
    const one = await open(space);
    const query = parseQuery({ refId: 'A', model: 'm', queryType: 'explanation', id: 'a' });
    return (await runAnalysis(query, one.context(...RANGE)))[0]?.meta?.custom;
  };

  it('ends at what the model put out, where the space says how the score stands for it', async () => {
    // The logit of 0.8 is the logarithm of 4.
    expect(await custom('log-odds')).toMatchObject({ fx: expect.closeTo(Math.log(4), 12), unlogged: 1 });
    expect(await custom('probability')).toMatchObject({ fx: 0.8, unlogged: 1 });
  });

  it('ends at the score of the output that is explained', async () => {
    const classes = await TestStore.open({
      predictions: `SELECT 'a' AS id, TIMESTAMP '2026-01-01' AS "time", 1.0 AS x, 2.0 AS y, 0.25 AS score_cat, 0.6 AS score_dog`,
      attributions: `SELECT 'a' AS id, TIMESTAMP '2026-01-01' AS "time", 0.5::DOUBLE AS base_value, o AS output_name, 'probability' AS output_space, NULL::VARCHAR AS explainer, NULL::VARCHAR AS background, NULL::DOUBLE AS additivity_error, 0.125::FLOAT AS shap_x, NULL::FLOAT AS shap_y FROM (VALUES ('cat'), ('dog'), ('emu')) v(o)`,
      roles: { score_cat: 'score', score_dog: 'score' },
    });
    const of = async (output: string) => {
      const query = parseQuery({ refId: 'A', model: 'm', queryType: 'explanation', id: 'a', output });
      return (await runAnalysis(query, classes.context(...RANGE)))[0]?.meta?.custom;
    };
    expect(await of('cat')).toMatchObject({ fx: 0.25, score: '0.25' });
    expect(await of('dog')).toMatchObject({ fx: 0.6, score: '0.6' });
    // Nobody knows the score of the emu.
    expect(await of('emu')).toMatchObject({ fx: 0.625 });
  });

  it('ends at their sum where one score stands for another output', async () => {
    const one = await TestStore.open({
      predictions: `SELECT 'a' AS id, TIMESTAMP '2026-01-01' AS "time", 1.0 AS x, 0.8 AS score`,
      attributions: `SELECT 'a' AS id, TIMESTAMP '2026-01-01' AS "time", 0.5::DOUBLE AS base_value, o AS output_name, 'probability' AS output_space, NULL::VARCHAR AS explainer, NULL::VARCHAR AS background, NULL::DOUBLE AS additivity_error, NULL::FLOAT AS shap_x FROM (VALUES ('0'), ('1')) v(o)`,
      roles: { score: 'score' },
    });
    const of = async (output: string) => {
      const query = parseQuery({ refId: 'A', model: 'm', queryType: 'explanation', id: 'a', output });
      return (await runAnalysis(query, one.context(...RANGE)))[0]?.meta?.custom;
    };
    expect(await of('1')).toMatchObject({ fx: 0.8 });
    expect(await of('0')).toMatchObject({ fx: 0.5 });
  });

  it('has all that there were where a feature came later', async () => {
    const grown = await TestStore.open({
      predictions: `SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-01' + to_hours(i::INTEGER) AS "time", 1.0 AS x, 2.0 AS y, 0.8 AS score FROM range(4) t(i)`,
      attributions: `SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-01' + to_hours(i::INTEGER) AS "time", 0.5::DOUBLE AS base_value, NULL::VARCHAR AS output_name, 'probability' AS output_space, NULL::VARCHAR AS explainer, NULL::VARCHAR AS background, NULL::DOUBLE AS additivity_error, 0.25::FLOAT AS shap_x, CASE WHEN i = 2 THEN 0.125 END::FLOAT AS shap_y FROM range(4) t(i)`,
      roles: { score: 'score' },
    });
    const of = async (id: string) => {
      const query = parseQuery({ refId: 'A', model: 'm', queryType: 'explanation', id });
      return (await runAnalysis(query, grown.context(...RANGE)))[0]?.meta?.custom;
    };
    expect(await of('1')).not.toHaveProperty('unlogged');
    expect(await of('1')).toMatchObject({ fx: 0.75 });
    expect(await of('3')).toMatchObject({ fx: 0.8, unlogged: 1 });
  });

  it('ends at their sum where nobody knows', async () => {
    expect(await custom('raw')).toMatchObject({ fx: 0.75, unlogged: 1 });
  });
});
