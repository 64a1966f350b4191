/**
 * JSON to cells: an array of flat objects, one object, or one object a line (NDJSON).
 *
 * Keys are guessed from the row before, so that a batch of equal rows costs a comparison a key. `NaN` and infinities are
 * read as Python and JavaScript write them.
 */
import { PlumblineError } from '../../../../query/errors';
import {
  type Cells,
  checkRows,
  ColumnSet,
  type DecodedBatch,
  type DecodeLimits,
  ESCAPED,
  NESTED,
  type RowFault,
  TEXT,
} from './cells';
import {
  BadJson,
  CLOSE,
  CLOSE_LIST,
  COLON,
  COMMA,
  isJson,
  JsonCursor,
  NEWLINE,
  OPEN,
  OPEN_LIST,
  QUOTE,
  unescapeJson,
} from './jsonCursor';
import { readNumber } from './numbers';

const NO_OBJECT: RowFault = {
  column: null,
  reason: 'a row is an object',
  remedy: 'Send {"id": ..., "time": ..., ...}',
};
const NO_JSON: RowFault = { column: null, reason: 'not valid JSON', remedy: 'Write each line with a JSON library' };
const EMPTY: RowFault = { column: null, reason: 'the row is empty', remedy: 'Leave empty rows out' };
const TWICE = { reason: 'the key appears twice in the row', remedy: 'Send each key once' };

interface KnownKey {
  /** Bytes between the quotes. */
  bytes: Uint8Array;
  cells: Cells;
}

class JsonDecoder extends JsonCursor {
  private readonly set: ColumnSet;
  private readonly faults = new Map<number, RowFault>();
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly lines: number[] = [];
  /** Keys in the order of the last row. */
  private order: KnownKey[] = [];
  private readonly touched: Cells[] = [];

  constructor(
    bytes: Uint8Array,
    private readonly limits: DecodeLimits
  ) {
    super(bytes);
    this.set = new ColumnSet(bytes, limits, unescapeJson);
  }

  readBody(): DecodedBatch {
    return this.whole(() => {
      if (this.bytes[this.at] === OPEN) {
        this.element();
      } else {
        this.readArray();
      }
    });
  }

  private whole(read: () => void): DecodedBatch {
    try {
      this.skipSpace();
      read();
      this.skipSpace();
      if (this.at < this.bytes.length) {
        throw new BadJson('something follows the value');
      }
    } catch (error) {
      if (error instanceof BadJson) {
        throw new PlumblineError(
          'bad_request',
          `The body is not valid JSON: ${error.message} at byte ${this.at}`,
          'Send an array of objects, or one object a line as application/x-ndjson',
          'body'
        );
      }
      throw error;
    }
    return this.batch((row) => row);
  }

  /** An object that may have the rows among its members, or the rows alone. */
  readDataset(): Dataset {
    this.skipSpace();
    if (this.bytes[this.at] !== OPEN) {
      return { batch: this.readBody() };
    }
    const members: Record<string, unknown> = Object.create(null);
    const batch = this.whole(() => this.readMembers(members));
    return { batch, members };
  }

  private readMembers(members: Record<string, unknown>): void {
    this.at++;
    this.skipSpace();
    if (this.bytes[this.at] === CLOSE) {
      this.at++;
      return;
    }
    for (;;) {
      this.skipSpace();
      this.expect(QUOTE, 'a key is expected');
      const start = this.at;
      this.string();
      const key = unescapeJson(this.bytes, start, this.at - 1);
      this.skipSpace();
      this.expect(COLON, 'a colon is expected');
      this.skipSpace();
      if (key === 'rows' && this.bytes[this.at] === OPEN_LIST) {
        this.readArray();
      } else {
        members[key] = this.plainValue();
      }
      this.skipSpace();
      if (this.bytes[this.at] === COMMA) {
        this.at++;
        continue;
      }
      this.expect(CLOSE, 'a comma or the end of the object is expected');
      return;
    }
  }

  readLines(): DecodedBatch {
    const { bytes } = this;
    for (let start = 0, line = 0; start < bytes.length; line++) {
      const found = bytes.indexOf(NEWLINE, start);
      const end = found < 0 ? bytes.length : found;
      this.at = start;
      this.skipBlanks(end);
      if (this.at < end) {
        this.lines.push(line);
        this.line(end);
      }
      start = end + 1;
    }
    return this.batch((row) => this.lines[row] ?? row);
  }

  private line(end: number): void {
    const start = this.at;
    const row = this.begin();
    try {
      if (this.bytes[start] !== OPEN) {
        throw new BadJson('a row is an object');
      }
      this.object(row, end);
      this.skipBlanks(end);
      if (this.at !== end) {
        throw new BadJson('the row and its line do not end together');
      }
      this.finish(row, start, this.at);
    } catch (error) {
      if (!(error instanceof BadJson)) {
        throw error;
      }
      this.takeBack(row);
      let last = end;
      while (last > start && (this.bytes[last - 1] ?? 0) <= 0x20) {
        last--;
      }
      this.faults.set(row, isJson(this.text(start, last)) ? NO_OBJECT : NO_JSON);
      this.finish(row, start, last);
    }
  }

  private readArray(): void {
    this.expect(OPEN_LIST, 'a list of objects is expected');
    this.skipSpace();
    if (this.bytes[this.at] === CLOSE_LIST) {
      this.at++;
      return;
    }
    for (;;) {
      this.skipSpace();
      this.element();
      this.skipSpace();
      if (this.bytes[this.at] === COMMA) {
        this.at++;
        continue;
      }
      this.expect(CLOSE_LIST, 'a comma or the end of the list is expected');
      return;
    }
  }

  private element(): void {
    const start = this.at;
    const row = this.begin();
    if (this.bytes[start] === OPEN) {
      this.object(row, this.bytes.length);
    } else {
      this.skipValue();
      this.faults.set(row, NO_OBJECT);
    }
    this.finish(row, start, this.at);
  }

  private begin(): number {
    const row = this.starts.length;
    checkRows(row + 1, this.limits.maxRows);
    this.touched.length = 0;
    return row;
  }

  private finish(row: number, start: number, end: number): void {
    this.starts[row] = start;
    this.ends[row] = end;
  }

  private takeBack(row: number): void {
    for (const cells of this.touched) {
      cells.clear(row);
    }
  }

  private object(row: number, end: number): void {
    this.at++;
    this.skipSpace();
    if (this.bytes[this.at] === CLOSE) {
      this.at++;
      this.faults.set(row, EMPTY);
      return;
    }
    for (let place = 0; ; place++) {
      this.skipSpace();
      const cells = this.key(place);
      this.skipSpace();
      this.expect(COLON, 'a colon is expected');
      this.skipSpace();
      if (cells.lastRow === row) {
        // The row is refused, so either value may stand.
        this.faults.set(row, { column: cells.key, ...TWICE });
      } else {
        cells.lastRow = row;
        cells.present++;
        cells.reach(row);
        this.touched.push(cells);
      }
      this.value(cells, row, end);
      this.skipSpace();
      if (this.bytes[this.at] === COMMA) {
        this.at++;
        continue;
      }
      this.expect(CLOSE, 'a comma or the end of the object is expected');
      return;
    }
  }

  private key(place: number): Cells {
    const { bytes, order } = this;
    this.expect(QUOTE, 'a key is expected');
    const start = this.at;
    const guess = order[place];
    if (guess) {
      const wanted = guess.bytes;
      const { length } = wanted;
      let same = 0;
      while (same < length && bytes[start + same] === wanted[same]) {
        same++;
      }
      if (same === length && bytes[start + length] === QUOTE) {
        this.at = start + length + 1;
        return guess.cells;
      }
    }
    const escaped = this.string();
    const end = this.at - 1;
    const text = escaped ? unescapeJson(bytes, start, end) : this.text(start, end);
    const cells = this.set.get(text);
    order[place] = { bytes: bytes.subarray(start, end), cells };
    return cells;
  }

  private value(cells: Cells, row: number, end: number): void {
    const { bytes } = this;
    const first = bytes[this.at] ?? 0;
    if (first === QUOTE) {
      const start = ++this.at;
      cells.kinds[row] = this.string() ? ESCAPED : TEXT;
      cells.starts[row] = start;
      cells.ends[row] = this.at - 1;
      return;
    }
    if ((first >= 0x30 && first <= 0x39) || (first === 0x2d && bytes[this.at + 1] !== 0x49)) {
      const after = readNumber(bytes, this.at, end, cells, row);
      if (after < 0) {
        throw new BadJson('a number is written wrong');
      }
      this.at = after;
      return;
    }
    if (first === OPEN || first === OPEN_LIST) {
      const start = this.at;
      this.skipValue();
      cells.kinds[row] = NESTED;
      cells.starts[row] = start;
      cells.ends[row] = this.at;
      return;
    }
    const [word, kind, value] = this.word();
    cells.kinds[row] = kind;
    cells.numbers[row] = value;
    cells.starts[row] = this.at - word.length;
    cells.ends[row] = this.at;
  }

  private batch(numberOf: (row: number) => number): DecodedBatch {
    const { ends, starts } = this;
    return {
      rows: starts.length,
      columns: this.set.list,
      faults: this.faults,
      numberOf,
      textOf: (row) => this.text(starts[row] ?? 0, ends[row] ?? 0),
    };
  }
}

export interface Dataset {
  batch: DecodedBatch;
  /** Members besides `rows`, where an object was sent. */
  members?: Record<string, unknown>;
}

/** `{from, to, filters}`, `{rows: [...]}`, or the rows alone. */
export const decodeDataset = (bytes: Uint8Array, limits: DecodeLimits): Dataset =>
  new JsonDecoder(bytes, limits).readDataset();

/** @throws PlumblineError `bad_request` with the byte where the JSON breaks, `too_large` and `unprocessable` at limits */
export const decodeJson = (bytes: Uint8Array, limits: DecodeLimits): DecodedBatch =>
  new JsonDecoder(bytes, limits).readBody();

/** Lines that are no object become faults of their rows. */
export const decodeNdjson = (bytes: Uint8Array, limits: DecodeLimits): DecodedBatch =>
  new JsonDecoder(bytes, limits).readLines();
