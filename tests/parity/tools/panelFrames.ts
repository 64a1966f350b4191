/**
 * Writes the gallery's frames about attributions (tests/workbench/panels/explanations.json): September 2013 of the flights
 * sample against March, by the queries of the back end. Bundle and run it: see tests/parity/README.md.
 */
import { writeFileSync } from 'node:fs';
import { runAnalysis } from '../../../src/backend/analyses';
import { type Frame } from '../../../src/backend/grafana/frame';
import { parseQuery } from '../../../src/query/validate';
import { TestStore } from '../harness';

const sample = (name: string) => `sample/${name}.parquet`;
const FLIGHTS = `SELECT id::VARCHAR AS id, timestamp::TIMESTAMP AS "time", carrier, origin, dest, hour, dow, distance, "temp", wind_speed, precip, visib, pressure, humid, y_pred_proba AS score FROM read_parquet('${sample('nycflights13_late_monitoring')}')`;
const SHAP = `SELECT s.id::VARCHAR AS id, p.timestamp::TIMESTAMP AS "time", s.base_value, 'late' AS output_name, 'log-odds' AS output_space, 'TreeSHAP' AS explainer, 'March 2013' AS background, NULL::DOUBLE AS additivity_error, s.* EXCLUDE (id, base_value, margin) FROM read_parquet('${sample('nycflights13_shap')}') s JOIN read_parquet('${sample('nycflights13_late_monitoring')}') p ON p.id = s.id`;

const SEPTEMBER = ['2013-09-01', '2013-10-01'] as const;
const YEAR = ['2013-01-01', '2014-01-01'] as const;
const QUERIES: Record<string, { query: object; period: readonly [string, string] }> = {
  impact: { query: { queryType: 'impact' }, period: SEPTEMBER },
  beeswarm: { query: { queryType: 'beeswarm', topK: 8 }, period: SEPTEMBER },
  beeswarmSplit: { query: { queryType: 'beeswarm', topK: 3, split: true }, period: SEPTEMBER },
  cohortBars: { query: { queryType: 'importance', segmentBy: ['origin'], topK: 8 }, period: SEPTEMBER },
  beeswarmPoints: { query: { queryType: 'beeswarm', topK: 8 }, period: ['2013-09-12', '2013-09-14'] },
  dependence: { query: { queryType: 'dependence', columns: ['humid'] }, period: ['2013-09-10', '2013-09-24'] },
  dependenceCategories: { query: { queryType: 'dependence', columns: ['carrier'], colorBy: 'none' }, period: YEAR },
  local: { query: { queryType: 'explanation', id: '218730' }, period: SEPTEMBER },
  agreement: {
    query: { queryType: 'importance', statistic: 'ndcg', window: '7d' },
    period: ['2013-03-04', '2013-12-30'],
  },
};

function plain(frame: Frame) {
  const round = (value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);
  return {
    name: frame.name,
    custom: frame.meta?.custom,
    fields: frame.fields.map(({ name, type, values, config }) => ({
      name,
      type: type === 'integer' ? 'number' : type,
      // Times keep every digit.
      values: [...(values as readonly unknown[])].map((value) => (type === 'time' ? value : round(value))),
      ...(config ? { config } : {}),
    })),
  };
}

const store = await TestStore.open({
  predictions: FLIGHTS,
  reference: `${FLIGHTS} WHERE month(timestamp) = 3`,
  attributions: SHAP,
  roles: { score: 'score' },
});
const frames: Record<string, unknown> = {};
for (const [name, { query, period }] of Object.entries(QUERIES)) {
  const found = await runAnalysis(
    parseQuery({ refId: 'A', model: 'm', ...query }),
    store.context(period[0], period[1])
  );
  frames[name] = found.map(plain);
}
writeFileSync(process.argv[2] ?? 'explanations.json', JSON.stringify(frames));
