/**
 * The wide form of drift for heatmaps: scores with companions of their shape. A small matrix carries everything of each
 * cell. A large one is lean, because Grafana sends it uncompressed to the browser: scores of at most four digits, statuses as their
 * numbers, rows once a window, and of the floors only which breaches lie below; the rest is asked for the rows in view.
 */
import { STATUSES } from '../../../query/frames';
import { type Field, type FieldConfig, type Frame } from '../../grafana/frame';
import { finite, WIDE_META } from '../shared/frames';
import { type DriftCell } from './compute';

/** Matrices of more cells are lean. */
export const WHOLE_UP_TO = 20_000;

/** Enough for any colour and for three digits of a tooltip. */
const DIGITS = 4;
/** Powers of ten are exact up to here. */
const MOST_PLACES = 22;

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

/** What of a cell a matrix holds. */
export type MatrixCell = Pick<DriftCell, 'score' | 'status' | 'n' | 'floor'> & {
  window: Pick<DriftCell['window'], 'start' | 'end' | 'complete'>;
};

interface Cells {
  cells: readonly MatrixCell[];
}

/** @param decimals of the scores of a large matrix; null keeps four significant digits, as p-values need. */
export function matrixFrames<S extends Cells>(
  all: readonly S[],
  fieldOf: (series: S) => SeriesField,
  decimals: number | null
): Frame[] {
  const times = timesOf(all);
  const fields = all.map((series) => ({ ...fieldOf(series), cells: cellsAt(series, times) }));
  const windows = windowEnds(all, times);
  const wide = (
    name: string,
    type: Field['type'],
    read: (cell: MatrixCell) => number | string | null,
    options: (field: SeriesField) => Pick<Field, 'labels' | 'config'> = ({ labels, title }) => ({
      labels,
      config: { displayNameFromDS: title },
    })
  ): Frame => ({
    name,
    fields: [
      { name: 'time', type: 'time', values: times },
      ...fields.map((field): Field => ({
        name: field.title,
        type,
        values: field.cells.map((cell) => (cell ? finite(read(cell)) : null)),
        ...options(field),
      })),
    ],
  });
  const scoreOptions = ({ labels, config, title }: SeriesField) => ({
    labels,
    config: { ...config, displayNameFromDS: title },
  });
  if (fields.length * times.length <= WHOLE_UP_TO) {
    const scores = wide('drift-matrix', 'number', (cell) => cell.score, scoreOptions);
    return [
      { ...scores, meta: { ...WIDE_META, custom: { windows } } },
      wide('status', 'string', (cell) => cell.status),
      wide('n', 'integer', (cell) => cell.n),
      wide('floor', 'number', (cell) => cell.floor),
    ];
  }
  const scores = wide('drift-matrix', 'number', (cell) => rounded(cell.score, decimals), scoreOptions);
  const belowFloor = belowFloors(fields.map((field) => field.cells));
  return [
    { ...scores, meta: { ...WIDE_META, custom: { windows, lean: true, statuses: STATUSES, belowFloor } } },
    wide(
      'status',
      'integer',
      (cell) => STATUSES.indexOf(cell.status),
      // Fields find their scores by name; only segments need more.
      ({ labels }) => (labels['segment'] === undefined ? {} : { labels: { segment: labels['segment'] } })
    ),
    { name: 'n', fields: [{ name: 'time', type: 'time', values: times }, mostRows(fields, times)] },
  ];
}

function timesOf(all: readonly Cells[]): number[] {
  const starts = new Set<number>();
  for (const { cells } of all) {
    for (const { window } of cells) {
      starts.add(window.start);
    }
  }
  return [...starts].sort((a, b) => a - b);
}

function cellsAt(series: Cells, times: readonly number[]): Array<MatrixCell | undefined> {
  // Without a gap the cells are in their places already.
  if (series.cells.length === times.length) {
    return [...series.cells];
  }
  const byStart = new Map(series.cells.map((cell) => [cell.window.start, cell]));
  return times.map((time) => byStart.get(time));
}

function rounded(score: number | null, decimals: number | null): number | null {
  if (score === null || !Number.isFinite(score)) {
    return score;
  }
  if (score === 0) {
    return 0;
  }
  // Arithmetic instead of texts: a matrix has a hundred thousand scores.
  const significant = DIGITS - 1 - Math.floor(Math.log10(Math.abs(score)));
  const places = Math.min(significant, decimals ?? significant, MOST_PLACES);
  const factor = 10 ** Math.abs(places);
  return places >= 0 ? Math.round(score * factor) / factor : Math.round(score / factor) * factor;
}

/** Places of breaches that noise explains as well: series and window by turns. */
function belowFloors(columns: ReadonlyArray<ReadonlyArray<MatrixCell | undefined>>): number[] {
  return columns.flatMap((cells, column) =>
    cells.flatMap((cell, window) =>
      cell?.status === 'breach' && cell.score !== null && cell.floor !== null && cell.score < cell.floor
        ? [column, window]
        : []
    )
  );
}

/** Rows of each window: of the column that has the most, the others have missing values. */
function mostRows(
  fields: ReadonlyArray<{ cells: ReadonlyArray<MatrixCell | undefined> }>,
  times: readonly number[]
): Field {
  const values = times.map((_, window) =>
    fields.reduce<number | null>((most, { cells }) => {
      const n = cells[window]?.n ?? null;
      return n !== null && (most === null || n > most) ? n : most;
    }, null)
  );
  return { name: 'n', type: 'integer', values };
}

/** End and completeness of each time of the matrix, in its order. */
function windowEnds(all: readonly Cells[], times: readonly number[]): { end: number[]; complete: boolean[] } {
  const byStart = new Map<number, MatrixCell['window']>();
  for (const { cells } of all) {
    for (const { window } of cells) {
      byStart.set(window.start, window);
    }
  }
  return {
    end: times.map((time) => byStart.get(time)?.end ?? time),
    complete: times.map((time) => byStart.get(time)?.complete ?? true),
  };
}
