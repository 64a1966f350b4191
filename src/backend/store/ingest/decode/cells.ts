/**
 * A batch as columns of cells, before any type is decided: what was sent, and where in the body its text lies.
 *
 * All formats become this, so that one set of rules types them. Nothing is copied out of the body until a column wants it.
 */
import { PlumblineError } from '../../../../query/errors';
import { columnNameFault } from '../../names';

/** What a cell holds. The order matters: everything from `INTEGER` to `REAL` is a number. */
export const ABSENT = 0;
export const NULL = 1;
export const FALSE = 2;
export const TRUE = 3;
/** A whole number that a double holds exactly. */
export const INTEGER = 4;
/** A whole number of 64 bits that a double would round; exact in `exact`. */
export const BIG = 5;
/** Any other number, and whole ones that were written with a fraction or an exponent. */
export const REAL = 6;
export const TEXT = 7;
/** Text that is written with escapes, which are taken out when it is wanted. */
export const ESCAPED = 8;
export const NESTED = 9;
/** A point in time, microseconds since the epoch. */
export const TIME = 10;

export interface DecodeLimits {
  maxRows: number;
  maxColumns: number;
  /** Rows times keys, with those that are not sent. */
  maxCells: number;
}

export interface RowFault {
  column: string | null;
  reason: string;
  /** What the sender can do. */
  remedy: string;
}

export interface DecodedBatch {
  rows: number;
  columns: Cells[];
  faults: Map<number, RowFault>;
  /** Number of a row in what was sent: an element, a line, a record. */
  numberOf(row: number): number;
  /** The row as it was sent, or as JSON where the format is binary. */
  textOf(row: number): string;
}

const FIRST_CAPACITY = 512;

/** One key of the batch. Arrays are as long as the rows seen so far; beyond them every cell is absent. */
export class Cells {
  kinds = new Uint8Array(0);
  numbers = new Float64Array(0);
  /** Place of the text in `bytes`; both 0 for values without a text. */
  starts = new Uint32Array(0);
  ends = new Uint32Array(0);
  readonly exact = new Map<number, bigint>();
  /** Row that had the key last. */
  lastRow = -1;
  /** Rows that have the key. */
  present = 0;

  constructor(
    public key: string,
    /** What spans are places in. */
    public bytes: Uint8Array,
    private readonly budget: Budget,
    /** Text of an escaped span. */
    readonly unescape: (bytes: Uint8Array, start: number, end: number) => string
  ) {}

  /** Makes room for `row`. */
  reach(row: number): void {
    const before = this.kinds.length;
    if (row < before) {
      return;
    }
    const capacity = Math.min(Math.max(FIRST_CAPACITY, 2 * before, row + 1), Math.max(this.budget.maxRows, row + 1));
    this.budget.take(capacity - before);
    this.kinds = grown(this.kinds, new Uint8Array(capacity));
    this.numbers = grown(this.numbers, new Float64Array(capacity));
    this.starts = grown(this.starts, new Uint32Array(capacity));
    this.ends = grown(this.ends, new Uint32Array(capacity));
  }

  kindOf(row: number): number {
    return row < this.kinds.length ? (this.kinds[row] ?? ABSENT) : ABSENT;
  }

  /** Takes a value back that belongs to a row which turned out to be no row. */
  clear(row: number): void {
    this.kinds[row] = ABSENT;
    this.exact.delete(row);
    this.lastRow = -1;
    this.present--;
  }

  /** Text of a cell of kind TEXT, ESCAPED or NESTED, and of a number as it was written. */
  textAt(row: number): string {
    const start = this.starts[row] ?? 0;
    const end = this.ends[row] ?? 0;
    return this.kinds[row] === ESCAPED
      ? this.unescape(this.bytes, start, end)
      : Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, end - start).toString('utf8');
  }
}

function grown<T extends Uint8Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Counts cells, so that a batch of many keys and rows cannot fill the memory. */
export class Budget {
  private cells = 0;

  constructor(
    readonly maxRows: number,
    private readonly maxCells: number
  ) {}

  take(cells: number): void {
    this.cells += cells;
    if (this.cells > this.maxCells) {
      throw new PlumblineError(
        'too_large',
        `The batch has more than ${this.maxCells} cells (rows times keys)`,
        'Send fewer rows at a time'
      );
    }
  }
}

/** The columns of a batch by key; refuses keys beyond the limit. */
export class ColumnSet {
  readonly list: Cells[] = [];
  readonly budget: Budget;
  private readonly byKey = new Map<string, Cells>();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly limits: DecodeLimits,
    private readonly unescape: Cells['unescape']
  ) {
    this.budget = new Budget(limits.maxRows, limits.maxCells);
  }

  get(key: string): Cells {
    const known = this.byKey.get(key);
    if (known) {
      return known;
    }
    if (this.list.length >= this.limits.maxColumns) {
      throw tooWide(this.limits.maxColumns);
    }
    const cells = new Cells(key, this.bytes, this.budget, this.unescape);
    this.byKey.set(key, cells);
    this.list.push(cells);
    return cells;
  }
}

export const tooWide = (most: number): PlumblineError =>
  new PlumblineError(
    'unprocessable',
    `The batch has more than ${most} keys, and ${most} is the most columns of a model`,
    'Leave columns out that nobody watches'
  );

export function checkRows(rows: number, most: number): void {
  if (rows > most) {
    throw new PlumblineError(
      'too_large',
      `The batch has ${rows} rows or more and ${most} is the most`,
      'Send smaller batches, each with its own Idempotency-Key'
    );
  }
}

/** @throws PlumblineError `bad_request` for a name that another key has */
export function renameKeys(batch: DecodedBatch, names: ReadonlyMap<string, string>): void {
  for (const cells of batch.columns) {
    cells.key = names.get(cells.key) ?? cells.key;
  }
  const seen = new Set<string>();
  for (const { key } of batch.columns) {
    if (seen.has(key)) {
      throw new PlumblineError('bad_request', `rename: rows have "${key}" already`, 'Choose another name', 'rename');
    }
    seen.add(key);
  }
}

/** Marks rows that have a key which no column can have, and takes the key out. */
export function refuseForbidden(batch: DecodedBatch): void {
  batch.columns = batch.columns.filter((cells) => {
    const reason = columnNameFault(cells.key);
    if (reason !== null) {
      refuseKey(batch, cells, reason, 'Rename the column, or leave it out');
    }
    return reason === null && cells.present > 0;
  });
}

/** Marks every row that has the key. */
export function refuseKey(batch: DecodedBatch, cells: Cells, reason: string, remedy: string): void {
  for (let row = 0; row < batch.rows; row++) {
    if (cells.kindOf(row) !== ABSENT && !batch.faults.has(row)) {
      batch.faults.set(row, { column: cells.key, reason, remedy });
    }
  }
}
