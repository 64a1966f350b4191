/** What a rule becomes for every shape of answer, in a real Grafana: the table of section 3 of the reliability page. */
import { randomBytes } from 'node:crypto';
import { thresholdRule } from '../faults/alerts/thresholdRule';
import { expect, IN_GRAFANA, test } from './fixtures';

const RUN = randomBytes(4).toString('hex');
const TYPE = 'plumbline-predictions-datasource';
const SLOW = `slow-${RUN}`;
const FOLDER = `matrix-${RUN}`;
/** A statement that no machine ends within the second that its data source is given. */
const ENDLESS =
  'SELECT count(*) AS n FROM predictions."m" a, predictions."m" b, predictions."m" c WHERE (a.x * b.x + c.x) % 7 = 3';

interface Case {
  name: string;
  query: Record<string, unknown>;
  uid?: string;
  noData?: string;
  /** State of each instance, or the reason of the rule's one. */
  states: string[];
}

const sql = (rawSql: string, format = 'table') => ({ queryType: 'sql', rawSql, format });
const analysis = (queryType: string, more: object) => ({ queryType, model: 'flights', format: 'numeric', ...more });
const NOW = "TIMESTAMP '2026-01-01'";

const CASES: Case[] = [
  { name: 'a number above', query: sql('SELECT 5.0 AS n'), states: ['Alerting'] },
  { name: 'a number below', query: sql('SELECT 0.0 AS n'), states: ['Normal'] },
  {
    name: 'one of three',
    query: sql("SELECT * FROM (VALUES ('a', 5.0), ('b', 0.0), ('c', 0.5)) t(k, n)"),
    states: ['Alerting', 'Normal', 'Normal'],
  },
  { name: 'null', query: sql('SELECT NULL::DOUBLE AS n'), states: ['NoData'] },
  {
    name: 'null among numbers',
    query: sql("SELECT * FROM (VALUES ('a', 5.0), ('b', NULL)) t(k, n)"),
    states: ['Alerting', 'NoData'],
  },
  { name: 'not a number', query: sql("SELECT 'nan'::DOUBLE AS n"), states: ['NoData'] },
  { name: 'infinity', query: sql("SELECT 'inf'::DOUBLE AS n"), states: ['NoData'] },
  { name: 'no rows', query: sql('SELECT 1.0 AS n WHERE false'), states: ['NoData'] },
  {
    name: 'no rows, last state kept',
    query: sql('SELECT 1.0 AS n WHERE false'),
    noData: 'KeepLast',
    states: ['Normal'],
  },
  { name: 'labels twice', query: sql("SELECT * FROM (VALUES ('a', 5.0), ('a', 0.0)) t(k, n)"), states: ['Error'] },
  { name: 'a time series', query: sql(`SELECT ${NOW} AS time, 5.0 AS n`, 'timeseries'), states: ['Error'] },
  { name: 'an error', query: sql('SELECT nothing FROM predictions."flights"'), states: ['Error'] },
  { name: 'a refused statement', query: sql('SELECT * FROM duckdb_settings()'), states: ['Error'] },
  { name: 'no such model', query: { ...analysis('drift', {}), model: 'nobody' }, states: ['Error'] },
  { name: 'too late', query: sql(ENDLESS), uid: SLOW, states: ['Error'] },
  {
    name: 'an analysis of one series',
    query: analysis('quality', { metrics: ['volume'], window: 'all' }),
    states: ['Alerting'],
  },
  {
    name: 'an analysis without rows',
    query: analysis('drift', {
      columns: ['temp'],
      window: 'all',
      filters: [{ key: 'carrier', operator: '=', value: 'nobody' }],
    }),
    states: ['NoData'],
  },
];

/** Nothing evaluates these rules for ever, and pages take the first data source that there is. */
test.afterAll(async ({ request }) => {
  if (IN_GRAFANA) {
    await request.delete(`/api/folders/${FOLDER}?forceDeleteRules=true`);
    await request.delete(`/api/datasources/uid/${SLOW}`);
  }
});

test('every shape of answer becomes the state that Grafana promises', async ({ request }) => {
  test.skip(!IN_GRAFANA, 'alert rules run in Grafana only');
  test.setTimeout(240_000);
  const ok = async (method: 'post' | 'put', path: string, data: object) => {
    const reply = await request[method](path, { data, headers: { 'X-Disable-Provenance': 'true' } });
    expect(reply.ok(), `${path}: ${await reply.text()}`).toBe(true);
    return reply.json();
  };
  await ok('post', '/api/datasources', {
    name: SLOW,
    uid: SLOW,
    type: TYPE,
    access: 'proxy',
    jsonData: { alertTimeoutSeconds: 1 },
  });
  const rows = Array.from({ length: 5000 }, (_, x) => ({ id: String(x), time: Date.now() - 1000 * x, x }));
  await ok('post', `/api/datasources/uid/${SLOW}/resources/v1/models/m/predictions`, rows);
  await ok('post', '/api/folders', { uid: FOLDER, title: `matrix ${RUN}` });
  const rules = CASES.map(({ name, query, uid = 'plumbline', noData }, index) => ({
    ...thresholdRule({
      uid: `m-${RUN}-${index}`,
      title: name,
      query,
      datasourceUid: uid,
      rangeSeconds: 1_209_600,
      limit: 1,
      noData,
    }),
    folderUID: FOLDER,
    ruleGroup: 'matrix',
  }));
  await ok('put', `/api/v1/provisioning/folder/${FOLDER}/rule-groups/matrix`, {
    title: 'matrix',
    folderUid: FOLDER,
    interval: 10,
    rules,
  });
  interface Rule {
    uid: string;
    lastEvaluation: string;
    alerts?: Array<{ state: string }>;
  }
  const statesOf = async (): Promise<Map<string, string[]>> => {
    const { data } = await (await request.get('/api/prometheus/grafana/api/v1/rules')).json();
    const all: Rule[] = data.groups.flatMap((group: { rules: Rule[] }) => group.rules);
    return new Map(
      rules.map(({ uid, title }) => [
        title,
        (all.find((rule) => rule.uid === uid)?.alerts ?? []).map(({ state }) => state.replace(/ \(.*/, '')).sort(),
      ])
    );
  };
  const expected = Object.fromEntries(CASES.map(({ name, states }) => [name, [...states].sort()]));
  await expect.poll(async () => Object.fromEntries(await statesOf()), { timeout: 150_000 }).toEqual(expected);
  // They stay so over evaluations to come.
  await new Promise((done) => setTimeout(done, 25_000));
  expect(Object.fromEntries(await statesOf())).toEqual(expected);
});
