/** A row of a format that is no JSON, as JSON: what a rejected row is kept as. */
import { ABSENT, BIG, type Cells, ESCAPED, FALSE, INTEGER, NULL, REAL, TEXT, TIME, TRUE } from './cells';
import { timeText } from './times';

/** An object of everything the row has; numbers that JSON has not are texts. */
export function rowAsJson(columns: readonly Cells[], row: number): string {
  const members = columns
    .filter((cells) => cells.kindOf(row) !== ABSENT)
    .map((cells) => `${JSON.stringify(cells.key)}:${valueAsJson(cells, row)}`);
  return `{${members.join(',')}}`;
}

/** JSON of a cell. */
export function valueAsJson(cells: Cells, row: number): string {
  const value = cells.numbers[row] ?? 0;
  switch (cells.kindOf(row)) {
    case NULL:
      return 'null';
    case TRUE:
      return 'true';
    case FALSE:
      return 'false';
    case INTEGER:
      return String(value);
    case BIG:
      return String(cells.exact.get(row));
    case REAL:
      return Number.isFinite(value) ? String(value) : JSON.stringify(String(value));
    case TIME:
      return JSON.stringify(timeText(value));
    case TEXT:
    case ESCAPED:
      return JSON.stringify(cells.textAt(row));
    default:
      return cells.textAt(row);
  }
}
