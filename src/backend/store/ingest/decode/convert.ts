/**
 * Cells to values of one type: what a column of DuckDB takes, and the rows whose value does not fit. Pure.
 */
import { ABSENT, BIG, type Cells, ESCAPED, FALSE, INTEGER, NESTED, NULL, REAL, TEXT, TIME, TRUE } from './cells';
import { type ColumnWriter } from './columnWriter';
import { EARLIEST, epochMicros, exactMicros, LATEST, parseTime, timeText } from './times';

export type ValueType = 'BIGINT' | 'DOUBLE' | 'FLOAT' | 'BOOLEAN' | 'VARCHAR' | 'TIMESTAMP';

/** What became of a cell. */
export const OK = 0;
export const MISSING = 1;
export const UNFIT = 2;
/** A number that is no whole one, or too large for 64 bits: it fits when the column widens. */
export const FRACTION = 3;
/** NaN or an infinity, stored as missing and counted. */
export const NONFINITE = 4;
/** A text longer than the column takes. */
export const LONG = 5;

const LARGEST_FLOAT = 3.4028234663852886e38;
const NUMBER = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;
const NOT_FINITE = /^\s*([-+]?)(nan|inf(?:inity)?)\s*$/i;
const WHOLE = /^[-+]?\d{1,20}$/;
const TRUTHS: ReadonlyMap<string, number> = new Map([
  ...['true', 't', 'yes', 'y', '1'].map((text) => [text, 1] as const),
  ...['false', 'f', 'no', 'n', '0'].map((text) => [text, 0] as const),
]);

/** The number a text says, NaN for one that says NaN; undefined for any other text. */
function numberOf(text: string): number | undefined {
  if (NUMBER.test(text)) {
    return Number(text);
  }
  const match = NOT_FINITE.exec(text);
  if (!match) {
    return undefined;
  }
  return match[2]?.toLowerCase() === 'nan' ? Number.NaN : match[1] === '-' ? -Infinity : Infinity;
}

const isSpan = (kind: number): boolean => kind === TEXT || kind === ESCAPED;

/** Converts the cell at `row` and writes it to `out`; only what is OK is written. */
export type Convert = (cells: Cells, row: number, out: ColumnWriter) => number;

function real(cells: Cells, row: number, out: ColumnWriter, largest: number): number {
  const kind = cells.kindOf(row);
  let value: number | undefined;
  if (kind >= FALSE && kind <= REAL) {
    value = cells.numbers[row] ?? 0;
  } else if (kind === ABSENT || kind === NULL) {
    return MISSING;
  } else if (isSpan(kind)) {
    value = numberOf(cells.textAt(row));
  }
  if (value === undefined) {
    return UNFIT;
  }
  if (!Number.isFinite(value)) {
    out.nonfinite(value);
    return NONFINITE;
  }
  if (value > largest || value < -largest) {
    return UNFIT;
  }
  out.number(value);
  return OK;
}

function integer(cells: Cells, row: number, out: ColumnWriter): number {
  const kind = cells.kindOf(row);
  switch (kind) {
    case ABSENT:
    case NULL:
      return MISSING;
    case INTEGER:
    case FALSE:
    case TRUE:
      out.whole(cells.numbers[row] ?? 0);
      return OK;
    case BIG:
      out.exact(cells.exact.get(row) ?? 0n);
      return OK;
    case REAL:
      return wholeOf(cells.numbers[row] ?? 0, out);
    case TEXT:
    case ESCAPED:
      return integerText(cells.textAt(row), out);
    default:
      return UNFIT;
  }
}

function integerText(text: string, out: ColumnWriter): number {
  if (WHOLE.test(text)) {
    const exact = BigInt(text.replace('+', ''));
    if (BigInt.asIntN(64, exact) === exact) {
      out.exact(exact);
      return OK;
    }
  }
  if (text === 'true' || text === 'false') {
    out.whole(text === 'true' ? 1 : 0);
    return OK;
  }
  const value = numberOf(text);
  return value === undefined ? UNFIT : wholeOf(value, out);
}

function wholeOf(value: number, out: ColumnWriter): number {
  if (!Number.isFinite(value)) {
    out.nonfinite(value);
    return NONFINITE;
  }
  if (!Number.isSafeInteger(value)) {
    return FRACTION;
  }
  out.whole(value);
  return OK;
}

function truth(cells: Cells, row: number, out: ColumnWriter): number {
  const kind = cells.kindOf(row);
  if (kind === ABSENT || kind === NULL) {
    return MISSING;
  }
  let value: number | undefined;
  if (kind >= FALSE && kind <= REAL) {
    value = cells.numbers[row];
  } else if (isSpan(kind)) {
    value = TRUTHS.get(cells.textAt(row).toLowerCase());
  }
  if (value !== 0 && value !== 1) {
    return UNFIT;
  }
  out.truth(value);
  return OK;
}

function time(cells: Cells, row: number, out: ColumnWriter): number {
  const kind = cells.kindOf(row);
  let micros: number;
  switch (kind) {
    case ABSENT:
    case NULL:
      return MISSING;
    case TIME:
      micros = cells.numbers[row] ?? Number.NaN;
      break;
    case INTEGER:
    case REAL:
      micros = epochMicros(cells.numbers[row] ?? Number.NaN);
      break;
    case BIG:
      micros = exactMicros(cells.exact.get(row) ?? 0n);
      break;
    case TEXT:
    case ESCAPED:
      micros = parseTime(cells.textAt(row));
      break;
    default:
      return UNFIT;
  }
  if (!(micros >= EARLIEST && micros <= LATEST)) {
    return UNFIT;
  }
  out.whole(micros);
  return OK;
}

function text(cells: Cells, row: number, out: ColumnWriter): number {
  const kind = cells.kindOf(row);
  switch (kind) {
    case ABSENT:
    case NULL:
      return MISSING;
    case NESTED:
      return UNFIT;
    case ESCAPED:
      return out.text(Buffer.from(cells.textAt(row)));
    case TIME:
      return out.text(Buffer.from(timeText(cells.numbers[row] ?? 0)));
    default: {
      const start = cells.starts[row] ?? 0;
      const end = cells.ends[row] ?? 0;
      // A number of a binary format has no text of its own.
      return kind === TEXT || end > start
        ? out.span(cells.bytes, start, end)
        : out.text(Buffer.from(numberText(cells, row, kind)));
    }
  }
}

function numberText(cells: Cells, row: number, kind: number): string {
  switch (kind) {
    case FALSE:
      return 'false';
    case TRUE:
      return 'true';
    case BIG:
      return String(cells.exact.get(row));
    default:
      return String(cells.numbers[row]);
  }
}

export const CONVERTERS: Record<ValueType, Convert> = {
  BIGINT: integer,
  DOUBLE: (cells, row, out) => real(cells, row, out, Infinity),
  FLOAT: (cells, row, out) => real(cells, row, out, LARGEST_FLOAT),
  BOOLEAN: truth,
  VARCHAR: text,
  TIMESTAMP: time,
};
