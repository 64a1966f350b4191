/**
 * Flat JSON objects to cells, row by row.
 *
 * Keys are guessed from the row before, so that a batch of equal rows costs a comparison a key. `NaN` and infinities are
 * read as Python and JavaScript write them.
 */
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
import { BadJson, CLOSE, COLON, COMMA, JsonCursor, OPEN, OPEN_LIST, QUOTE, unescapeJson } from './jsonCursor';
import { readNumber } from './numbers';

const EMPTY: RowFault = { column: null, reason: 'the row is empty', remedy: 'Leave empty rows out' };
const TWICE = { reason: 'the key appears twice in the row', remedy: 'Send each key once' };

interface KnownKey {
  /** Bytes between the quotes. */
  bytes: Uint8Array;
  cells: Cells;
}

/** Rows read so far, and the place of the next. */
export class JsonRows extends JsonCursor {
  private readonly set: ColumnSet;
  private readonly faults = new Map<number, RowFault>();
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
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

  /** @returns the row that is read next */
  protected begin(): number {
    const row = this.starts.length;
    checkRows(row + 1, this.limits.maxRows);
    this.touched.length = 0;
    return row;
  }

  protected finish(row: number, start: number, end: number): void {
    this.starts[row] = start;
    this.ends[row] = end;
  }

  /** Forgets what was read of a row that breaks off. */
  protected takeBack(row: number): void {
    for (const cells of this.touched) {
      cells.clear(row);
    }
  }

  protected refuse(row: number, fault: RowFault): void {
    this.faults.set(row, fault);
  }

  /** The object at the cursor; numbers end before `end`. */
  protected object(row: number, end: number): void {
    this.at++;
    this.skipSpace();
    if (this.bytes[this.at] === CLOSE) {
      this.at++;
      this.refuse(row, EMPTY);
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
        this.refuse(row, { column: cells.key, ...TWICE });
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

  /** What was read; `numberOf` gives the place of a row in what was sent. */
  protected batch(numberOf: (row: number) => number): DecodedBatch {
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
