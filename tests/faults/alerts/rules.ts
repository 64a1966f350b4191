/** The fifty rules: ten each of five kinds, with the states that their instances must have. */
import { type BenchGrafana } from '../../bench/ingest/grafana';
import { provision } from './grafana';
import { MODEL, REFERENCE } from './rows';
import { thresholdRule } from './thresholdRule';

export const STEP_S = 10;
export const TURN_MS = 60_000;
export const RULES = 50;
const GROUPS = 5;
const SOURCE = 'bench';
/** Ranges hold the rows of the last hours for as long as a run takes. */
const RANGE_S = 6 * 3600;

export interface RuleSpec {
  uid: string;
  query: Record<string, unknown>;
  limit: number;
  /** Of its instances, as Grafana names them; what a turning rule has depends on the time. */
  states: string[];
  /** Fires in every second full minute of the clock. */
  turning: boolean;
}

const FIRES = 'Alerting';
const RESTS = 'Normal';

const analysis = (queryType: string, more: object) => ({
  queryType,
  model: MODEL,
  window: 'all',
  minRows: 0,
  format: 'numeric',
  ...more,
});
const sql = (rawSql: string) => ({ queryType: 'sql', rawSql, format: 'table' });

/** Each number makes another statement, so that no answer stands for two rules. */
const KINDS: Array<(number: number) => Omit<RuleSpec, 'uid'>> = [
  (number) => ({
    query: analysis('quality', { metrics: ['volume'], confidence: 0.9 + number / 1000 }),
    limit: number % 2 === 0 ? 10 : 1e9,
    states: [number % 2 === 0 ? FIRES : RESTS],
    turning: false,
  }),
  (number) => ({
    query: analysis('drift', {
      columns: ['moved', 'still'],
      method: 'psi',
      reference: { kind: 'fixed', name: REFERENCE },
      minRows: number,
    }),
    limit: 0.5,
    states: [FIRES, RESTS],
    turning: false,
  }),
  (number) => ({
    query: analysis('performance', { metrics: ['accuracy'], segmentBy: ['segment.place'], minRows: number }),
    limit: 0.5,
    states: [RESTS, FIRES],
    turning: false,
  }),
  (number) => ({
    query: sql(
      `SELECT "segment.place" AS place, avg(moved) + ${number} AS x FROM predictions.${MODEL} WHERE $__timeFilter(time) GROUP BY ALL`
    ),
    limit: number % 2 === 0 ? 0 : 100,
    states: number % 2 === 0 ? [FIRES, FIRES] : [RESTS, RESTS],
    turning: false,
  }),
  (number) => ({
    query: sql(
      `SELECT CASE WHEN epoch_ms($__timeTo()) // ${TURN_MS} % 2 = 0 THEN 5.0 ELSE 0.0 END AS n, ${number}::VARCHAR AS which`
    ),
    limit: 1,
    states: [],
    turning: true,
  }),
];

/** Makes them in Grafana, in groups of ten with one of each kind twice. */
export async function makeRules(grafana: BenchGrafana): Promise<RuleSpec[]> {
  const specs = Array.from({ length: RULES }, (_, index): RuleSpec => {
    const number = Math.floor(index / KINDS.length);
    const kind = KINDS[index % KINDS.length];
    if (!kind) {
      throw new RangeError('no such kind');
    }
    return { uid: `rule-${index}`, ...kind(number) };
  });
  const groups = Array.from({ length: GROUPS }, (_, group) => specs.filter((_spec, index) => index % GROUPS === group));
  await provision(
    grafana,
    groups.map((group) =>
      group.map(({ uid, query, limit }) =>
        thresholdRule({ uid, query, limit, datasourceUid: SOURCE, rangeSeconds: RANGE_S })
      )
    ),
    STEP_S
  );
  return specs;
}
