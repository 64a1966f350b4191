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
  FALSE,
  NESTED,
  NULL,
  REAL,
  type RowFault,
  TEXT,
  TRUE,
} from './cells';
import { readNumber } from './numbers';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const NEWLINE = 0x0a;

const WORDS: ReadonlyArray<readonly [word: string, kind: number, value: number]> = [
  ['true', TRUE, 1],
  ['false', FALSE, 0],
  ['null', NULL, 0],
  ['NaN', REAL, Number.NaN],
  ['Infinity', REAL, Infinity],
  ['-Infinity', REAL, -Infinity],
];

const NO_OBJECT: RowFault = {
  column: null,
  reason: 'a row is an object',
  remedy: 'Send {"id": ..., "time": ..., ...}',
};
const NO_JSON: RowFault = { column: null, reason: 'not valid JSON', remedy: 'Write each line with a JSON library' };
const EMPTY: RowFault = { column: null, reason: 'the row is empty', remedy: 'Leave empty rows out' };
const TWICE = { reason: 'the key appears twice in the row', remedy: 'Send each key once' };

/** Text between the quotes of a JSON string that has escapes. */
export const unescapeJson = (bytes: Uint8Array, start: number, end: number): string =>
  String(JSON.parse(`"${Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')}"`));

class BadJson extends Error {}

interface KnownKey {
  /** Bytes between the quotes. */
  bytes: Uint8Array;
  cells: Cells;
}

class JsonDecoder {
  private at = 0;
  private readonly set: ColumnSet;
  private readonly faults = new Map<number, RowFault>();
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly lines: number[] = [];
  /** Keys in the order of the last row. */
  private order: KnownKey[] = [];
  private readonly touched: Cells[] = [];

  constructor(
    private readonly bytes: Uint8Array,
    private readonly limits: DecodeLimits
  ) {
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

  private plainValue(): unknown {
    const start = this.at;
    this.skipValue();
    const { buffer, byteOffset } = this.bytes;
    return JSON.parse(Buffer.from(buffer, byteOffset + start, this.at - start).toString('utf8'));
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
      const text = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, last - start).toString('utf8');
      this.faults.set(row, isJson(text) ? NO_OBJECT : NO_JSON);
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
    const text = escaped
      ? unescapeJson(bytes, start, end)
      : Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
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

  private word(): (typeof WORDS)[number] {
    const { bytes } = this;
    for (const word of WORDS) {
      const [text] = word;
      let same = 0;
      while (same < text.length && bytes[this.at + same] === text.charCodeAt(same)) {
        same++;
      }
      if (same === text.length) {
        this.at += same;
        return word;
      }
    }
    throw new BadJson('a value is expected');
  }

  /** Reads to the closing quote; true when there are escapes. */
  private string(): boolean {
    const { bytes } = this;
    let escaped = false;
    let { at } = this;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        this.at = at + 1;
        return escaped;
      }
      if (byte === BACKSLASH) {
        escaped = true;
        at += this.escape(at + 1);
      } else if (byte < 0x20) {
        this.at = at;
        throw new BadJson('a text does not end, or has a control character');
      }
      at++;
    }
  }

  /** Bytes of the escape after the backslash. */
  private escape(at: number): number {
    const byte = this.bytes[at] ?? 0;
    if (byte === 0x75) {
      let digits = 0;
      while (digits < 4 && isHex(this.bytes[at + 1 + digits] ?? 0)) {
        digits++;
      }
      if (digits === 4) {
        return 5;
      }
    } else if ('"\\/bfnrt'.includes(String.fromCharCode(byte))) {
      return 1;
    }
    this.at = at;
    throw new BadJson('an escape is written wrong');
  }

  /** Passes over any value, without recursion: a body may be nested as deep as it is long. */
  private skipValue(): void {
    const { bytes } = this;
    const start = this.at;
    let depth = 0;
    do {
      const byte = bytes[this.at];
      if (byte === undefined) {
        throw new BadJson('a value does not end');
      }
      this.at++;
      if (byte === QUOTE) {
        this.string();
      } else if (byte === OPEN || byte === OPEN_LIST) {
        depth++;
      } else if (byte === CLOSE || byte === CLOSE_LIST) {
        depth--;
      } else if (depth === 0) {
        while (this.at < bytes.length && !isEnd(bytes[this.at] ?? 0)) {
          this.at++;
        }
      }
    } while (depth > 0);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, this.at - start).toString('utf8');
    if (!isJson(text)) {
      this.at = start;
      throw new BadJson('a value is written wrong');
    }
  }

  private expect(byte: number, what: string): void {
    if (this.bytes[this.at] !== byte) {
      throw new BadJson(what);
    }
    this.at++;
  }

  private skipSpace(): void {
    const { bytes } = this;
    let byte = bytes[this.at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      byte = bytes[++this.at];
    }
  }

  private skipBlanks(end: number): void {
    let byte = this.bytes[this.at];
    while (this.at < end && (byte === 0x20 || byte === 0x0d || byte === 0x09)) {
      byte = this.bytes[++this.at];
    }
  }

  private batch(numberOf: (row: number) => number): DecodedBatch {
    const { bytes, ends, starts } = this;
    return {
      rows: starts.length,
      columns: this.set.list,
      faults: this.faults,
      numberOf,
      textOf: (row) =>
        Buffer.from(
          bytes.buffer,
          bytes.byteOffset + (starts[row] ?? 0),
          (ends[row] ?? 0) - (starts[row] ?? 0)
        ).toString('utf8'),
    };
  }
}

const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

const isEnd = (byte: number): boolean => byte <= 0x20 || byte === COMMA || byte === CLOSE || byte === CLOSE_LIST;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Also for what is nested deeper than the stack.
    return /^-?(NaN|Infinity)$/.test(text);
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
