/**
 * The wide form of drift for heatmaps: scores with companions of their shape. A small matrix carries everything of each
 * cell. A large one is lean, because Grafana sends it uncompressed to the browser: scores of at most four digits, statuses as their
 * numbers, rows once a window, and of the floors only which breaches lie below; the rest is asked for the rows in view.
 */
import { STATUSES } from '../../../query/frames';
import { type Field, type FieldConfig, type Frame } from '../../grafana/frame';
import { finite, WIDE_META } from '../shared/frames';
import { type SegmentWindow } from '../shared/segmentWindows';

/** Matrices of more cells are lean. */
export const WHOLE_UP_TO = 20_000;

/** Enough for any colour and for three digits of a tooltip. */
const DIGITS = 4;
/** Powers of ten that are exact. */
const TENS = Array.from({ length: 23 }, (_, places) => 10 ** places);
const MOST_PLACES = TENS.length - 1;

/** Decimals that tell scores apart to a thousandth of their limit, for scores that grow with drift from zero. */
export function decimalsFor(limit: number | undefined): number | null {
  return limit === undefined || !(limit > 0) ? null : Math.max(0, 3 - Math.floor(Math.log10(limit)));
}

/** How a series is called, and its options as a field. */
export interface SeriesField {
  title: string;
  labels: Record<string, string>;
  config: FieldConfig;
}

/** What of a series' cells a matrix holds. */
export interface MatrixCells {
  windows: ReadonlyArray<Pick<SegmentWindow, 'start' | 'end' | 'complete'>>;
  /** Positions in `STATUSES`. */
  statuses: ArrayLike<number>;
  /** In the order of the windows; NaN where a cell has none. */
  column(field: 'score' | 'floor' | 'n'): ArrayLike<number>;
}

interface Series {
  cells: MatrixCells;
}

/** A series at the times of the matrix. */
interface Row extends SeriesField {
  cells: MatrixCells;
  /** Position of the cell at each time, below 0 where there is none; null where they are in their places already. */
  places: Int32Array | null;
}

const BREACH = STATUSES.indexOf('breach');

/** @param decimals of the scores of a large matrix; null keeps four significant digits, as p-values need. */
export function matrixFrames<S extends Series>(
  all: readonly S[],
  fieldOf: (series: S) => SeriesField,
  decimals: number | null
): Frame[] {
  const times = timesOf(all);
  const rows = all.map((series): Row => ({
    ...fieldOf(series),
    cells: series.cells,
    places: placesOf(series.cells, times),
  }));
  const windows = windowEnds(all, times);
  const wide = (
    name: string,
    values: (row: Row) => Pick<Field, 'type' | 'values' | 'valid'>,
    options: (row: Row) => Pick<Field, 'labels' | 'config'> = ({ labels, title }) => ({
      labels,
      config: { displayNameFromDS: title },
    })
  ): Frame => ({
    name,
    fields: [
      { name: 'time', type: 'time', values: times },
      ...rows.map((row): Field => ({ name: row.title, ...values(row), ...options(row) })),
    ],
  });
  const scoreOptions = ({ labels, config, title }: SeriesField) => ({
    labels,
    config: { ...config, displayNameFromDS: title },
  });
  if (rows.length * times.length <= WHOLE_UP_TO) {
    const numbers = (field: 'score' | 'floor' | 'n') => (row: Row) => ({
      type: field === 'n' ? ('integer' as const) : ('number' as const),
      values: Array.from(placed(row.cells.column(field), row.places), finite),
    });
    return [
      { ...wide('drift-matrix', numbers('score'), scoreOptions), meta: { ...WIDE_META, custom: { windows } } },
      wide('status', ({ cells, places }) => ({
        type: 'string',
        values: Array.from(placed(cells.statuses, places), (status) => STATUSES[status] ?? null),
      })),
      wide('n', numbers('n')),
      wide('floor', numbers('floor')),
    ];
  }
  const scores = wide(
    'drift-matrix',
    ({ cells, places }) => ({ type: 'number', values: rounded(placed(cells.column('score'), places), decimals) }),
    scoreOptions
  );
  const custom = { windows, lean: true, statuses: STATUSES, belowFloor: belowFloors(rows) };
  return [
    { ...scores, meta: { ...WIDE_META, custom } },
    wide(
      'status',
      ({ cells, places }) => ({
        type: 'integer',
        values: Int32Array.from(places ? placed(cells.statuses, places) : cells.statuses),
        ...(places ? { valid: Uint8Array.from(places, (place) => (place < 0 ? 0 : 1)) } : {}),
      }),
      // Fields find their scores by name; only segments need more.
      ({ labels }) => (labels['segment'] === undefined ? {} : { labels: { segment: labels['segment'] } })
    ),
    { name: 'n', fields: [{ name: 'time', type: 'time', values: times }, mostRows(rows, times)] },
  ];
}

/** The different lists of windows: series of one segment share theirs. */
const windowLists = (all: readonly Series[]) => new Set(all.map(({ cells }) => cells.windows));

function timesOf(all: readonly Series[]): number[] {
  const starts = new Set([...windowLists(all)].flatMap((windows) => windows.map(({ start }) => start)));
  return [...starts].sort((a, b) => a - b);
}

function placesOf({ windows }: MatrixCells, times: readonly number[]): Int32Array | null {
  // Without a gap the cells are in their places already.
  if (windows.length === times.length) {
    return null;
  }
  const byStart = new Map(windows.map(({ start }, place) => [start, place]));
  return Int32Array.from(times, (time) => byStart.get(time) ?? -1);
}

/** Values at the times of the matrix, NaN where there is no cell. A copy. */
const placed = (values: ArrayLike<number>, places: Int32Array | null): Float64Array =>
  places ? Float64Array.from(places, (place) => values[place] ?? NaN) : Float64Array.from(values);

/** Rounds in place. */
function rounded(scores: Float64Array, wanted: number | null): Float64Array {
  const decimals = wanted === null ? null : Math.min(wanted, MOST_PLACES);
  // Below it a score has at most as many digits up to the last decimal: no logarithm is needed.
  const small = decimals === null ? 0 : (TENS[DIGITS] ?? 0) / (TENS[decimals] ?? 1);
  for (let index = 0; index < scores.length; index += 1) {
    const score = scores[index] as number;
    scores[index] = Math.abs(score) < small ? toPlaces(score, decimals ?? 0) : toDigits(score, decimals);
  }
  return scores;
}

/** Arithmetic instead of texts: a matrix has a hundred thousand scores. */
function toPlaces(score: number, places: number): number {
  const factor = TENS[Math.abs(places)] ?? 1;
  return places >= 0 ? Math.round(score * factor) / factor : Math.round(score / factor) * factor;
}

function toDigits(score: number, decimals: number | null): number {
  if (score === 0 || !Number.isFinite(score)) {
    return score;
  }
  const significant = DIGITS - 1 - Math.floor(Math.log10(Math.abs(score)));
  return toPlaces(score, Math.max(-MOST_PLACES, Math.min(significant, decimals ?? significant, MOST_PLACES)));
}

/** Places of breaches that noise explains as well: series and window by turns. */
function belowFloors(rows: readonly Row[]): number[] {
  const found: number[] = [];
  rows.forEach(({ cells, places }, series) => {
    const scores = cells.column('score');
    const floors = cells.column('floor');
    const add = (cell: number, window: number) => {
      if (cells.statuses[cell] === BREACH && (scores[cell] as number) < (floors[cell] as number)) {
        found.push(series, window);
      }
    };
    if (places) {
      places.forEach(add);
    } else {
      for (let cell = 0; cell < cells.windows.length; cell += 1) {
        add(cell, cell);
      }
    }
  });
  return found;
}

/** Rows of each window: of the column that has the most, the others have missing values. */
function mostRows(rows: readonly Row[], times: readonly number[]): Field {
  const most = new Float64Array(times.length).fill(-1);
  for (const { cells, places } of rows) {
    const n = cells.column('n');
    for (let window = 0; window < most.length; window += 1) {
      const own = n[places ? (places[window] as number) : window];
      if (own !== undefined && own > (most[window] as number)) {
        most[window] = own;
      }
    }
  }
  return { name: 'n', type: 'integer', values: Array.from(most, (n) => (n < 0 ? null : n)) };
}

/** End and completeness of each time of the matrix, in its order. */
function windowEnds(all: readonly Series[], times: readonly number[]): { end: number[]; complete: boolean[] } {
  const byStart = new Map(
    [...windowLists(all)].flatMap((windows) => windows.map((window) => [window.start, window] as const))
  );
  return {
    end: times.map((time) => byStart.get(time)?.end ?? time),
    complete: times.map((time) => byStart.get(time)?.complete ?? true),
  };
}
