import { describe, expect, test } from 'vitest';
import { decodeCsv } from './csv';

const LIMITS = { maxRows: 100, maxColumns: 10, maxCells: 1_000 };
/** In a buffer of its own, as a thread gets it: what reads past its end fails. */
const decode = (text: string) => decodeCsv(new Uint8Array(new TextEncoder().encode(text)), LIMITS);

describe('a record of another width than the header', () => {
  test.each([
    ['in the middle', 'a,b\n1\n2,3\n', 0, '1'],
    ['at the end, with a line end', 'a,b\n2,3\r\n1,2,3\r\n', 1, '1,2,3'],
    ['at the end, without one', 'a,b\n2,3\n"x', 1, null],
    ['cut off at the end', 'a,b\n2,3\n17', 1, '17'],
  ])('is a fault of its row: %s', (_where, text, row, content) => {
    if (content === null) {
      expect(() => decode(text)).toThrow(/stray quote/);
      return;
    }
    const batch = decode(text);
    expect(batch.rows).toBe(2);
    expect([...batch.faults.keys()]).toEqual([row]);
    expect(batch.textOf(row)).toBe(content);
    expect(batch.textOf(1 - row)).toBe('{"a":2,"b":3}');
  });
});
