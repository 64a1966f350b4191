/** Exact two-sample Kolmogorov-Smirnov and Wasserstein-1 statistics from raw values, by SQL. */
import { PlumblineError } from '../../../query/errors';
import { type ColumnInfo, type NumericBins } from '../../store/types';
import {
  groupColumns,
  predictionSource,
  readSegment,
  referenceSource,
  type Segment,
  segmentName,
  type Source,
  type SourceOptions,
  valueName,
} from '../shared/cells';
import { type Scope } from '../shared/scope';
import { Parameters, quoteName } from '../shared/statement';
import { type Baseline } from './baseline';

export interface ExactStatistic {
  d: number;
  w1: number;
  n: number;
  nReference: number;
}

/** Statistics by segment id and window. */
export type ExactStatistics = Map<string, Map<number, ExactStatistic>>;

/** Rows that windows times reference values may make before the exact statistics are refused. */
const MAX_WORK = 100_000_000;

export interface ExactOptions {
  source: SourceOptions;
  /** Groups (segments times windows) that the reference's values meet. */
  groups: number;
}

/**
 * One pass over (value, count) pairs of both sides: D is the largest gap of the cumulative shares, W1 the integral of
 * the gap. Throws `too_large` where the pairs would be too many.
 */
export async function exactStatistics(
  scope: Scope,
  baseline: Baseline,
  column: ColumnInfo,
  bins: NumericBins,
  has: (name: string) => boolean,
  options: ExactOptions
): Promise<ExactStatistics> {
  if (!baseline.relative && bins.n * options.groups > MAX_WORK) {
    throw new PlumblineError(
      'too_large',
      `${column.name}: ${bins.n} reference values times ${options.groups} windows are too many to compare exactly`,
      'Use ks_binned or wasserstein_binned, fewer windows or fewer segments.',
      'method'
    );
  }
  const parameters = new Parameters();
  const value = quoteName(column.name);
  const current = predictionSource(scope, [value], { ...options.source, parameters });
  const reference = referenceValues(scope, baseline, value, has, parameters, options.source);
  const keys = groupColumns(current);
  const key = keys.join(', ');
  const aliased = keys.map((name) => `k.${name}`).join(', ');
  const match = [
    ...reference.source.segments.map(
      (_, index) => `r.${segmentName(index)} IS NOT DISTINCT FROM k.${segmentName(index)}`
    ),
    ...reference.windowMatch,
  ];
  const counted = (source: Source) =>
    `SELECT ${groupColumns(source).join(', ')}, ${valueName(0)}::DOUBLE AS v, count(*) AS n FROM (${source.text}) WHERE w IS NOT NULL AND isfinite(${valueName(0)}::DOUBLE) GROUP BY ALL`;
  const sql = [
    `WITH cur AS (${counted(current)})`,
    `, ref AS (${counted(reference.source)})`,
    `, keys AS (SELECT DISTINCT ${key} FROM cur)`,
    reference.pairs,
    `, u AS (SELECT ${aliased}, r.v, r.n AS nr, 0 AS nc FROM keys k JOIN ref r ON ${match.length > 0 ? match.join(' AND ') : 'true'}`,
    `UNION ALL SELECT ${key}, v, 0, n FROM cur)`,
    `, g AS (SELECT ${key}, v, sum(nr)::DOUBLE AS nr, sum(nc)::DOUBLE AS nc FROM u GROUP BY ALL)`,
    `, c AS (SELECT ${key}, sum(nr) OVER w1 AS cr, sum(nc) OVER w1 AS cc, sum(nr) OVER w2 AS tr, sum(nc) OVER w2 AS tc, lead(v) OVER (PARTITION BY ${key} ORDER BY v) - v AS dv FROM g WINDOW w1 AS (PARTITION BY ${key} ORDER BY v ROWS UNBOUNDED PRECEDING), w2 AS (PARTITION BY ${key}))`,
    `SELECT ${key}, max(abs(cr / tr - cc / tc)) AS d, sum(abs(cr / tr - cc / tc) * dv) AS w1, any_value(tr) AS tr, any_value(tc) AS tc FROM c WHERE tr > 0 GROUP BY ALL ORDER BY ${key}`,
  ].join('\n');
  const rows = await scope.ledger.rows<Record<string, unknown>>(sql, parameters);
  const found: ExactStatistics = new Map();
  for (const row of rows) {
    const segment: Segment = readSegment(row, current);
    const windows = found.get(segment.id) ?? new Map<number, ExactStatistic>();
    windows.set(Number(row.w), {
      d: Number(row.d),
      w1: row.w1 === null ? 0 : Number(row.w1),
      n: Number(row.tc),
      nReference: Number(row.tr),
    });
    found.set(segment.id, windows);
  }
  return found;
}

interface ReferenceValues {
  source: Source;
  /** Further common table expressions, with a leading comma. */
  pairs: string;
  windowMatch: string[];
}

function referenceValues(
  scope: Scope,
  baseline: Baseline,
  value: string,
  has: (name: string) => boolean,
  parameters: Parameters,
  options: SourceOptions
): ReferenceValues {
  const { relative, frozen } = baseline;
  if (!relative) {
    const relation = frozen?.relation ?? '';
    return {
      source: referenceSource(scope, relation, (column) => has(column.name), [value], parameters),
      pairs: '',
      windowMatch: [],
    };
  }
  if (!relative.windows) {
    return {
      source: predictionSource(scope, [value], { ...options, parameters }),
      pairs: '',
      windowMatch: ['r.w = k.w - 1'],
    };
  }
  const source = predictionSource(scope, [value], {
    ...options,
    parameters,
    windows: relative.windows,
    versions: relative.versions,
  });
  const members = relative.members.flatMap((list, index) => list.map((member) => `(${index}, ${member})`));
  return {
    source,
    pairs: `, members(cur, ref) AS (VALUES ${members.join(', ')})`,
    windowMatch: ['r.w IN (SELECT ref FROM members WHERE cur = k.w)'],
  };
}
