/**
 * Arrow IPC streams to cells.
 *
 * Every length is held against the buffers it speaks of, so that a damaged body is refused and never read as other rows.
 */
import { isUtf8 } from 'node:buffer';
import { PlumblineError } from '../../../../../query/errors';
import { type Cells, checkRows, ColumnSet, type DecodedBatch, type DecodeLimits, NULL } from '../cells';
import { rowAsJson } from '../rowText';
import { brokenArrow } from './flatbuffer';
import { type ArrowBatch, type ArrowField, type ArrowType, readStream } from './messages';
import { fillFixed, isFixed, widthOf } from './fixed';
import { fillTexts, OUTSIDE, type Texts, textsOf } from './texts';

/** @throws PlumblineError as `readStream` does, and `unprocessable` for a column of a type that has no cells */
export function decodeArrow(bytes: Uint8Array, limits: DecodeLimits): DecodedBatch {
  const set = new ColumnSet(bytes, limits, () => '');
  const dictionaries = new Map<number, Texts>();
  let fields: ArrowField[] = [];
  let columns: Cells[] = [];
  let rows = 0;
  readStream(bytes, limits.maxColumns, {
    schema(given) {
      fields = given;
      columns = given.map((field) => columnOf(set, field));
    },
    dictionary(id, batch, isDelta) {
      const field = fields.find((each) => each.dictionary?.id === id);
      if (!field || isDelta) {
        throw new PlumblineError(
          'unprocessable',
          field ? 'The Arrow stream adds to a dictionary' : 'The Arrow stream has a dictionary of no column',
          'Unify dictionaries before writing',
          'body'
        );
      }
      const reader = new ColumnReader(batch, bytes);
      dictionaries.set(id, reader.texts(field.type, batch.rows, limits.maxRows));
      reader.end();
    },
    batch(batch) {
      checkRows(rows + batch.rows, limits.maxRows);
      const reader = new ColumnReader(batch, bytes);
      fields.forEach((field, index) => {
        const cells = columns[index];
        if (cells && batch.rows > 0) {
          cells.reach(rows + batch.rows - 1);
          cells.present += batch.rows;
          reader.fill(field, cells, rows, dictionaries);
        }
      });
      if (batch.rows > 0) {
        reader.end();
      }
      rows += batch.rows;
    },
  });
  return {
    rows,
    columns: set.list,
    faults: new Map(),
    numberOf: (row) => row,
    textOf: (row) => rowAsJson(set.list, row),
  };
}

function columnOf(set: ColumnSet, { name, type, dictionary }: ArrowField): Cells {
  if (name.includes('\ufffd')) {
    throw brokenArrow('a column name is not UTF-8');
  }
  const before = set.list.length;
  const cells = set.get(name);
  if (set.list.length === before) {
    throw new PlumblineError('bad_request', `The Arrow schema names "${name}" twice`, 'Rename one of the two', 'body');
  }
  const usable = dictionary
    ? isText(type) && isFixed(dictionary.index)
    : isText(type) || isFixed(type) || type.name === 'null';
  if (!usable) {
    throw new PlumblineError(
      'unprocessable',
      `Column "${name}" is of the Arrow type ${dictionary ? `dictionary of ${type.name}` : type.name}${type.bits > 0 ? type.bits : ''}, which cannot be stored`,
      'Cast it to numbers, booleans, times or text; flatten lists and structs into columns of their own',
      name
    );
  }
  return cells;
}

const isText = (type: ArrowType): boolean =>
  type.name === 'utf8' || type.name === 'large_utf8' || type.name === 'utf8_view';

const NO_TEXTS: Texts = { starts: new Uint32Array(0), ends: new Uint32Array(0) };

/** Hands out nodes and buffers of a batch in the order of its columns. */
class ColumnReader {
  private node = 0;
  private buffer = 0;
  private variadic = 0;

  constructor(
    private readonly batch: ArrowBatch,
    private readonly bytes: Uint8Array
  ) {}

  fill(field: ArrowField, cells: Cells, at: number, dictionaries: ReadonlyMap<number, Texts>): void {
    const { rows } = this.batch;
    const nulls = this.nullsOf(rows);
    if (field.type.name === 'null' && !field.dictionary) {
      cells.kinds.fill(NULL, at, at + rows);
      return;
    }
    const validity = this.validity(rows, nulls);
    if (field.dictionary) {
      const { id, index } = field.dictionary;
      const texts = dictionaries.get(id);
      if (!texts && nulls < rows) {
        throw brokenArrow(`column "${field.name}" has no dictionary`);
      }
      fillTexts(cells, at, rows, texts ?? NO_TEXTS, {
        width: widthOf(index),
        signed: index.signed,
        bytes: this.next(rows * widthOf(index)),
      });
    } else if (isText(field.type)) {
      fillTexts(cells, at, rows, this.textsOf(field.type, rows));
    } else {
      fillFixed(cells, at, rows, field.type, this.next(Math.ceil((rows * bitsOf(field.type)) / 8)));
    }
    if (validity) {
      setNulls(cells, at, rows, validity);
    }
    if (field.dictionary && cells.kinds.subarray(at, at + rows).includes(OUTSIDE)) {
      throw brokenArrow(`column "${field.name}" has an index that its dictionary has not`);
    }
  }

  /** The one column of a dictionary. */
  texts(type: ArrowType, rows: number, maxRows: number): Texts {
    checkRows(rows, maxRows);
    const nulls = this.nullsOf(rows);
    const validity = this.validity(rows, nulls);
    const texts = this.textsOf(type, rows);
    const missing: number[] = [];
    for (let row = 0; validity && row < rows; row++) {
      if (!isSet(validity, row)) {
        missing.push(row);
      }
    }
    return { ...texts, nulls: missing };
  }

  /** Every node and buffer must have been of some column. */
  end(): void {
    if (this.node !== this.batch.nodes.length || this.buffer !== this.batch.buffers.length) {
      throw brokenArrow('a batch has more buffers than its columns');
    }
  }

  private nullsOf(rows: number): number {
    const [length, nulls] = this.batch.nodes[this.node++] ?? [-1, 0];
    if (length !== rows || nulls > rows) {
      throw brokenArrow(`a column has ${length} rows where its batch has ${rows}`);
    }
    return nulls;
  }

  private validity(rows: number, nulls: number): Uint8Array | undefined {
    const bits = this.any();
    if (bits.length === 0) {
      if (nulls > 0) {
        throw brokenArrow('a column has nulls and does not say which');
      }
      return undefined;
    }
    if (bits.length * 8 < rows) {
      throw brokenArrow('the validity of a column is too short');
    }
    let set = 0;
    for (let row = 0; row < rows; row++) {
      set += isSet(bits, row) ? 1 : 0;
    }
    if (set !== rows - nulls) {
      throw brokenArrow(`a column has ${rows - set} nulls and says ${nulls}`);
    }
    return nulls > 0 ? bits : undefined;
  }

  private textsOf(type: ArrowType, rows: number): Texts {
    if (type.name === 'utf8_view') {
      const views = this.next(rows * 16);
      const data = Array.from({ length: this.batch.variadic[this.variadic++] ?? 0 }, () => this.any());
      return textsOf.views(rows, views, data, this.bytes);
    }
    const wide = type.name === 'large_utf8';
    const offsets = rows === 0 ? this.any() : this.next((rows + 1) * (wide ? 8 : 4));
    const data = this.any();
    if (!isUtf8(data)) {
      throw brokenArrow('a text is not UTF-8');
    }
    return textsOf.offsets(rows, offsets, wide, data, this.bytes);
  }

  private any(): Uint8Array {
    const buffer = this.batch.buffers[this.buffer++];
    if (!buffer) {
      throw brokenArrow('a batch has fewer buffers than its columns');
    }
    return buffer;
  }

  private next(least: number): Uint8Array {
    const buffer = this.any();
    if (buffer.length < least) {
      throw brokenArrow(`a buffer has ${buffer.length} bytes where ${least} are needed`);
    }
    return buffer;
  }
}

const bitsOf = (type: ArrowType): number => (type.name === 'bool' ? 1 : 8 * widthOf(type));

const isSet = (bits: Uint8Array, row: number): boolean => (((bits[row >> 3] ?? 0) >> (row & 7)) & 1) === 1;

function setNulls(cells: Cells, at: number, rows: number, validity: Uint8Array): void {
  for (let row = 0; row < rows; row++) {
    if (!isSet(validity, row)) {
      cells.kinds[at + row] = NULL;
      cells.exact.delete(at + row);
    }
  }
}
