/** Reads rolled-up counts and adds them to the cells that their slices belong to. */
import { ByteReader, type Layout, type RolledColumn, type Snapshot, TILE } from '../../../store/rollups';
import { type ReferenceInfo } from '../../../store/types';
import { type Ledger } from '../../shared/ledger';
import { type Grid } from '../types';
import { NumberSums, ValueSums } from './counts';
import { type RolledRequest } from './plan';

export interface Reading {
  layout: Layout;
  reference: ReferenceInfo | null;
  /** Relation with the tiles of the key. */
  table: string;
  /** Condition on the slices of the key in tables that all keys share. */
  own: string;
  /** Cell of each slice that counts. */
  slices: ReadonlyMap<number, number>;
  rolled: readonly RolledRequest[];
  /** One for each of `rolled`. */
  sums: ReadonlyArray<NumberSums | ValueSums>;
  grid: Grid;
}

/** @returns rows of rollups that were read */
export async function readCounts(snapshot: Snapshot, ledger: Ledger, reading: Reading): Promise<number> {
  const { grid, layout, own, rolled, slices, sums, table } = reading;
  if (slices.size === 0 || rolled.length === 0) {
    return 0;
  }
  let [lowest, highest] = [Infinity, -Infinity];
  for (const slice of slices.keys()) {
    lowest = Math.min(lowest, slice);
    highest = Math.max(highest, slice);
  }
  const range = `slice >= ${lowest} AND slice <= ${highest}`;
  let scanned = 0;
  const stream = async (kind: 'counts' | 'fine', wanted: ReadonlyMap<number, NumberSums | ValueSums>) => {
    if (wanted.size === 0) {
      return;
    }
    const tiles = new Set([...wanted.keys()].map((index) => Math.floor(index / TILE)));
    const some = tiles.size * TILE < layout.columns.length ? ` AND tile IN (${[...tiles].join(', ')})` : '';
    const sql = `SELECT slice, tile, ${kind} FROM ${table} WHERE ${range}${some}`;
    ledger.statements.push(sql);
    const decoder = new TileDecoder(layout, reading.reference, wanted);
    await snapshot.tiles(sql, (slice, tile, bytes, start) => {
      scanned += 1;
      const cell = slices.get(slice);
      if (cell !== undefined) {
        if (kind === 'fine') {
          decoder.fine(cell, tile, bytes, start);
        } else {
          decoder.counts(cell, tile, bytes, start);
        }
      }
    });
  };
  const sumsWhere = (holds: (request: RolledRequest) => boolean) =>
    new Map(
      rolled.flatMap((request, position) => {
        const own = sums[position];
        return own && holds(request) ? [[request.column.index, own] as const] : [];
      })
    );
  const isFine = ({ read }: RolledRequest) => read === 'bins' && grid === 'fine';
  await stream('fine', sumsWhere(isFine));
  await stream(
    'counts',
    sumsWhere((request) => !isFine(request))
  );
  return (
    scanned +
    (await readValues(
      ledger,
      own,
      range,
      slices,
      sumsWhere(({ read }) => read === 'values')
    ))
  );
}

/** Values that are no category of the reference. */
async function readValues(
  ledger: Ledger,
  own: string,
  range: string,
  slices: ReadonlyMap<number, number>,
  sums: ReadonlyMap<number, NumberSums | ValueSums>
): Promise<number> {
  if (sums.size === 0) {
    return 0;
  }
  const rows = await ledger.rows<{ slice: number; column: number; value: string; n: number }>(
    `SELECT slice, "column", value, n FROM plumbline.rollup_values WHERE ${own} AND ${range} AND "column" IN (${[...sums.keys()].join(', ')})`
  );
  for (const { column, n, slice, value } of rows) {
    const cell = slices.get(slice);
    const target = sums.get(column);
    if (cell !== undefined && target instanceof ValueSums) {
      target.addValue(cell, value, n);
    }
  }
  return rows.length;
}

interface Target {
  kind: RolledColumn['kind'];
  numbers: NumberSums | undefined;
  values: ValueSums | undefined;
  categories: string[];
}

class TileDecoder {
  private readonly reader = new ByteReader();
  /** Columns of each tile, those that nobody asks for without sums. */
  private readonly tiles: Target[][] = [];

  constructor(layout: Layout, reference: ReferenceInfo | null, wanted: ReadonlyMap<number, NumberSums | ValueSums>) {
    for (const { index, kind, name } of layout.columns) {
      const sums = wanted.get(index);
      const bins = reference?.bins.get(name);
      (this.tiles[Math.floor(index / TILE)] ??= []).push({
        kind,
        numbers: sums instanceof NumberSums ? sums : undefined,
        values: sums instanceof ValueSums ? sums : undefined,
        categories: bins?.kind === 'categorical' ? bins.categories.map(({ value }) => value) : [],
      });
    }
  }

  counts(cell: number, tile: number, bytes: Uint8Array, start: number): void {
    const { reader } = this;
    reader.open(bytes, start);
    for (const { categories, kind, numbers, values } of this.tiles[tile] ?? []) {
      const n = reader.varint();
      if (n === 0) {
        continue;
      }
      if (numbers) {
        numbers.n[cell] = (numbers.n[cell] as number) + n;
      }
      if (kind === 'numeric') {
        const total = reader.double();
        const bins = reader.varint();
        if (!numbers) {
          reader.skip(bins);
          continue;
        }
        numbers.totals[cell] = (numbers.totals[cell] as number) + total;
        if (numbers.bins === 1) {
          numbers.counts[cell] = (numbers.counts[cell] as number) + n;
          reader.skip(bins);
          continue;
        }
        reader.addTo(numbers.counts, cell * numbers.bins, bins);
      } else {
        if (numbers) {
          numbers.counts[cell] = (numbers.counts[cell] as number) + n;
        }
        const pairs = kind === 'categorical' ? reader.varint() : 0;
        for (let pair = 0; pair < pairs; pair += 1) {
          const code = reader.varint();
          const count = reader.varint();
          values?.addValue(cell, categories[code] ?? '', count);
        }
      }
    }
  }

  fine(cell: number, tile: number, bytes: Uint8Array, start: number): void {
    const { reader } = this;
    reader.open(bytes, start);
    for (const { kind, numbers } of this.tiles[tile] ?? []) {
      const filled = kind === 'numeric' ? reader.varint() : 0;
      if (filled === 0) {
        continue;
      }
      const total = reader.double();
      if (!numbers) {
        reader.skip(2 * filled);
        continue;
      }
      const { counts } = numbers;
      let n = 0;
      for (let pair = 0, at = cell * numbers.bins; pair < filled; pair += 1) {
        at += reader.varint();
        const count = reader.varint();
        counts[at] = (counts[at] as number) + count;
        n += count;
      }
      numbers.n[cell] = (numbers.n[cell] as number) + n;
      numbers.totals[cell] = (numbers.totals[cell] as number) + total;
    }
  }
}
