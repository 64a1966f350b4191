/** Cells that somebody sets against each other. To the model they are cohorts: the records of a window, of one segment. Pure. */
import { type DataFrame, type DataQueryRequest } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { formatWindow } from '../../components/format/time';
import { fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { type GridCell } from '../../components/grid/geometry';
import { driftRows } from '../../components/query/binsQuery';
import { COHORT_FIELDS } from '../../query/frames';
import { type CohortsQuery, DATASOURCE_TYPE, type Filter, QUERY_VERSION } from '../../query/model';
import { rowOf } from './grid';
import { type DriftView } from './view';

/** The records of a cell: those of its window [from, to), milliseconds, and of its row's segment. */
export interface CellCohort {
  from: number;
  to: number;
  segment?: string;
}

export type Slot = 'a' | 'b';
export type CellPair = Partial<Record<Slot, CellCohort>>;

export const isSame = (a: CellCohort, b: CellCohort): boolean =>
  a.from === b.from && a.to === b.to && a.segment === b.segment;

/** The records behind a cell; undefined where the picture has no time or the cell no window. */
export function cohortOfCell({ grid, cells, columns }: DriftView, at: GridCell): CellCohort | undefined {
  const cell = cells[at.row * columns + at.column];
  if (cell === undefined || cell < 0 || grid.info.places) {
    return undefined;
  }
  const window = cell % grid.times.length;
  const { segment } = rowOf(grid, cell);
  return { from: grid.times[window], to: grid.ends[window], ...(segment === undefined ? {} : { segment }) };
}

/** First and last of the drawn columns that show records of a cohort; undefined where none does. */
export function columnsOf({ starts, ends }: DriftView, { from, to }: CellCohort): [number, number] | undefined {
  const columns = starts.flatMap((start, at) => (start < to && ends[at] > from ? [at] : []));
  return columns.length > 0 ? [columns[0], columns[columns.length - 1]] : undefined;
}

/** "carrier=UA, 20 Nov 14:00–15:00". */
export function cohortText({ from, to, segment }: CellCohort, timeZone: TimeZone): string {
  const window = formatWindow(from, to, timeZone);
  return segment === undefined ? window : `${segment}, ${window}`;
}

/** A pair with one cohort put in, or taken out again where it stood there; none stands in both slots. */
export function withCohort(pair: CellPair, slot: Slot, cohort: CellCohort): CellPair {
  const other = slot === 'a' ? 'b' : 'a';
  const [now, beside] = [pair[slot], pair[other]];
  return {
    ...(now && isSame(now, cohort) ? {} : { [slot]: cohort }),
    ...(beside && !isSame(beside, cohort) ? { [other]: beside } : {}),
  };
}

/** `<from>,<to>` and after a semicolon the segment, percent-encoded. */
export function cohortToText({ from, to, segment }: CellCohort): string {
  return `${Math.round(from)},${Math.round(to)}${segment === undefined ? '' : `;${encodeURIComponent(segment)}`}`;
}

/** Reads `cohortToText` back; undefined for anything else. */
export function cohortFromText(text: unknown): CellCohort | undefined {
  const parts = typeof text === 'string' ? /^(\d{1,15}),(\d{1,15})(?:;(.+))?$/.exec(text) : null;
  if (!parts) {
    return undefined;
  }
  const [, from, to, segment] = parts;
  try {
    const cohort = { from: Number(from), to: Number(to), ...(segment ? { segment: decodeURIComponent(segment) } : {}) };
    return cohort.from < cohort.to ? cohort : undefined;
  } catch {
    return undefined;
  }
}

/** Fields of a drift query that say which rows are meant, as far as cohorts know them. */
const ROWS = ['model', 'versions', 'environments', 'labels', 'timezone'];
/** Every model's records have their time in the column of this name. */
const TIME = 'time';

const within = ({ from, to }: CellCohort): Filter[] => [
  { key: TIME, operator: '>=', value: String(from) },
  { key: TIME, operator: '<', value: String(to) },
];

/** Of several queries the one that has the cell's segment, and first of all the one that the cell came from. */
function rowsBehind(request: DataQueryRequest | undefined, refId: string | undefined, { segment }: CellCohort) {
  const ours = (request?.targets ?? []).filter(({ datasource }) => datasource?.type === DATASOURCE_TYPE);
  const inTurn = [...ours.filter((each) => each.refId === refId), ...ours];
  for (const target of inTurn) {
    const rows = driftRows(target, segment, ROWS);
    if (rows) {
      return { target, ...rows };
    }
  }
  return undefined;
}

/** What keeps the records of a cell alone; undefined for other data sources. */
export function filtersOfCell(
  request: DataQueryRequest | undefined,
  refId: string | undefined,
  cohort: CellCohort
): Filter[] | undefined {
  const rows = rowsBehind(request, refId, cohort);
  return rows && [...rows.filters, ...rows.own, ...within(cohort)];
}

/** Names of the two cohorts in the query. */
const [NAME_A, NAME_B] = ['A', 'B'];

/** Compares the records of two cells by the metrics of their model, B with A; undefined for other data sources. */
export function pairQuery(
  request: DataQueryRequest | undefined,
  a: CellCohort,
  b: CellCohort
): CohortsQuery | undefined {
  const [first, second] = [a, b].map((cohort) => rowsBehind(request, undefined, cohort));
  return (
    first &&
    second && {
      model: '',
      ...first.shared,
      refId: 'pair',
      queryType: 'cohorts',
      pluginVersion: QUERY_VERSION,
      datasource: first.target.datasource,
      filters: first.filters,
      cohorts: [
        { name: NAME_A, filters: [...first.own, ...within(a)] },
        { name: NAME_B, filters: [...second.own, ...within(b)] },
      ],
      baseline: { kind: 'cohort', cohort: NAME_A },
      format: 'table',
    }
  );
}

/** The time that holds both. */
export const spanOf = (a: CellCohort, b: CellCohort): [number, number] => [
  Math.min(a.from, b.from),
  Math.max(a.to, b.to),
];

/** A metric of both cohorts; NaN is what the answer does not have. */
export interface PairMetric {
  metric: string;
  a: number;
  b: number;
  /** B minus A, with its interval. */
  delta: number;
  lo: number;
  hi: number;
  q: number;
}

export interface PairAnswer {
  nA: number;
  nB: number;
  metrics: PairMetric[];
}

/** Reads the answer to `pairQuery`; undefined where it holds no such cohorts. */
export function readPair(series: readonly DataFrame[]): PairAnswer | undefined {
  for (const frame of series) {
    const [cohort, metric] = [COHORT_FIELDS.cohort, COHORT_FIELDS.metric].map((name) => fieldNamed(frame, name));
    const rows = Array.from({ length: frame.length }, (_, row) => row);
    const find = (name: string, of: string | undefined) =>
      rows.find((row) => textAt(cohort, row) === name && textAt(metric, row) === of) ?? -1;
    const metrics = [...new Set(rows.map((row) => textAt(metric, row)))].filter((name) => name !== undefined);
    const at = (name: string, row: number) => numberAt(fieldNamed(frame, name), row);
    const read = metrics.map((name): PairMetric & { rows: [number, number] } => {
      const [a, b] = [find(NAME_A, name), find(NAME_B, name)];
      return {
        metric: name,
        a: at(COHORT_FIELDS.estimate, a),
        b: at(COHORT_FIELDS.estimate, b),
        delta: at(COHORT_FIELDS.delta, b),
        lo: at(COHORT_FIELDS.deltaLo, b),
        hi: at(COHORT_FIELDS.deltaHi, b),
        q: at(COHORT_FIELDS.q, b),
        rows: [a, b],
      };
    });
    const [first] = read;
    if (first && first.rows.some((row) => row >= 0)) {
      const [nA, nB] = first.rows.map((row) => at(COHORT_FIELDS.n, row));
      return { nA, nB, metrics: read.map(({ rows: _, ...each }) => each) };
    }
  }
  return undefined;
}
