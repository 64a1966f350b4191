/** Batches of 10 columns: 1 time, 2 integers, 4 floats and 3 texts, among them the id; every row of every batch is a new one. */
import {
  Field,
  Float64,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
} from 'apache-arrow';

const CARRIERS = ['UA', 'B6', 'EV', 'DL', 'AA', 'MQ', 'US', 'WN', 'VX', 'F9'];
const CITIES = ['New York', 'San Francisco', 'Frankfurt am Main', 'Rio de Janeiro', 'Osaka'];
const START_MS = Date.UTC(2026, 0, 1);
/** Rows a second of the data's own clock: a batch of 50,000 touches two or three hours. */
const ROWS_A_SECOND = 8;

const numbers = (row: number) => ({
  age: row % 90,
  distance: (row * 7919) % 5000,
  score: ((row * 2654435761) % 1_000_003) / 1_000_003,
  delay: ((row * 40503) % 10_007) / 37,
  humidity: ((row * 69069) % 9_973) / 99.73,
  pressure: 980 + ((row * 1103515245) % 8_191) / 100,
});
const timeMs = (row: number): number => START_MS + Math.floor((row * 1000) / ROWS_A_SECOND);
const idOf = (row: number): string => `flight-${String(row).padStart(9, '0')}`;
const pick = (list: readonly string[], row: number): string => list[(row * 31) % list.length] ?? '';

export function ndjson(first: number, rows: number): Uint8Array {
  const lines = Array.from({ length: rows }, (_, index) => {
    const row = first + index;
    return JSON.stringify({
      id: idOf(row),
      time: new Date(timeMs(row)).toISOString(),
      ...numbers(row),
      carrier: pick(CARRIERS, row),
      city: pick(CITIES, row),
    });
  });
  return Buffer.from(lines.join('\n'));
}

function texts(rows: number, of: (index: number) => string) {
  const parts = Array.from({ length: rows }, (_, index) => Buffer.from(of(index)));
  const valueOffsets = new Int32Array(rows + 1);
  parts.forEach((part, index) => (valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + part.length));
  return makeData({ type: new Utf8(), length: rows, nullCount: 0, valueOffsets, data: Buffer.concat(parts) });
}

export function arrow(first: number, rows: number): Uint8Array {
  const integers = (of: (row: number) => number) =>
    makeData({
      type: new Int64(),
      length: rows,
      nullCount: 0,
      data: BigInt64Array.from({ length: rows }, (_, index) => BigInt(of(first + index))),
    });
  const floats = (of: (row: number) => number) =>
    makeData({
      type: new Float64(),
      length: rows,
      nullCount: 0,
      data: Float64Array.from({ length: rows }, (_, index) => of(first + index)),
    });
  const columns = {
    id: texts(rows, (index) => idOf(first + index)),
    time: makeData({
      type: new TimestampMicrosecond(),
      length: rows,
      nullCount: 0,
      data: BigInt64Array.from({ length: rows }, (_, index) => BigInt(timeMs(first + index)) * 1000n),
    }),
    age: integers((row) => numbers(row).age),
    distance: integers((row) => numbers(row).distance),
    score: floats((row) => numbers(row).score),
    delay: floats((row) => numbers(row).delay),
    humidity: floats((row) => numbers(row).humidity),
    pressure: floats((row) => numbers(row).pressure),
    carrier: texts(rows, (index) => pick(CARRIERS, first + index)),
    city: texts(rows, (index) => pick(CITIES, first + index)),
  };
  const schema = new Schema(Object.entries(columns).map(([name, { type }]) => new Field(name, type, true)));
  const writer = new RecordBatchStreamWriter();
  writer.write(
    new RecordBatch(
      schema,
      makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children: Object.values(columns) })
    )
  );
  writer.finish();
  return writer.toUint8Array(true);
}
