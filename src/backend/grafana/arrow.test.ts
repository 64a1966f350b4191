import { tableFromIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { encodeFrame } from './arrow';
import { type Field, type Frame } from './frame';

const frame = (...fields: Field[]): Frame => ({ name: 'f', refId: 'A', fields });
const decoded = (one: Frame) => tableFromIPC(encodeFrame(one));
const column = (field: Field) => [...(decoded(frame(field)).getChildAt(0) ?? [])];

describe('encodeFrame', () => {
  test('general values, with nulls', () => {
    expect(column({ name: 'n', type: 'number', values: [1.5, null, -2] })).toEqual([1.5, null, -2]);
    expect(column({ name: 'i', type: 'integer', values: [1, null, -3] })).toEqual([1n, null, -3n]);
    expect(column({ name: 'b', type: 'boolean', values: [true, null, false] })).toEqual([true, null, false]);
    expect(column({ name: 's', type: 'string', values: ['a', null, '', 'Zoë'] })).toEqual(['a', null, '', 'Zoë']);
  });

  test('times are nanoseconds on the wire, from milliseconds or as they are', () => {
    const table = decoded(frame({ name: 't', type: 'time', values: [1_700_000_000_123.456, null] }));
    expect(String(table.schema.fields[0]?.type)).toBe('Timestamp<NANOSECOND>');
    const raw = table.getChildAt(0)?.data[0]?.values as BigInt64Array;
    expect(raw[0]).toBe(1_700_000_000_123_456_000n);
    const nanos = BigInt64Array.of(1n);
    const same = decoded(frame({ name: 't', type: 'time', values: nanos })).getChildAt(0)?.data[0];
    expect([...(same?.values as BigInt64Array)]).toEqual([1n]);
  });

  test('typed arrays and validity', () => {
    const valid = Uint8Array.of(1, 0, 1);
    expect(column({ name: 'n', type: 'number', values: Float64Array.of(1, 2, 3), valid })).toEqual([1, null, 3]);
    expect(column({ name: 'i', type: 'integer', values: Int32Array.of(1, 2, 3), valid })).toEqual([1, null, 3]);
    const text = { offsets: Int32Array.of(0, 1, 1, 3), bytes: Buffer.from('abc') };
    expect(column({ name: 's', type: 'string', values: text, valid })).toEqual(['a', null, 'bc']);
  });

  test('what is not finite is missing: an alert rule takes NaN for firing', () => {
    expect(column({ name: 'n', type: 'number', values: Float64Array.of(1, NaN, Infinity) })).toEqual([1, null, null]);
    expect(column({ name: 'n', type: 'number', values: [NaN, 2, null] })).toEqual([null, 2, null]);
    expect(column({ name: 't', type: 'time', values: [NaN, 1e18, 0] })).toEqual([null, null, 0]);
  });

  test('metadata is what the SDK reads', () => {
    const { schema } = decoded({
      ...frame({ name: 'x', type: 'number', values: [1], labels: { column: 'a"b' }, config: { unit: 'percentunit' } }),
      meta: { type: 'numeric-multi', typeVersion: [0, 1] },
    });
    expect(Object.fromEntries(schema.metadata)).toEqual({
      name: 'f',
      refId: 'A',
      meta: '{"type":"numeric-multi","typeVersion":[0,1]}',
    });
    expect(JSON.parse(schema.fields[0]?.metadata.get('labels') ?? '')).toEqual({ column: 'a"b' });
    expect(JSON.parse(schema.fields[0]?.metadata.get('config') ?? '')).toEqual({ unit: 'percentunit' });
  });

  test('no rows and no fields', () => {
    expect(decoded(frame({ name: 's', type: 'string', values: [] })).numRows).toBe(0);
    expect(decoded(frame()).numCols).toBe(0);
  });

  test('fields of different lengths are a defect', () => {
    const bad = frame({ name: 'a', type: 'number', values: [1] }, { name: 'b', type: 'number', values: [1, 2] });
    expect(() => encodeFrame(bad)).toThrow(/field b has 2 rows, not 1/);
    expect(() => encodeFrame(frame({ name: 'n', type: 'number', values: ['1'] }))).toThrow(/field n, row 0/);
  });
});
