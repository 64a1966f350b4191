/** Windows as sums of slots: the same as adding their parts, each slot's column read once, and a bound on what is given. */
import { describe, expect, it } from 'vitest';
import { WHOLE } from '../shared/cells';
import { slotsOf } from '../shared/slots';
import { addCategories, addNumeric, byCount, type CategoryCounts, CountsBuffer, type NumericCounts } from './bins';
import { Cells, type ColumnMap } from './cells';
import { MAX_WINDOW_VALUES, sumOfSlots } from './sumOfSlots';

const HOUR = 3_600_000;

/** Counts how often its columns are asked for. */
class Counted implements ColumnMap {
  reads = 0;

  constructor(private readonly columns: Map<string, NumericCounts | CategoryCounts>) {}

  get(column: string) {
    this.reads += 1;
    return this.columns.get(column);
  }

  set(column: string, counts: NumericCounts | CategoryCounts) {
    this.columns.set(column, counts);
  }

  *[Symbol.iterator](): Iterator<[string, NumericCounts | CategoryCounts]> {
    this.reads += this.columns.size;
    yield* this.columns;
  }
}

/** A window of `length` slots that begins at each slot; every seventh slot has no rows. */
function fixture(windows: number, length: number, values: (slot: number) => Array<[string, number]>) {
  const spans = Array.from({ length: windows }, (_, index) => ({ from: index * HOUR, to: (index + length) * HOUR }));
  const slots = slotsOf(spans);
  if (!slots) {
    throw new Error('the spans follow one another');
  }
  const parts = new Cells();
  const numbers = new Map<number, NumericCounts>();
  const categories = new Map<number, CategoryCounts>();
  const counted: Counted[] = [];
  for (let slot = 0; slot < slots.windows.length; slot += 1) {
    if (slot % 7 === 3) {
      continue;
    }
    const counts = Float64Array.of(slot % 5, (slot * 3) % 4, 1);
    const n = counts.reduce((sum, count) => sum + count, 0);
    numbers.set(slot, { kind: 'numeric', counts, n, missing: slot % 2, mean: null });
    const own = new Map(values(slot));
    const held = [...own.values()].reduce((sum, count) => sum + count, 0);
    categories.set(slot, { kind: 'categorical', counts: own, n: held, missing: slot % 3 });
    const cell = parts.open(WHOLE, slot);
    const columns = new Counted(
      new Map<string, NumericCounts | CategoryCounts>([
        ['x', numbers.get(slot) as NumericCounts],
        ['c', categories.get(slot) as CategoryCounts],
      ])
    );
    cell.rows = slot + 1;
    cell.columns = columns;
    parts.rows += cell.rows;
    counted.push(columns);
  }
  const sums = sumOfSlots(parts, slots);
  const within = <T>(all: ReadonlyMap<number, T>, window: number): T[] =>
    [...all].flatMap(([slot, counts]) => (slot >= window && slot < window + length ? [counts] : []));
  return { sums, counted, numbers, categories, within };
}

const coming = (slot: number): Array<[string, number]> => [
  [`v${slot % 11}`, 1 + (slot % 4)],
  [`v${Math.floor(slot / 5)}`.padEnd(4, 'w'), 2],
];

describe('sums of slots', () => {
  it.each([1, 4, 30])('of %i slots are what their parts add up to, in the order of a scan', (length) => {
    const { categories, numbers, sums, within } = fixture(60, length, coming);
    const buffer = new CountsBuffer();
    for (let window = 0; window < 60; window += 1) {
      const cell = sums.at(WHOLE, window);
      const rows = within(new Map([...numbers.keys()].map((slot) => [slot, slot + 1])), window);
      expect(cell?.rows ?? 0).toBe(rows.reduce((sum, each) => sum + each, 0));
      if (rows.length === 0) {
        expect(cell).toBeUndefined();
        continue;
      }
      const numeric = addNumeric(within(numbers, window), 3);
      expect(cell?.columns.get('x')).toEqual(numeric);
      expect(cell?.columns.get('x', buffer)).toEqual(numeric);
      const expected = addCategories(within(categories, window));
      const found = cell?.columns.get('c') as CategoryCounts;
      expect(found).toEqual({ ...expected, counts: byCount(expected.counts) });
      expect([...found.counts]).toEqual([...byCount(expected.counts)]);
      expect([...(cell?.columns ?? [])].map(([name]) => name)).toEqual(['x', 'c']);
    }
  });

  it('are the same in any order of asking', () => {
    const { numbers, sums, within } = fixture(20, 6, coming);
    for (const window of [12, 3, 19, 0, 0, 7]) {
      expect(sums.at(WHOLE, window)?.columns.get('x')).toEqual(addNumeric(within(numbers, window), 3));
    }
    expect(sums.at(WHOLE, 5)?.columns.get('none')).toBeUndefined();
  });

  it('read each column of a slot once, however many windows it is in', () => {
    const { counted, sums } = fixture(500, 300, coming);
    for (const column of ['x', 'c']) {
      for (let window = 0; window < 500; window += 1) {
        expect(sums.at(WHOLE, window)?.columns.get(column)).toBeDefined();
      }
    }
    expect(new Set(counted.map(({ reads }) => reads))).toEqual(new Set([2]));
  });

  it('refuse a column whose windows have too many values', () => {
    const each = Math.ceil(MAX_WINDOW_VALUES / 100 / 10);
    const { sums } = fixture(120, 10, (slot) => Array.from({ length: each }, (_, index) => [`${slot} ${index}`, 1]));
    const walk = () => {
      for (let window = 0; window < 120; window += 1) {
        sums.at(WHOLE, window)?.columns.get('c');
      }
    };
    expect(walk).toThrow(expect.objectContaining({ code: 'too_large', place: 'c' }));
  });
});
