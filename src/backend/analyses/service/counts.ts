/** Sums and quantiles of what a service logs beside its predictions, by segment and window. */
import { type Sample } from '../../statistics/intervals';
import { sharesAround } from '../../statistics/quantiles';
import { type ColumnRole } from '../../store/types';
import { groupColumns, predictionSource, readSegment, type Segment } from '../shared/cells';
import { type Scope } from '../shared/scope';
import { numberLiteral, quoteName } from '../shared/statement';

/** Roles whose numbers are summed up. */
export const NUMBERS = [
  'latency_ms',
  'tokens_in',
  'tokens_out',
  'cost',
  'cpu_seconds',
  'memory_bytes',
  'gpu_util',
] as const satisfies readonly ColumnRole[];
export type NumberRole = (typeof NUMBERS)[number];

export const LATENCY_SHARES = { latency_p50: 0.5, latency_p90: 0.9, latency_p99: 0.99 } as const;
export type LatencyQuantile = keyof typeof LATENCY_SHARES;

export interface ServiceCell {
  segment: Segment;
  window: number;
  rows: number;
  firstTime: number | null;
  lastTime: number | null;
  /** Rows with a status, and those whose status is an error. */
  answered: number;
  errors: number;
  numbers: ReadonlyMap<NumberRole, Sample>;
  /** Latency at the shares around each quantile. */
  latency: ReadonlyMap<LatencyQuantile, { shares: number[]; values: number[] }>;
}

/**
 * SQL of a status that is an error. HTTP codes from 400, OpenTelemetry's status code 2, and texts that do not say that all
 * went well.
 */
export const isError = (status: string) => {
  const number = `TRY_CAST(${status} AS DOUBLE)`;
  return `(CASE WHEN ${number} IS NULL THEN lower(trim(${status})) NOT IN ('ok', 'success', 'succeeded', 'successful', 'completed', 'complete', 'true', 'unset', '') WHEN ${number} < 100 THEN ${number} = 2 ELSE ${number} >= 400 END)`;
};

const QUANTILES = Object.entries(LATENCY_SHARES).map(([name, share]) => ({
  name: name as LatencyQuantile,
  shares: sharesAround(share),
}));

export async function countService(scope: Scope, latency: boolean): Promise<ServiceCell[]> {
  const column = (role: ColumnRole) => scope.model.columns.find((candidate) => candidate.role === role);
  const present = NUMBERS.flatMap((role) => {
    const found = column(role);
    return found ? [{ role, column: found }] : [];
  });
  const status = column('status');
  const source = predictionSource(scope, [
    status ? `${quoteName(status.name)}::VARCHAR` : 'NULL::VARCHAR',
    ...present.map(({ column: found }) => {
      const number = `TRY_CAST(${quoteName(found.name)} AS DOUBLE)`;
      // Squares beyond 1e150 overflow, and DuckDB's variance throws.
      return `CASE WHEN abs(${number}) < 1e150 THEN ${number} END`;
    }),
  ]);
  const groups = groupColumns(source).join(', ');
  const at = present.findIndex(({ role }) => role === 'latency_ms');
  const quantiles = latency && at >= 0 ? QUANTILES : [];
  const select = [
    groups,
    'count(*) AS n',
    ...(source.rowsPerWindow === null ? [] : ['min(t) AS first_time', 'max(t) AS last_time']),
    'count(c0) AS answered',
    `count(*) FILTER (${isError('c0')}) AS errors`,
    ...present.flatMap((_, index) => [
      `count(c${index + 1}) AS n${index}`,
      `avg(c${index + 1}) AS mean${index}`,
      `var_samp(c${index + 1}) AS variance${index}`,
    ]),
    ...quantiles.map(
      ({ shares }, index) => `quantile_cont(c${at + 1}, [${shares.map(numberLiteral).join(', ')}]) AS q${index}`
    ),
  ];
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${select.join(', ')} FROM (${source.text}) WHERE w IS NOT NULL GROUP BY ${groups} ORDER BY ${groups}`,
    source.parameters
  );
  return rows.map((row): ServiceCell => {
    const number = (name: string) => Number(row[name] ?? 0);
    scope.ledger.rowsScanned += number('n');
    return {
      segment: readSegment(row, source),
      window: Number(row.w),
      rows: number('n'),
      firstTime: typeof row.first_time === 'number' ? row.first_time : null,
      lastTime: typeof row.last_time === 'number' ? row.last_time : null,
      answered: number('answered'),
      errors: number('errors'),
      numbers: new Map(
        present.map(({ role }, index) => [
          role,
          { n: number(`n${index}`), mean: number(`mean${index}`), variance: number(`variance${index}`) },
        ])
      ),
      latency: new Map(
        quantiles.map(({ name, shares }, index) => {
          const values = row[`q${index}`];
          return [name, { shares, values: Array.isArray(values) ? values.map(Number) : [] }];
        })
      ),
    };
  });
}
