import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytes, field, integer, mapOf, message, nested, repeated, string } from './wire';

const Inner = message({ name: field(1, string), size: field(2, integer) });
const Outer = message({
  text: field(1, string),
  count: field(2, integer),
  blob: field(3, bytes),
  inner: field(4, nested(Inner)),
  many: field(5, repeated(nested(Inner))),
  words: field(6, repeated(string)),
  map: field(17, mapOf(string)),
});

describe('the protobuf codec', () => {
  // Bytes from the examples of the public encoding guide.
  test.each([
    [{ count: 150 }, '109601'],
    [{ text: 'testing' }, '0a0774657374696e67'],
    [{ inner: { name: '', size: 150 } }, '2203109601'],
    [{ count: -1 }, '10ffffffffffffffffff01'],
    [{ words: ['', 'a'] }, '3200320161'],
    [{ map: new Map([['k', 'v']]) }, '8a01060a016b120176'],
    [{ count: 0, text: '' }, ''],
  ])('%j is %s', (value, hex) => {
    expect(Outer.encode(value).toString('hex')).toBe(hex);
    expect(Outer.decode(Buffer.from(hex, 'hex'))).toMatchObject(value);
  });

  test('reads back what it wrote', () => {
    const inner = fc.record({ name: fc.string({ unit: 'binary' }), size: fc.maxSafeInteger() });
    const outer = fc.record({
      text: fc.string({ unit: 'grapheme' }),
      count: fc.maxSafeInteger(),
      blob: fc.uint8Array({ maxLength: 5_000 }),
      inner: fc.option(inner, { nil: undefined }),
      many: fc.array(inner),
      words: fc.array(fc.string()),
      map: fc
        .array(fc.tuple(fc.oneof(fc.string(), fc.constant('__proto__')), fc.string()))
        .map((pairs) => new Map(pairs)),
    });
    fc.assert(
      fc.property(outer, (value) => {
        const back = Outer.decode(Outer.encode(value));
        expect({ ...back, blob: [...back.blob] }).toEqual({ ...value, blob: [...value.blob] });
      })
    );
  });

  test('skips fields it does not know', () => {
    const Small = message({ count: field(2, integer) });
    const full = Outer.encode({ text: 'x', count: 7, inner: { name: 'y' }, map: new Map([['a', 'b']]) });
    expect(Small.decode(full)).toEqual({ count: 7 });
  });

  test.each(['10', '0a05', '0aff'])('%s ends too early', (hex) => {
    expect(() => Outer.decode(Buffer.from(hex, 'hex'))).toThrow(/protobuf/);
  });
});
