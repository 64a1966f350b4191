/**
 * The counting loops: each value's bin is found without a branch and counted where its window's counts are. A loop of
 * JavaScript takes three times as long.
 *
 * Counts are 32-bit integers, one row of slots a window: the first slot is for missing values (NaN), then one a bin.
 */
import { assemble, type Code, define, f64, f64x2, i32, type Local, loop } from './assembler';

/** Added to a double below 2^32 it leaves the nearest whole number in the lower half of the bits. */
export const ROUND = 2 ** 52;

const POINTERS = { values: 'i32', end: 'i32', windows: 'i32', counts: 'i32', stride: 'i32', edges: 'i32' } as const;
const DOUBLES = 16;
const SLOT = 2;

/** Counts one value, `bin` being the number of edges below it; NaN is below no edge, and its slot is the one before. */
function countAt(slot: Local, counts: Code, bin: Code, value: Code): Code[] {
  const missing = f64.ne(value, value);
  return [
    slot.set(i32.add(counts, i32.shl(i32.sub(i32.add(bin, i32.const(1)), missing), i32.const(SLOT)))),
    i32.store(slot.get, i32.add(i32.load(slot.get), i32.const(1))),
  ];
}

/** Where a row's counts begin: in one window for all rows (`run`), or in the row's own (`each`). */
type Rows = 'run' | 'each';
const countsOf = (
  rows: Rows,
  { counts, windows, stride }: Record<'counts' | 'windows' | 'stride', Local>,
  lane: number
) =>
  rows === 'run'
    ? counts.get
    : i32.add(counts.get, i32.mul(i32.load(i32.add(windows.get, i32.const(4 * lane))), stride.get));

const next = ({ values, windows, end }: Record<'values' | 'windows' | 'end', Local>): [Code[], Code] => [
  [values.set(i32.add(values.get, i32.const(DOUBLES))), windows.set(i32.add(windows.get, i32.const(DOUBLES / 2)))],
  i32.ltU(values.get, end.get),
];

const edgeAt = (edges: Local, index: Code): Code => f64.load(i32.add(edges.get, i32.shl(index, i32.const(3))));

/**
 * By a table of equal-width cells that says how many edges lie in earlier ones. At most one edge lies in a cell, so that
 * one comparison decides: rounding keeps the order, hence an edge of an earlier cell is below the value.
 */
const byCell = (rows: Rows) =>
  define(
    `cells_${rows}`,
    { ...POINTERS, cells: 'i32', low: 'f64', scale: 'f64', top: 'f64' },
    { value: 'v128', cell: 'v128', bin: 'i32', slot: 'i32' },
    (local) => {
      const { values, edges, cells, low, scale, top, value, cell, bin, slot } = local;
      const [advance, again] = next(local);
      const place = f64x2.mul(f64x2.sub(value.get, f64x2.splat(low.get)), f64x2.splat(scale.get));
      const within = f64x2.pmin(f64x2.splat(top.get), f64x2.pmax(f64x2.splat(f64.const(0)), place));
      const lane = (index: 0 | 1): Code[] => {
        const one = f64x2.lane(index, value.get);
        return [
          bin.set(i32.load16U(i32.add(cells.get, i32.shl(f64x2.lowBits(index, cell.get), i32.const(1))))),
          ...countAt(slot, countsOf(rows, local, index), i32.add(bin.get, f64.gt(one, edgeAt(edges, bin.get))), one),
        ];
      };
      return [
        loop(
          [
            value.set(f64x2.load(values.get)),
            cell.set(f64x2.add(within, f64x2.splat(f64.const(ROUND)))),
            ...lane(0),
            ...lane(1),
            ...advance,
          ],
          again
        ),
      ];
    }
  );

/** By halves, for edges that lie too close to each other for a table. `half` is a power of two, above half of the edges. */
const bySearch = (rows: Rows) =>
  define(
    `search_${rows}`,
    { ...POINTERS, half: 'i32' },
    { value: 'v128', bin: 'i32', step: 'i32', slot: 'i32' },
    (local) => {
      const { values, edges, half, value, bin, step, slot } = local;
      const [advance, again] = next(local);
      const lane = (index: 0 | 1): Code[] => {
        const one = f64x2.lane(index, value.get);
        const above = f64.gt(one, edgeAt(edges, i32.sub(i32.add(bin.get, step.get), i32.const(1))));
        return [
          bin.set(i32.const(0)),
          step.set(half.get),
          loop(
            [bin.set(i32.add(bin.get, i32.mul(above, step.get))), step.set(i32.shrU(step.get, i32.const(1)))],
            step.get
          ),
          ...countAt(slot, countsOf(rows, local, index), bin.get, one),
        ];
      };
      return [loop([value.set(f64x2.load(values.get)), ...lane(0), ...lane(1), ...advance], again)];
    }
  );

type Pointers = [values: number, end: number, windows: number, counts: number, stride: number, edges: number];
type ByCell = (...parameters: [...Pointers, cells: number, low: number, scale: number, top: number]) => void;
type BySearch = (...parameters: [...Pointers, half: number]) => void;

/** Each reads pairs of doubles from `values` up to `end`; of the windows' numbers only the loops of each row take note. */
export interface Program {
  cells_run: ByCell;
  cells_each: ByCell;
  search_run: BySearch;
  search_each: BySearch;
}

let compiled: WebAssembly.Module | undefined;

/** The loops over a memory. */
export function programOn(memory: WebAssembly.Memory): Program {
  compiled ??= new WebAssembly.Module(assemble([byCell('run'), byCell('each'), bySearch('run'), bySearch('each')]));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Program;
}
