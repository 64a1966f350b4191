/** Which records stand behind cells: what asks for them, what compares them, what keeps them. Pure. */
import { type DataQueryRequest, type InterpolateFunction } from '@grafana/data';
import { type GridCell } from '../../components/grid/geometry';
import { choosesColumns, fromAdHocFilters } from '../../components/query/adHocFilters';
import { driftRows } from '../../components/query/binsQuery';
import { expand, interpolateFilter, type Replace } from '../../components/query/interpolateFilter';
import { type CohortsQuery, type Filter, QUERY_VERSION } from '../../query/model';
import { rowOf } from './grid';
import { type CellCohort, NAME_A, NAME_B } from './pair';
import { type DriftView } from './view';

type Request = DataQueryRequest | undefined;

/** Fields of a drift query that say which rows are meant, as far as cohorts know them. */
const ROWS = ['model', 'versions', 'environments', 'labels', 'timezone'];
/** Of these one query of cohorts can hold one only. */
const COMMON = ['model', 'versions', 'environments', 'labels'];
/** Every model's records have their time in the column of this name. */
const TIME = 'time';

const within = ({ from, to }: CellCohort): Filter[] => [
  { key: TIME, operator: '>=', value: String(from) },
  { key: TIME, operator: '<', value: String(to) },
];

/**
 * The query that a cell came from, with its rows. Where the request does not have that one, because a transformation made
 * the frame of several, it is the only one that fits: of two nobody can tell.
 */
function rowsBehind(request: Request, { refId, segment }: Pick<CellCohort, 'refId' | 'segment'>) {
  const targets = request?.targets ?? [];
  const own = targets.filter((target) => target.refId === refId);
  const fitting = (own.length > 0 ? own : targets).flatMap((target) => {
    const rows = driftRows(target, segment, ROWS);
    return rows ? [{ target, ...rows }] : [];
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

type Rows = NonNullable<ReturnType<typeof rowsBehind>>;

/**
 * The records behind a cell; undefined where the picture has no time, the cell no window, or no query of Plumbline's drift
 * can say which records they are.
 */
export function cohortOfCell(
  { grid, cells, columns }: DriftView,
  at: GridCell,
  request: Request
): CellCohort | undefined {
  const cell = cells[at.row * columns + at.column];
  if (cell === undefined || cell < 0 || grid.info.places) {
    return undefined;
  }
  const window = cell % grid.times.length;
  const { segment, metric, frame } = rowOf(grid, cell);
  // A metric is of all records, and its own query is none of drift.
  const named = metric === undefined ? frame.refId : undefined;
  const rows = rowsBehind(request, { refId: named, segment });
  return (
    rows && {
      from: grid.times[window],
      to: grid.ends[window],
      refId: named ?? rows.target.refId,
      ...(segment === undefined ? {} : { segment }),
    }
  );
}

const replacing =
  (replace: InterpolateFunction): Replace =>
  (text, format) =>
    replace(text, undefined, format);

const filtersOf = ({ filters, own }: Rows, cohort: CellCohort, replace: InterpolateFunction, more: Filter[] = []) => [
  ...filters.map((filter) => interpolateFilter(filter, replacing(replace))),
  ...more,
  ...own,
  ...within(cohort),
];

/**
 * What keeps the records of a cell alone, with the dashboard's variables and ad hoc filters as they are now, and the query
 * that says so. Undefined where there is no such query, and where that one chooses versions or environments: a kept cohort
 * has filters alone, and which columns hold those two a panel does not know.
 */
export function keptRecords(
  request: Request,
  cohort: CellCohort,
  replace: InterpolateFunction
): { refId: string; filters: Filter[] } | undefined {
  const rows = rowsBehind(request, cohort);
  if (!rows || ['versions', 'environments'].some((field) => isChosen(rows.shared[field], replace))) {
    return undefined;
  }
  const adHoc = fromAdHocFilters(request?.filters ?? []).filter((filter) => !choosesColumns(filter));
  return { refId: rows.target.refId, filters: filtersOf(rows, cohort, replace, adHoc) };
}

/** Whether a list leaves anything out: `*` stands for all, and so does none. */
function isChosen(list: unknown, replace: InterpolateFunction): boolean {
  const texts = (Array.isArray(list) ? list : []).flatMap((each) => expand(String(each), replacing(replace)));
  return texts.length > 0 && !texts.includes('*');
}

/**
 * Compares the records of two cells by the metrics of their model, B with A. Undefined for other data sources, and `apart`
 * where the cells come from queries that no single one can stand for: of other data, models, versions, environments or labels.
 */
export function pairQuery(
  request: Request,
  a: CellCohort,
  b: CellCohort,
  replace: InterpolateFunction
): CohortsQuery | 'apart' | undefined {
  const [first, second] = [a, b].map((cohort) => rowsBehind(request, cohort));
  if (!first || !second) {
    return undefined;
  }
  if (commonOf(first, replace) !== commonOf(second, replace)) {
    return 'apart';
  }
  return {
    model: '',
    ...first.shared,
    refId: 'pair',
    queryType: 'cohorts',
    pluginVersion: QUERY_VERSION,
    datasource: first.target.datasource,
    cohorts: [
      { name: NAME_A, filters: filtersOf(first, a, replace) },
      { name: NAME_B, filters: filtersOf(second, b, replace) },
    ],
    baseline: { kind: 'cohort', cohort: NAME_A },
    format: 'table',
  };
}

function commonOf({ target, shared }: Rows, replace: InterpolateFunction): string {
  const said = COMMON.map((field): unknown => {
    const value: unknown = shared[field];
    return Array.isArray(value) && !isChosen(value, replace) ? undefined : value;
  });
  return replace(JSON.stringify([target.datasource?.uid, ...said]));
}
