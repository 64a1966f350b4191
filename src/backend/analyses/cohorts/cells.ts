/** Rows grouped by one name at a time: cells of a scan by GROUPING SETS, and which cohort each of them is. */
import { type Segment, segmentOf } from '../shared/cells';
import { type Row } from '../shared/together';

/** Boolean column: whether a row lies in the cohort whose rows are counted apart as well. */
export const WITHIN = 'wx';

/** Columns of `labelled` that make the cohorts, and whether `WITHIN` is one more of them. */
export interface CohortNames {
  names: readonly string[];
  isWithin: boolean;
}

/** Which cohort a cell of the scan is. */
export interface CellPlace {
  /** Index of the only name that the cell groups by; null for the whole. */
  position: number | null;
  value: string | null;
  /** Of a cell that is also grouped by `WITHIN`: whether its rows lie there. */
  within: boolean | null;
}

/** All columns that the cells are made of. */
export const columnsOf = ({ names, isWithin }: CohortNames) => (isWithin ? [...names, WITHIN] : [...names]);

/** What a statement selects to tell the cells apart; bit 0 of `mask` belongs to the last column, set where it is not grouped. */
export function selectCells(cohorts: CohortNames): string {
  const columns = columnsOf(cohorts);
  const mask = columns.length > 0 ? `grouping(${columns.join(', ')}) AS mask` : '0 AS mask';
  return ['w', ...columns, mask].join(', ');
}

export const orderCells = (cohorts: CohortNames) => ['w', ...columnsOf(cohorts), 'mask'].join(', ');

/** The whole, each name alone, and each name with `WITHIN`; `more` is grouped by in all of them. */
export function groupCells({ names, isWithin }: CohortNames, more: readonly string[] = []): string {
  const alone = [[], ...names.map((name) => [name])];
  const shared = isWithin ? names.map((name) => [name, WITHIN]) : [];
  const sets = [...alone, ...shared].map((set) => `(${['w', ...set, ...more].join(', ')})`);
  return `GROUPING SETS (${sets.join(', ')})`;
}

export function placeOf(row: Row, cohorts: CohortNames): CellPlace {
  const columns = columnsOf(cohorts);
  const mask = Number(row.mask);
  const isGrouped = (index: number) => (mask & (1 << (columns.length - 1 - index))) === 0;
  const position = cohorts.names.findIndex((_, index) => isGrouped(index));
  const value = position === -1 ? null : row[cohorts.names[position] ?? ''];
  return {
    position: position === -1 ? null : position,
    value: value === null || value === undefined ? null : String(value),
    within: cohorts.isWithin && isGrouped(columns.length - 1) ? row[WITHIN] === true : null,
  };
}

/** The place as a segment, which scans know their cells by. */
export function segmentAt({ position, value, within }: CellPlace): Segment {
  return segmentOf([position === null ? null : String(position), value, within === null ? null : String(within)]);
}
