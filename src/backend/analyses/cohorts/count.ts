/** Outcomes of every cohort from one scan: the values of each key, and the named predicates beside them. */
import { type CohortMetric, type Filter } from '../../../query/model';
import { delongOfGroups, type RankedGroup, rankMetrics } from '../../statistics/ranks';
import { type ColumnInfo } from '../../store/types';
import { segmentOf } from '../shared/cells';
import { filterCondition } from '../shared/filters';
import { type Scope } from '../shared/scope';
import { quoteName } from '../shared/statement';
import { askTogether, type Question, type Row } from '../shared/together';
import { KNOWN, type LabelledOptions, labelledRows } from '../performance/labelled';
import { metricOptions } from '../performance/options';
import { type Counted, type Outcomes, positiveLiteral, rowCounts } from '../performance/outcomes';

/** A cohort that a predicate makes. */
export interface Predicate {
  name: string;
  filters: Array<{ filter: Filter; column: ColumnInfo; place: string }>;
}

/** One cohort: a value of a key, or the rows of a predicate (then `key` is its name and `value` empty). */
export interface CohortCounts {
  key: string;
  value: string;
  label: string;
  counts: Outcomes;
  /** Rows of the window by score, for AUC; shared bins, so that cohorts can be taken apart. */
  groups: readonly RankedGroup[];
}

export interface CountedCohorts {
  total: CohortCounts | null;
  cohorts: CohortCounts[];
}

type Source = NonNullable<LabelledOptions['source']>;

/** `keys` split rows into cohorts each; `has` is false for columns that the rows of a reference lack. */
export async function countCohorts(
  scope: Scope,
  keys: readonly ColumnInfo[],
  predicates: readonly Predicate[],
  metrics: readonly CohortMetric[],
  source?: Source
): Promise<CountedCohorts> {
  const needsClasses = scope.model.task === 'multiclass';
  const rows = labelledRows({ ...scope, segments: [] }, (parameters) => ({
    classes: needsClasses,
    ...(source ? { source } : {}),
    more: [
      ...keys.map((key, index) => ({ name: `k${index}`, expression: `${quoteName(key.name)}::VARCHAR` })),
      ...predicates.map(({ filters }, index) => ({
        name: `b${index}`,
        expression: `coalesce(${filters.map(({ filter, column, place }) => filterCondition(filter, column, parameters, place)).join(' AND ')}, false)`,
      })),
    ],
  }));
  const names = [...keys.map((_, index) => `k${index}`), ...predicates.map((_, index) => `b${index}`)];
  const cell = ['w', ...names, 'mask'].join(', ');
  const { counted, scores } = await askTogether(scope, rows, {
    counted: rowCounts(scope, rows, metrics, metricOptions({}), {
      select: ['w', ...names, maskOf(names)].join(', '),
      by: setsOf(names, []),
      order: cell,
      segment: (row) => segmentOf([positionOf(row, names), valueOf(row, names)]),
    }),
    scores: metrics.includes('auc') ? scoreGroups(scope, names) : null,
  });
  const groups = scores ?? new Map<string, RankedGroup[]>();
  const found = counted.flatMap((cell): CohortCounts[] => {
    const [position, value = null] = cell.segment.values;
    const own = groups.get(cell.segment.id) ?? [];
    const outcomes = withRanks(cell, own);
    if (position === null || position === undefined) {
      return [{ key: '', value: '', label: 'overall', counts: outcomes, groups: own }];
    }
    const index = Number(position);
    const key = keys[index];
    if (key) {
      const text = value ?? '(missing)';
      return [{ key: key.name, value: text, label: `${key.name}=${text}`, counts: outcomes, groups: own }];
    }
    const name = predicates[index - keys.length]?.name ?? '';
    return value === 'true' ? [{ key: name, value: '', label: name, counts: outcomes, groups: own }] : [];
  });
  return {
    total: found.find((each) => each.key === '' && each.label === 'overall') ?? null,
    cohorts: found.filter((each) => each.key !== ''),
  };
}

/** Bit 0 belongs to the last name; a bit is set where the row's cell does not group by that name. */
const maskOf = (names: readonly string[]) => (names.length > 0 ? `grouping(${names.join(', ')}) AS mask` : '0 AS mask');

const setsOf = (names: readonly string[], more: readonly string[]) => {
  const sets = [[], ...names.map((name) => [name])].map((set) => `(${['w', ...set, ...more].join(', ')})`);
  return `GROUPING SETS (${sets.join(', ')})`;
};

/** Position of the only name that the row's cell groups by; null for the whole. */
function positionOf(row: Row, names: readonly string[]): string | null {
  const mask = Number(row.mask);
  const found = names.findIndex((_, index) => (mask & (1 << (names.length - 1 - index))) === 0);
  return found === -1 ? null : String(found);
}

function valueOf(row: Row, names: readonly string[]): string | null {
  const position = positionOf(row, names);
  const value = position === null ? null : row[names[Number(position)] ?? ''];
  return value === null || value === undefined ? null : String(value);
}

/** Scores keep bins of their own up to this many; beyond it they share bins of nearly equal counts. */
const BINS = 1000;

/** Labelled rows by bin of score, highest first; every cohort has every bin, so that bins can be subtracted. */
function scoreGroups(scope: Scope, names: readonly string[]): Question<Map<string, RankedGroup[]>> {
  const positive = positiveLiteral(scope.model);
  return {
    text: [
      `WITH known AS (SELECT * FROM labelled WHERE ${KNOWN} AND score IS NOT NULL)`,
      `, g AS (SELECT score, count(*) AS n FROM known GROUP BY score)`,
      `, bins AS (SELECT score, CASE WHEN count(*) OVER () <= ${BINS} THEN row_number() OVER (ORDER BY score DESC) - 1 ELSE least(${BINS - 1}, floor((sum(n) OVER (ORDER BY score DESC) - n / 2) * ${BINS} / sum(n) OVER ())) END::INTEGER AS bin, count(*) OVER () AS distinct_scores FROM g)`,
      `SELECT ${['w', ...names, maskOf(names)].join(', ')}, bin, any_value(distinct_scores) AS distinct_scores, count(*) FILTER (actual = ${positive}) AS p, count(*) FILTER (actual <> ${positive}) AS n FROM known JOIN bins USING (score) GROUP BY ${setsOf(names, ['bin'])}`,
    ].join('\n'),
    order: ['w', ...names, 'mask', 'bin'].join(', '),
    read: (found) => readGroups(scope, names, found),
  };
}

function readGroups(scope: Scope, names: readonly string[], found: readonly Row[]): Map<string, RankedGroup[]> {
  const size = found.reduce((most, row) => Math.max(most, Number(row.bin) + 1), 0);
  if (found.some((row) => Number(row.distinct_scores) > BINS)) {
    scope.ledger.notice('info', `AUC is that of ${BINS} score bins of nearly equal counts`);
  }
  const groups = new Map<string, RankedGroup[]>();
  for (const row of found) {
    const id = segmentOf([positionOf(row, names), valueOf(row, names)]).id;
    let list = groups.get(id);
    if (!list) {
      list = Array.from({ length: size }, () => ({ positives: 0, negatives: 0 }));
      groups.set(id, list);
    }
    list[Number(row.bin)] = { positives: Number(row.p), negatives: Number(row.n) };
  }
  return groups;
}

/** The counts with the AUC that the groups give. */
export function withRanks(counted: Counted, groups: readonly RankedGroup[]): Outcomes {
  const metrics = groups.length > 0 ? rankMetrics(groups, 0.1) : null;
  return {
    ...counted,
    matrix: null,
    r2: null,
    ranks: metrics
      ? [
          {
            delong: delongOfGroups(groups),
            averagePrecision: metrics.averagePrecision,
            ks: metrics.ks,
            gain: metrics.gain,
            groups: [],
          },
        ]
      : [],
  };
}
