/** CSV (RFC 4180) to cells. Numbers, `true` and `false` are values, an empty field is missing, everything else is text. */
import { PlumblineError } from '../../../../query/errors';
import {
  type Cells,
  checkRows,
  ColumnSet,
  type DecodedBatch,
  type DecodeLimits,
  ESCAPED,
  FALSE,
  NULL,
  type RowFault,
  TEXT,
  TRUE,
} from './cells';
import { readNumber } from './numbers';
import { rowAsJson } from './rowText';

const QUOTE = 0x22;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

const unescapeCsv = (bytes: Uint8Array, start: number, end: number): string =>
  textOf(bytes, start, end).replaceAll('""', '"');

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');

interface Field {
  start: number;
  end: number;
  escaped: boolean;
}

class Records {
  private at: number;

  constructor(private readonly bytes: Uint8Array) {
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    this.at = marked ? 3 : 0;
  }

  /** Where the next record begins, or the one before ends. */
  get place(): number {
    return Math.min(this.at, this.bytes.length);
  }

  /** Reads one record into `fields`; its number of fields, or -1 at the end. */
  read(fields: Field[]): number {
    if (this.at >= this.bytes.length) {
      return -1;
    }
    for (let count = 0; ;) {
      this.field((fields[count++] ??= { start: 0, end: 0, escaped: false }));
      const byte = this.bytes[this.at];
      if (byte === COMMA) {
        this.at++;
        continue;
      }
      this.at += byte === RETURN ? 2 : 1;
      return count;
    }
  }

  private field(field: Field): void {
    const { bytes } = this;
    let { at } = this;
    const quoted = bytes[at] === QUOTE;
    field.escaped = false;
    if (quoted) {
      field.start = ++at;
      for (;;) {
        const found = bytes.indexOf(QUOTE, at);
        if (found < 0) {
          throw this.strayQuote();
        }
        at = found + 1;
        if (bytes[at] !== QUOTE) {
          break;
        }
        field.escaped = true;
        at++;
      }
      field.end = at - 1;
    } else {
      field.start = at;
      let byte = bytes[at];
      while (byte !== undefined && byte !== COMMA && byte !== NEWLINE && byte !== RETURN) {
        if (byte === QUOTE) {
          throw this.strayQuote();
        }
        byte = bytes[++at];
      }
      field.end = at;
    }
    this.at = at;
    if (!this.atEndOfField()) {
      throw this.strayQuote();
    }
  }

  private atEndOfField(): boolean {
    const byte = this.bytes[this.at];
    return (
      byte === undefined ||
      byte === COMMA ||
      byte === NEWLINE ||
      (byte === RETURN && this.bytes[this.at + 1] === NEWLINE)
    );
  }

  private strayQuote(): PlumblineError {
    let line = 1;
    for (let at = this.bytes.indexOf(NEWLINE); at >= 0 && at < this.at; at = this.bytes.indexOf(NEWLINE, at + 1)) {
      line++;
    }
    return new PlumblineError(
      'bad_request',
      `The CSV has a stray quote or line end in line ${line}`,
      'Quote fields that hold quotes or line ends, and double the quotes inside',
      'body'
    );
  }
}

/**
 * A record of another width than the header is a fault of its row.
 * @throws PlumblineError `bad_request` for a stray quote, after which nobody knows where records end, or a missing header
 */
export function decodeCsv(bytes: Uint8Array, limits: DecodeLimits): DecodedBatch {
  const set = new ColumnSet(bytes, limits, unescapeCsv);
  const records = new Records(bytes);
  const fields: Field[] = [];
  const width = records.read(fields);
  const columns = header(bytes, set, fields.slice(0, Math.max(width, 0)));
  const faults = new Map<number, RowFault>();
  const refused = new Map<number, string>();
  let rows = 0;
  for (let start = records.place, count = records.read(fields); count >= 0; count = records.read(fields)) {
    const [first] = fields;
    const end = records.place;
    if (count > 1 || !first || first.start < first.end) {
      checkRows(rows + 1, limits.maxRows);
      if (count === width) {
        readRecord(bytes, fields, columns, rows);
      } else {
        faults.set(rows, raggedness(count, width));
        refused.set(rows, textOf(bytes, start, end).trimEnd());
      }
      rows++;
    }
    start = end;
  }
  return {
    rows,
    columns: set.list,
    faults,
    numberOf: (row) => row,
    textOf: (row) => refused.get(row) ?? rowAsJson(set.list, row),
  };
}

function readRecord(bytes: Uint8Array, fields: readonly Field[], columns: readonly Cells[], row: number): void {
  for (let place = 0; place < columns.length; place++) {
    const cells = columns[place];
    const field = fields[place];
    if (cells && field) {
      read(bytes, field, cells, row);
    }
  }
}

const raggedness = (fields: number, width: number): RowFault => ({
  column: null,
  reason: `the record has ${fields} fields and the header ${width}`,
  remedy:
    'Send the record again with as many fields as the header, those that hold commas in quotes: it cannot be resubmitted',
});

function header(bytes: Uint8Array, set: ColumnSet, fields: readonly Field[]): Cells[] {
  return fields.map(({ start, end }) => {
    const name = unescapeCsv(bytes, start, end).trim();
    const cells = set.get(name);
    if (set.list.at(-1) !== cells || cells.lastRow === 0) {
      throw new PlumblineError(
        'bad_request',
        `The CSV header names "${name}" twice`,
        'Give every column a name of its own',
        'body'
      );
    }
    cells.lastRow = 0;
    return cells;
  });
}

const isWord = (bytes: Uint8Array, { start, end }: Field, word: string): boolean =>
  end - start === word.length && textOf(bytes, start, end) === word;

function read(bytes: Uint8Array, field: Field, cells: Cells, row: number): void {
  const { end, escaped, start } = field;
  cells.reach(row);
  cells.present++;
  if (start === end) {
    cells.kinds[row] = NULL;
    return;
  }
  const first = bytes[start] ?? 0;
  if ((first >= 0x30 && first <= 0x39) || first === 0x2d) {
    if (readNumber(bytes, start, end, cells, row) === end) {
      return;
    }
    cells.exact.delete(row);
  }
  cells.starts[row] = start;
  cells.ends[row] = end;
  cells.kinds[row] = isWord(bytes, field, 'true')
    ? TRUE
    : isWord(bytes, field, 'false')
      ? FALSE
      : escaped
        ? ESCAPED
        : TEXT;
  cells.numbers[row] = cells.kinds[row] === TRUE ? 1 : 0;
}
