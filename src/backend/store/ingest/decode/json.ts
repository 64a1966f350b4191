/** JSON to cells: an array of flat objects, one object, or one object a line (NDJSON). */
import { PlumblineError } from '../../../../query/errors';
import { type DecodedBatch, type DecodeLimits, type RowFault } from './cells';
import {
  BadJson,
  CLOSE,
  CLOSE_LIST,
  COLON,
  COMMA,
  isJson,
  NEWLINE,
  OPEN,
  OPEN_LIST,
  QUOTE,
  unescapeJson,
} from './jsonCursor';
import { JsonRows } from './jsonRows';

const NO_OBJECT: RowFault = {
  column: null,
  reason: 'a row is an object',
  remedy: 'Send {"id": ..., "time": ..., ...}',
};
const NO_JSON: RowFault = { column: null, reason: 'not valid JSON', remedy: 'Write each line with a JSON library' };

class JsonDecoder extends JsonRows {
  private readonly lines: number[] = [];

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
      this.refuse(row, isJson(this.text(start, last)) ? NO_OBJECT : NO_JSON);
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
      this.refuse(row, NO_OBJECT);
    }
    this.finish(row, start, this.at);
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
