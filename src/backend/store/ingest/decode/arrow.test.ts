import {
  Bool,
  DateMillisecond,
  Decimal,
  Dictionary,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  LargeUtf8,
  List,
  Null,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Table,
  tableFromArrays,
  tableToIPC,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  Uint64,
  Utf8,
  type Vector,
  vectorFromArray,
  makeData,
  RecordBatch,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { decodeArrow } from './arrow';
import { type DecodedBatch } from './cells';
import { valueAsJson } from './rowText';

const LIMITS = { maxRows: 10_000, maxColumns: 50, maxCells: 1_000_000 };
const column = (batch: DecodedBatch, key: string) => {
  const cells = batch.columns.find((each) => each.key === key);
  return Array.from({ length: batch.rows }, (_, row) => (cells ? valueAsJson(cells, row) : ''));
};
const stream = (columns: Record<string, Vector>) => tableToIPC(new Table(columns), 'stream');

describe('Arrow', () => {
  it('reads every type that can be stored', () => {
    const instant = Date.UTC(2026, 0, 1, 12);
    const batch = decodeArrow(
      stream({
        i8: vectorFromArray([1, -1, null], new Int8()),
        i16: vectorFromArray([300, null, -300], new Int16()),
        i32: vectorFromArray([70_000, 1, null], new Int32()),
        i64: vectorFromArray([1n, 9007199254740993n, null], new Int64()),
        u64: vectorFromArray([1n, 18446744073709551615n, null], new Uint64()),
        f32: vectorFromArray([0.5, null, Number.NaN], new Float32()),
        f64: vectorFromArray([0.1, Infinity, null], new Float64()),
        flag: vectorFromArray([true, false, null], new Bool()),
        text: vectorFromArray(['a', '', 'grüße, länger als zwölf'], new Utf8()),
        large: vectorFromArray(['a', null, 'b'], new LargeUtf8()),
        dict: vectorFromArray(['x', 'y', 'x'], new Dictionary(new Utf8(), new Int8())),
        day: vectorFromArray([new Date(instant), null, new Date(0)], new DateMillisecond()),
        ms: vectorFromArray([instant, null, 0], new TimestampMillisecond()),
        us: vectorFromArray([instant, null, 0], new TimestampMicrosecond()),
        ns: vectorFromArray([instant, null, -1], new TimestampNanosecond()),
        nothing: vectorFromArray([null, null, null], new Null()),
      }),
      LIMITS
    );
    expect(batch.rows).toBe(3);
    expect(column(batch, 'i8')).toEqual(['1', '-1', 'null']);
    expect(column(batch, 'i16')).toEqual(['300', 'null', '-300']);
    expect(column(batch, 'i32')).toEqual(['70000', '1', 'null']);
    expect(column(batch, 'i64')).toEqual(['1', '9007199254740993', 'null']);
    expect(column(batch, 'u64')).toEqual(['1', '18446744073709552000', 'null']);
    expect(column(batch, 'f32')).toEqual(['0.5', 'null', '"NaN"']);
    expect(column(batch, 'f64')).toEqual(['0.1', '"Infinity"', 'null']);
    expect(column(batch, 'flag')).toEqual(['true', 'false', 'null']);
    expect(column(batch, 'text')).toEqual(['"a"', '""', '"grüße, länger als zwölf"']);
    expect(column(batch, 'large')).toEqual(['"a"', 'null', '"b"']);
    expect(column(batch, 'dict')).toEqual(['"x"', '"y"', '"x"']);
    expect(column(batch, 'day')[0]).toBe('"2026-01-01T12:00:00.000Z"');
    expect(column(batch, 'ms')).toEqual(['"2026-01-01T12:00:00.000Z"', 'null', '"1970-01-01T00:00:00.000Z"']);
    expect(column(batch, 'us')).toEqual(column(batch, 'ms'));
    expect(column(batch, 'ns')[0]).toBe('"2026-01-01T12:00:00.000Z"');
    expect(column(batch, 'nothing')).toEqual(['null', 'null', 'null']);
    expect(batch.textOf(1)).toContain('"i64":9007199254740993');
  });

  it('puts the batches of a stream one after the other', () => {
    const schema = new Schema([new Field('n', new Int32(), true), new Field('c', new Utf8(), true)]);
    const part = (from: number, rows: number) =>
      new RecordBatch(
        schema,
        makeData({
          type: new Struct(schema.fields),
          length: rows,
          nullCount: 0,
          children: [
            vectorFromArray(
              Array.from({ length: rows }, (_, row) => from + row),
              new Int32()
            ).data[0]!,
            vectorFromArray(
              Array.from({ length: rows }, (_, row) => `r${from + row}`),
              new Utf8()
            ).data[0]!,
          ],
        })
      );
    const writer = new RecordBatchStreamWriter();
    [part(0, 5), part(5, 1), part(6, 700)].forEach((each) => writer.write(each));
    writer.finish();
    const batch = decodeArrow(writer.toUint8Array(true), LIMITS);
    expect(batch.rows).toBe(706);
    expect(column(batch, 'c')[705]).toBe('"r705"');
    expect(column(batch, 'n')[5]).toBe('5');
  });

  it('tells times beyond all dates as they are', () => {
    const far = vectorFromArray([0], new TimestampMicrosecond());
    far.data[0]?.values.fill(2n ** 63n - 1n);
    expect(column(decodeArrow(stream({ far }), LIMITS), 'far')).toEqual(['"9223372036854776000"']);
  });

  it('names columns that it cannot store, and formats that are another', () => {
    const nested = new List(new Field('item', new Int32(), true));
    expect(() => decodeArrow(stream({ l: vectorFromArray([[1], [2]], nested) }), LIMITS)).toThrow(
      /"l" is of the Arrow type list/
    );
    const file = tableToIPC(tableFromArrays({ x: Float64Array.of(1) }), 'file');
    expect(() => decodeArrow(file, LIMITS)).toThrow(/Arrow file/);
    expect(() => decodeArrow(new Uint8Array(0), LIMITS)).toThrow(/cut off/);
    const money = vectorFromArray([null], new Decimal(2, 10));
    expect(decodeArrow(stream({ money }), LIMITS).rows).toBe(1);
  });

  it('refuses what is cut short, has more after its end, or is too wide or long', () => {
    const body = stream({
      x: vectorFromArray([1, 2, 3], new Float64()),
      c: vectorFromArray(['a', 'b', 'c'], new Utf8()),
    });
    for (let length = 0; length < body.length; length++) {
      expect(() => decodeArrow(body.slice(0, length), LIMITS), `${length} bytes`).toThrow(
        /not a valid Arrow IPC stream/
      );
    }
    expect(() => decodeArrow(Buffer.concat([body, Buffer.alloc(8)]), LIMITS)).toThrow(/follow its end/);
    expect(() => decodeArrow(body, { ...LIMITS, maxRows: 2 })).toThrow(/2 is the most/);
    expect(() => decodeArrow(body, { ...LIMITS, maxColumns: 1 })).toThrow(/1 keys/);
  });
});
