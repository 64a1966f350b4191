/** Types a decoded batch by the fields that the store wants, and tells the rows apart that do not fit. Pure. */
import { createHash } from 'node:crypto';
import { ABSENT, type Cells, type DecodedBatch, ESCAPED, NULL, type RowFault, TEXT } from './cells';
import { ColumnWriter, type NonfiniteRows, type TypedColumn } from './columnWriter';
import { CONVERTERS, FRACTION, LONG, MISSING, NONFINITE, type ValueType } from './convert';
import { valueAsJson } from './rowText';

/** One column of the typed batch. */
export interface BatchField {
  name: string;
  /** Keys that may hold the value; the first that is not null counts. */
  sources: string[];
  sqlType: ValueType;
  required?: boolean;
  /** For rows that do not send the value: a hash of the row, or this time in microseconds. */
  fallback?: 'content' | number;
  /** Longest text, in bytes of UTF-8. */
  maxBytes?: number;
  /** The texts there may be. */
  choices?: readonly string[];
}

/** Why no column can have a key. */
export type Refusal = Omit<RowFault, 'column'>;

export interface Rejection extends RowFault {
  /** Number of the row in what was sent. */
  row: number;
  content: string;
}

export interface TypedBatch {
  /** Good rows only. */
  rows: number;
  /** Of each good row its number in the batch, from 0. */
  places: Uint32Array<ArrayBuffer>;
  columns: TypedColumn[];
  rejections: Rejection[];
  nonfinite: Array<NonfiniteRows & { column: string }>;
  /** Integer fields that were sent fractions or numbers too large: they fit when the column widens. */
  fractional: string[];
}

const EXPECTED: Record<ValueType, string> = {
  BIGINT: 'a whole number',
  DOUBLE: 'a number',
  FLOAT: 'a number of single precision',
  BOOLEAN: 'true or false',
  VARCHAR: 'a text or a number, and not a nested value',
  TIMESTAMP: 'a time between 1678 and 2261 (RFC 3339, or an epoch in s, ms, us or ns)',
};
const NO_FAULT: RowFault = { column: null, reason: '', remedy: '' };
const TOLD = 80;
const DEFAULT_MAX_BYTES = 1 << 20;

/**
 * @param refused keys that no column can have, with the reason, which refuse their rows
 * @returns good rows as typed columns in the order of `fields`
 */
export function typeBatch(
  batch: DecodedBatch,
  fields: readonly BatchField[],
  refused: ReadonlyMap<string, Refusal>
): TypedBatch {
  const { rows } = batch;
  const faults = new Map(batch.faults);
  const faulty = new Uint8Array(rows);
  for (const row of faults.keys()) {
    faulty[row] = 1;
  }
  const fail = (row: number, fault: RowFault): void => {
    faults.set(row, fault);
    faulty[row] = 1;
  };
  const byKey = new Map(batch.columns.map((cells) => [cells.key, cells]));
  for (const [key, refusal] of refused) {
    const cells = byKey.get(key);
    for (let row = 0; cells && row < rows; row++) {
      if (faulty[row] === 0 && cells.kindOf(row) !== ABSENT) {
        fail(row, { column: key, ...refusal });
      }
    }
  }
  const fractional: string[] = [];
  const writers = fields.map((field) => {
    const writer = new ColumnWriter(field.sqlType, rows, field.maxBytes ?? DEFAULT_MAX_BYTES);
    const sources = field.sources.flatMap((key) => byKey.get(key) ?? []);
    if (typeField({ batch, field, sources, writer, faulty, fail })) {
      fractional.push(field.name);
    }
    return writer;
  });
  const places = new Uint32Array(rows - faults.size);
  for (let row = 0, to = 0; row < rows; row++) {
    if (faulty[row] === 0) {
      places[to++] = row;
    }
  }
  const nonfinite = writers.flatMap((writer, index) => {
    const { '-inf': low, inf, nan } = writer.notFinite;
    return low + inf + nan > 0 ? [{ column: fields[index]?.name ?? '', ...writer.notFinite }] : [];
  });
  return {
    rows: places.length,
    places,
    columns: writers.map((writer) => writer.finish(rows, places)),
    rejections: Array.from(faults.keys())
      .sort((a, b) => a - b)
      .map((row) => ({
        ...(faults.get(row) ?? NO_FAULT),
        row: batch.numberOf(row),
        content: batch.textOf(row),
      })),
    nonfinite,
    fractional,
  };
}

interface FieldWork {
  batch: DecodedBatch;
  field: BatchField;
  sources: Cells[];
  writer: ColumnWriter;
  faulty: Uint8Array;
  fail: (row: number, fault: RowFault) => void;
}

const isNull = (cells: Cells, row: number): boolean => cells.kindOf(row) <= NULL;

/** True when whole numbers were asked for and fractions came. */
function typeField({ batch, faulty, fail, field, sources, writer }: FieldWork): boolean {
  const convert = CONVERTERS[field.sqlType];
  const [first] = sources;
  const column = field.sources[0] ?? field.name;
  let hasFractions = false;
  for (let row = 0; row < batch.rows; row++) {
    writer.begin(row);
    if (faulty[row] === 1) {
      writer.missing();
      continue;
    }
    const cells = sources.length > 1 ? (sources.find((each) => !isNull(each, row)) ?? first) : first;
    let outcome = cells ? convert(cells, row, writer) : MISSING;
    if (outcome === 0 && field.required && field.sqlType === 'VARCHAR' && cells && isEmpty(cells, row)) {
      outcome = MISSING;
    }
    if (outcome === 0) {
      if (field.choices && cells && !field.choices.includes(cells.textAt(row))) {
        const wanted = `one of ${field.choices.join(', ')}`;
        fail(row, { column: cells.key, reason: expected(wanted, cells, row), remedy: `Send ${wanted}` });
      }
      continue;
    }
    if (outcome === MISSING && field.fallback !== undefined) {
      fallBack(batch, row, field.fallback, writer);
      continue;
    }
    writer.missing();
    if (outcome === MISSING) {
      if (field.required) {
        fail(row, { column, reason: 'is missing', remedy: `Send "${column}" in every row` });
      }
    } else if (outcome !== NONFINITE && cells) {
      hasFractions ||= outcome === FRACTION;
      fail(row, { column: cells.key, ...faultOf(outcome, field, cells, row) });
    }
  }
  return hasFractions;
}

const isEmpty = (cells: Cells, row: number): boolean => {
  const kind = cells.kindOf(row);
  return (kind === TEXT || kind === ESCAPED) && cells.starts[row] === cells.ends[row];
};

function fallBack(batch: DecodedBatch, row: number, fallback: 'content' | number, writer: ColumnWriter): void {
  if (fallback === 'content') {
    writer.text(Buffer.from(createHash('md5').update(batch.textOf(row)).digest('hex')));
  } else {
    writer.whole(fallback);
  }
}

function faultOf(outcome: number, field: BatchField, cells: Cells, row: number): Refusal {
  if (outcome === LONG) {
    const reason = `a text of at most ${field.maxBytes ?? DEFAULT_MAX_BYTES} bytes is expected`;
    return { reason, remedy: 'Shorten the text, or have the limit raised in the data source' };
  }
  const wanted = EXPECTED[field.sqlType];
  return {
    reason: expected(wanted, cells, row),
    remedy: `Send ${wanted}, or declare the column with a type that fits, and resubmit the row`,
  };
}

const expected = (wanted: string, cells: Cells, row: number): string =>
  `${wanted} is expected, not ${told(cells, row)}`;

/** The value as it was written, as far as a reader needs it. */
function told(cells: Cells, row: number): string {
  const written = (cells.ends[row] ?? 0) > (cells.starts[row] ?? 0);
  return (written ? cells.textAt(row) : valueAsJson(cells, row)).slice(0, TOLD);
}
