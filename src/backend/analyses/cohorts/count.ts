/** Outcomes of every cohort from one scan: the values of each key, and the named predicates beside them. */
import { DEFAULT_DEPTH } from '../../../query/defaults';
import { type CohortMetric, type PerformanceMetric } from '../../../query/model';
import { type ConfusionMatrix } from '../../statistics/confusion';
import { delongOfGroups, type RankedGroup, rankMetrics } from '../../statistics/ranks';
import { type RowFilter } from '../shared/attributionFilters';
import { rowConditions, type Scope } from '../shared/scope';
import { quoteName } from '../shared/statement';
import { stretchOf, windowCondition } from '../shared/windows';
import { askTogether } from '../shared/together';
import { type LabelledOptions, labelledRows } from '../performance/labelled';
import { metricOptions } from '../performance/options';
import { type Counted, MATRIX_METRICS, type Outcomes, RANK_METRICS, rowCounts } from '../performance/outcomes';
import { type DrawnSums, r2Of, r2Sums } from '../performance/replicates';
import {
  type CellPlace,
  type CohortNames,
  columnsOf,
  groupCells,
  orderCells,
  placeOf,
  segmentAt,
  selectCells,
  WITHIN,
} from './cells';
import { classMatrices } from './matrices';
import { scoreGroups } from './scores';
import { valueText } from './values';

/** A cohort that a predicate makes. */
export interface Predicate {
  name: string;
  /** Kept by name in the store, and not made by the query alone. */
  isSaved: boolean;
  filters: RowFilter[];
}

/** One cohort: a value of a key, or the rows of a predicate (then `key` is its name and `value` empty). */
export interface CohortCounts {
  /** The key or predicate by its place, and the value: two cohorts may be called the same and not be the same. */
  id: string;
  key: string;
  value: string;
  label: string;
  counts: Outcomes;
  /** Rows of the window by score, for AUC; shared bins, so that cohorts can be taken apart. */
  groups: readonly RankedGroup[];
  /** Sums of each replicate of R squared; absent where it is not asked for, or there are too many cohorts. */
  drawn?: readonly DrawnSums[];
  /** What of it lies in the cohort that was counted `within`; absent where none does. */
  shared?: RowsOf;
}

/** What was counted of some rows. */
export type RowsOf = Pick<CohortCounts, 'counts' | 'groups' | 'drawn'>;

export interface CountedCohorts {
  total: CohortCounts | null;
  cohorts: CohortCounts[];
  /** The `id` of the one that the rows of others were counted within. */
  within?: string;
}

/** A column whose values are cohorts, or an SQL expression of one that is cut into ranges. */
export interface CohortKey {
  name: string;
  expression?: string;
}

/** One of the cohorts that are counted: a key by its place with a value, or a predicate by its place. */
export type CohortAt = { key: number; value: string | null } | { predicate: number };

interface CountOptions {
  /** Rows to read instead of the predictions. */
  source?: NonNullable<LabelledOptions['source']>;
  /** Also counts the rows that each cohort has in common with this one. */
  within?: CohortAt;
}

/** `keys` split rows into cohorts each. */
export async function countCohorts(
  scope: Scope,
  keys: readonly CohortKey[],
  predicates: readonly Predicate[],
  metrics: readonly CohortMetric[],
  { source, within }: CountOptions = {}
): Promise<CountedCohorts> {
  const needsClasses = scope.model.task === 'multiclass';
  const range = source?.windows ?? stretchOf(scope.windows);
  const during = (column: string) => windowCondition(column, range);
  const rows = labelledRows({ ...scope, segments: [] }, (parameters) => {
    const ofKeys = keys.map(({ name, expression }) => expression ?? `${quoteName(name)}::VARCHAR`);
    const ofPredicates = predicates.map(
      ({ filters }) => `coalesce(${rowConditions(scope.model, filters, parameters, during).join(' AND ')}, false)`
    );
    return {
      classes: needsClasses,
      ...(source ? { source } : {}),
      more: [
        ...ofKeys.map((expression, index) => ({ name: `k${index}`, expression })),
        ...ofPredicates.map((expression, index) => ({ name: `b${index}`, expression })),
        ...(within
          ? [
              {
                name: WITHIN,
                expression:
                  'key' in within
                    ? `(${ofKeys[within.key] ?? 'NULL'} IS NOT DISTINCT FROM ${parameters.add(within.value)}::VARCHAR)`
                    : (ofPredicates[within.predicate] ?? 'false'),
              },
            ]
          : []),
      ],
    };
  });
  const names: CohortNames = {
    names: [...keys.map((_, index) => `k${index}`), ...predicates.map((_, index) => `b${index}`)],
    isWithin: within !== undefined,
  };
  const places = new Map<string, CellPlace>();
  const asks = (of: ReadonlySet<PerformanceMetric>) => metrics.some((metric) => of.has(metric));
  const { counted, scores, matrices, sums } = await askTogether(scope, rows, {
    counted: rowCounts(scope, rows, metrics, metricOptions({}), {
      select: selectCells(names),
      by: groupCells(names),
      order: orderCells(names),
      segment: (row) => {
        const place = placeOf(row, names);
        const segment = segmentAt(place);
        places.set(segment.id, place);
        return segment;
      },
    }),
    scores: asks(RANK_METRICS) ? scoreGroups(scope, names) : null,
    matrices: needsClasses && asks(MATRIX_METRICS) ? classMatrices(names) : null,
    sums: metrics.includes('r2') ? drawnCells(names) : null,
  });
  const cells = counted.flatMap((cell) => {
    const { id } = cell.segment;
    const place = places.get(id);
    const drawn = sums?.get(id);
    const rows = rowsFrom(cell, scores?.get(id) ?? [], matrices?.get(id) ?? null, drawn);
    return place ? [{ place, rows }] : [];
  });
  const shared = new Map(
    cells.flatMap(({ place, rows: own }) => (place.within === true ? [[cohortId(place), own] as const] : []))
  );
  const whole = cells.find(({ place }) => place.position === null);
  return {
    total: whole ? { id: cohortId(whole.place), key: '', value: '', label: OVERALL, ...whole.rows } : null,
    cohorts: cells.flatMap(({ place, rows: own }): CohortCounts[] => {
      const name = place.within === null ? nameOf(place, keys, predicates) : undefined;
      const common = shared.get(cohortId(place));
      return name ? [{ id: cohortId(place), ...name, ...own, ...(common ? { shared: common } : {}) }] : [];
    }),
    ...(within
      ? {
          within: cohortId(
            'key' in within
              ? { position: within.key, value: within.value }
              : { position: keys.length + within.predicate, value: TRUE }
          ),
        }
      : {}),
  };
}

const cohortId = ({ position, value }: Pick<CellPlace, 'position' | 'value'>) => JSON.stringify([position, value]);

/** How the engine writes that a row is in a predicate's cohort. */
const TRUE = 'true';

/** The cohort of everybody. */
export const OVERALL = 'overall';

/** Undefined for the whole, and for the rows that a predicate leaves out. */
function nameOf(
  { position, value }: CellPlace,
  keys: readonly CohortKey[],
  predicates: readonly Predicate[]
): Pick<CohortCounts, 'key' | 'value' | 'label'> | undefined {
  const key = position === null ? undefined : keys[position];
  if (key) {
    const text = valueText(value);
    return { key: key.name, value: text, label: `${key.name}=${text}` };
  }
  const predicate = position === null ? undefined : predicates[position - keys.length];
  return predicate && value === TRUE ? { key: predicate.name, value: '', label: predicate.name } : undefined;
}

/** Cohorts beyond this have no interval of R squared: each of them is hundreds of rows of sums. */
export const MOST_DRAWN = 500;

const drawnCells = (names: CohortNames) =>
  r2Sums({
    columns: ['w', ...columnsOf(names)].join(', '),
    select: selectCells(names),
    names: orderCells(names),
    by: groupCells(names, ['bucket']),
    most: MOST_DRAWN,
    id: (row) => segmentAt(placeOf(row, names)).id,
  });

/** Bins of score that a bootstrap draws at most; neighbours are put together, the same ones in every cohort. */
const DRAWN_BINS = 100;

/** What was counted, with the metrics of the groups of score. */
export function rowsFrom(
  counted: Counted,
  groups: readonly RankedGroup[],
  matrix: ConfusionMatrix | null,
  drawn: readonly DrawnSums[] | undefined
): RowsOf {
  const metrics = groups.length > 0 ? rankMetrics(groups, DEFAULT_DEPTH) : null;
  const counts: Outcomes = {
    ...counted,
    matrix,
    r2: drawn ? r2Of(drawn) : null,
    ranks: metrics
      ? [
          {
            delong: delongOfGroups(groups),
            averagePrecision: metrics.averagePrecision,
            ks: metrics.ks,
            gain: metrics.gain,
            groups: together(groups, Math.ceil(groups.length / DRAWN_BINS)),
          },
        ]
      : [],
  };
  return { counts, groups, ...(drawn ? { drawn } : {}) };
}

/** So many neighbours at a time as one. */
function together(groups: readonly RankedGroup[], size: number): RankedGroup[] {
  return size <= 1
    ? [...groups]
    : Array.from({ length: Math.ceil(groups.length / size) }, (_, at) =>
        groups.slice(at * size, (at + 1) * size).reduce((sum, { positives, negatives }) => ({
          positives: sum.positives + positives,
          negatives: sum.negatives + negatives,
        }))
      );
}
