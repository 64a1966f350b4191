import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABSENT, BIG, type DecodedBatch, type DecodeLimits, INTEGER, NULL, REAL, TRUE } from './cells';
import { decodeJson, decodeNdjson } from './json';
import { valueAsJson } from './rowText';

const LIMITS: DecodeLimits = { maxRows: 1000, maxColumns: 50, maxCells: 100_000 };
const bytes = (text: string) => new TextEncoder().encode(text);

/** Rows of the good ones as JSON would give them. */
function rowsOf(batch: DecodedBatch): unknown[] {
  return Array.from({ length: batch.rows }, (_, row) =>
    batch.faults.has(row)
      ? batch.faults.get(row)?.reason
      : Object.fromEntries(
          batch.columns
            .filter((cells) => cells.kindOf(row) !== ABSENT)
            .map((cells) => [cells.key, JSON.parse(valueAsJson(cells, row))])
        )
  );
}

const key = fc.oneof(fc.constantFrom('id', 'time', 'x', 'y', 'a"b', 'ü'), fc.string({ maxLength: 4 }));
const row = fc.dictionary(
  key,
  fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null)
  ),
  { minKeys: 1, maxKeys: 6 }
);

describe('JSON', () => {
  it('reads what JSON.parse reads, in both forms and with any white space', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), fc.constantFrom(undefined, 1, '\t'), (rows, space) => {
        const wanted = JSON.parse(JSON.stringify(rows)) as unknown[];
        expect(rowsOf(decodeJson(bytes(JSON.stringify(rows, null, space)), LIMITS))).toEqual(wanted);
        const lines = rows.map((each) => JSON.stringify(each)).join(' \r\n\n');
        expect(rowsOf(decodeNdjson(bytes(lines), LIMITS))).toEqual(wanted);
      }),
      { numRuns: 300 }
    );
  });

  it('reads numbers to the nearest double, as JavaScript does', () => {
    const number = fc
      .tuple(
        fc.boolean(),
        fc.bigInt(0n, 10n ** 22n),
        fc.option(fc.bigInt(0n, 10n ** 20n)),
        fc.option(fc.integer({ min: -330, max: 310 }))
      )
      .map(([minus, whole, fraction, power]) =>
        [minus ? '-' : '', whole, fraction === null ? '' : `.${fraction}`, power === null ? '' : `e${power}`].join('')
      );
    fc.assert(
      fc.property(number, (text) => {
        const [cells] = decodeJson(bytes(`{"x":${text}}`), LIMITS).columns;
        expect(cells?.numbers[0]).toBe(Number(text));
      }),
      { numRuns: 2000 }
    );
  });

  it.each([
    '01',
    '1.',
    '.5',
    '1e',
    '+1',
    '--1',
    '1x',
    '0x1',
    'nul',
    'True',
    "'a'",
    '"\\x"',
    '"\\u12"',
    '"\\u12',
    '"a',
    '"\n"',
  ])('refuses the value %s as JSON.parse does', (text) => {
    expect(() => JSON.parse(`{"x":${text}}`)).toThrow();
    expect(() => decodeJson(bytes(`{"x":${text}}`), LIMITS)).toThrow(/not valid JSON/);
    expect(decodeNdjson(bytes(`{"x":${text}}\n{"x":1}`), LIMITS).faults.get(0)?.reason).toBe('not valid JSON');
  });

  it('refuses text that ends inside of an escape, at the very end of its memory', () => {
    for (const text of ['{"a":"\\', '{"a":"\\u', '{"a":"\\ud80', '{"\\u00']) {
      expect(() => decodeJson(Uint8Array.from(bytes(text)), LIMITS)).toThrow(/not valid JSON/);
    }
  });

  it('tells exact integers of 64 bits, their neighbours and fractions apart', () => {
    const { columns } = decodeJson(
      bytes('[{"x":9223372036854775807},{"x":9223372036854775808},{"x":-9223372036854775808},{"x":1.0},{"x":7}]'),
      LIMITS
    );
    expect(Array.from(columns[0]?.kinds.subarray(0, 5) ?? [])).toEqual([BIG, REAL, BIG, REAL, INTEGER]);
    expect(columns[0]?.exact.get(0)).toBe(9223372036854775807n);
  });

  it('takes a line that breaks off for a row of its own, and nothing of it for a value', () => {
    const batch = decodeNdjson(bytes('{"a":1,"b":\n2}\n{"a":true}\n\n5\n{"a":null} x'), LIMITS);
    expect(rowsOf(batch)).toEqual([
      'not valid JSON',
      'not valid JSON',
      { a: true },
      'a row is an object',
      'not valid JSON',
    ]);
    expect([0, 1, 2, 3, 4].map((each) => batch.numberOf(each))).toEqual([0, 1, 2, 4, 5]);
    expect(batch.columns.map((cells) => [cells.key, cells.present])).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
    expect(batch.columns[0]?.kindOf(2)).toBe(TRUE);
    expect(batch.textOf(4)).toBe('{"a":null} x');
  });

  it('reads nested values as such, however deep, without recursion', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(decodeNdjson(bytes(`{"a":${deep}}\n{"a":{"b":[1,"}"]}}`), LIMITS).faults.size).toBeLessThan(2);
    const [cells] = decodeJson(bytes('{"a":{"b":[1,"}"]}}'), LIMITS).columns;
    expect(cells?.textAt(0)).toBe('{"b":[1,"}"]}');
    expect(decodeJson(bytes('{"a":null}'), LIMITS).columns[0]?.kindOf(0)).toBe(NULL);
  });

  it('refuses more rows, keys and cells than it may hold', () => {
    const rows = Array.from({ length: 1001 }, () => '{"a":1}');
    expect(() => decodeNdjson(bytes(rows.join('\n')), LIMITS)).toThrow(/1000 is the most/);
    const wide = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`c${index}`, 1]));
    expect(() => decodeJson(bytes(JSON.stringify(wide)), LIMITS)).toThrow(/50 keys/);
    const sparse = Array.from({ length: 900 }, (_, index) => ({ [`c${index % 50}`]: 1 }));
    expect(() => decodeJson(bytes(JSON.stringify(sparse)), { ...LIMITS, maxCells: 5_000 })).toThrow(/cells/);
  });
});
