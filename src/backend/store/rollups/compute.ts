/**
 * Counts the rows of some hours by slice and column. DuckDB's histograms cost twenty microseconds a group and column, which
 * is more than the rows of most slices: the rows are streamed and counted here.
 *
 * A slice is an hour of one version, environment and, for the keys that split by one, segment value.
 */
import { setImmediate } from 'node:timers/promises';
import { type Session } from '../database/session';
import { quoteName } from '../names';
import { type CategoricalBins, type ReferenceInfo } from '../types';
import { ByteWriter, TILE } from './codec';
import { type Layout, type RolledColumn, type RolledKey } from './layout';
import { CategoryTally, NumberTally, PresenceTally, type Tally } from './tally';

/** Beyond these, rollups would be no smaller than the rows. */
export const MAX_SLICES_AN_HOUR = 500;
export const MAX_OTHER_VALUES = 500;

export interface Rows {
  /** Relation with the model's columns. */
  relation: string;
  /** SQL for the hour; null for the rows of a reference. */
  hour: string | null;
  has: (column: string) => boolean;
}

export interface Slice {
  key: number;
  /** Milliseconds since the epoch; null for the rows of a reference. */
  hour: number | null;
  version: string | null;
  environment: string | null;
  segment: string | null;
  rows: number;
  tiles: Array<{ tile: number; counts: Uint8Array; fine: Uint8Array }>;
  /** Values that the reference does not keep. */
  values: Array<{ column: number; value: string; n: number }>;
}

export interface Counted {
  slices: Slice[];
  /** Indexes of columns with too many values beyond the reference's categories. */
  refusedColumns: number[];
  /** Keys with too many slices, of which nothing is kept. */
  refusedKeys: number[];
}

/** Counts `rows` for every key of the layout. To be called inside a transaction that is rolled back: it leaves tables. */
export async function countRows(
  session: Session,
  layout: Layout,
  reference: ReferenceInfo | null,
  rows: Rows
): Promise<Counted> {
  const columns = layout.columns.filter(({ index, name }) => !layout.refusedColumns.has(index) && rows.has(name));
  const counted: Counted = { slices: [], refusedColumns: [], refusedKeys: [] };
  const keys: CountedKey[] = [];
  for (const key of layout.keys.filter((each) => !layout.refusedKeys.has(each.key))) {
    if (key.segment !== null && !rows.has(key.segment)) {
      continue;
    }
    const slices = await makeSlices(session, layout, key, rows);
    if (hasTooMany(slices)) {
      counted.refusedKeys.push(key.key);
    } else {
      keys.push({ ...key, slices });
      counted.slices.push(...slices);
    }
  }
  const sizes = keys.map(({ slices }) => slices.length);
  const most = counted.slices.reduce((rows, slice) => Math.max(rows, slice.rows), 0);
  for (const tiles of tileGroups(layout, counted.slices.length)) {
    const group = columns.filter(({ index }) => tiles.includes(Math.floor(index / TILE)));
    const tallies = new Map(group.map((column) => [column.index, tallyOf(column, reference, sizes, most)]));
    await countStreamed(session, layout, rows, keys, group, tallies);
    for (const column of group) {
      const tally = tallies.get(column.index);
      const bins = reference?.bins.get(column.name);
      if (tally instanceof CategoryTally && bins?.kind === 'categorical') {
        await countValues(session, layout, rows, keys, column, bins, tally);
      }
    }
    await writeTiles(layout, keys, tallies, tiles);
  }
  counted.refusedColumns = Array.from(
    new Set(counted.slices.flatMap(({ values }) => columnsBeyond(values, MAX_OTHER_VALUES)))
  );
  return counted;
}

/** Counts that are held at a time: bounds the memory by reading the rows more than once. */
const MOST_COUNTS = 20_000_000;
const MOST_BINS = 100;

/** Tiles that are counted in one pass. */
function tileGroups({ columns }: Layout, slices: number): number[][] {
  if (slices === 0) {
    return [];
  }
  const size = Math.max(1, Math.floor(MOST_COUNTS / (slices * TILE * MOST_BINS)));
  const tiles = Array.from({ length: Math.ceil(columns.length / TILE) }, (_, tile) => tile);
  return Array.from({ length: Math.ceil(tiles.length / size) }, (_, group) =>
    tiles.slice(group * size, (group + 1) * size)
  );
}

interface CountedKey extends RolledKey {
  slices: Slice[];
}

const HOUR = '"plumbline hour"';
const VERSION = '"plumbline version"';
const ENVIRONMENT = '"plumbline environment"';
const segmentName = (key: number): string => `"plumbline segment ${key}"`;
const slicesTable = (key: number): string => `temp.rollup_slices_${key}`;

/** Names and SQL of what parts slices of a key. */
function parts(
  { environment, version }: Layout,
  { key, segment }: RolledKey,
  { has, hour }: Rows
): Array<[name: string, sql: string]> {
  const text = (name: string, column: string | null): Array<[string, string]> =>
    column !== null && has(column) ? [[name, `${quoteName(column)}::VARCHAR`]] : [];
  return [
    ...(hour === null ? [] : [[HOUR, hour] as [string, string]]),
    ...text(VERSION, version),
    ...text(ENVIRONMENT, environment),
    ...text(segmentName(key), segment),
  ];
}

async function makeSlices(session: Session, layout: Layout, key: RolledKey, rows: Rows): Promise<Slice[]> {
  const own = parts(layout, key, rows);
  const names = own.map(([name]) => `, ${name}`).join('');
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${slicesTable(key.key).slice('temp.'.length)} AS
     SELECT (row_number() OVER () - 1)::INTEGER AS "plumbline slice", "plumbline rows"${names} FROM (
       SELECT count(*) AS "plumbline rows"${own.map(([name, sql]) => `, ${sql} AS ${name}`).join('')}
       FROM ${rows.relation} GROUP BY ALL HAVING count(*) > 0)`
  );
  const has = (name: string) => own.some(([each]) => each === name);
  const found = await session.rows<Pick<Slice, 'hour' | 'version' | 'environment' | 'segment' | 'rows'>>(
    `SELECT ${has(HOUR) ? `epoch_ms(${HOUR})` : 'NULL'} AS hour, ${has(VERSION) ? VERSION : 'NULL'} AS version,
       ${has(ENVIRONMENT) ? ENVIRONMENT : 'NULL'} AS environment,
       ${has(segmentName(key.key)) ? segmentName(key.key) : 'NULL'} AS segment, "plumbline rows" AS rows
     FROM ${slicesTable(key.key)} ORDER BY "plumbline slice"`
  );
  return found.map((slice) => ({ ...slice, key: key.key, tiles: [], values: [] }));
}

function hasTooMany(slices: readonly Slice[]): boolean {
  const byHour = new Map<number | null, number>();
  slices.forEach(({ hour }) => byHour.set(hour, (byHour.get(hour) ?? 0) + 1));
  return Array.from(byHour.values()).some((count) => count > MAX_SLICES_AN_HOUR);
}

function tallyOf(
  { kind, name }: RolledColumn,
  reference: ReferenceInfo | null,
  sizes: readonly number[],
  most: number
): Tally {
  const bins = reference?.bins.get(name);
  if (kind === 'numeric' && bins?.kind === 'numeric') {
    return new NumberTally(bins, sizes, most);
  }
  return kind === 'categorical' ? new CategoryTally() : new PresenceTally(sizes);
}

/** The rows with their slice of each key: `r` has the columns, and `k0`, `k1`... the slices. */
function withSlices(layout: Layout, rows: Rows, keys: readonly CountedKey[], values: readonly string[]): string {
  const all = new Map(keys.flatMap((key) => parts(layout, key, rows)));
  const selected = [...Array.from(all, ([name, sql]) => `${sql} AS ${name}`), ...values];
  const joins = keys.map((key) => {
    const same = parts(layout, key, rows).map(([name]) =>
      name === HOUR ? `k${key.key}.${name} = r.${name}` : `k${key.key}.${name} IS NOT DISTINCT FROM r.${name}`
    );
    return `JOIN ${slicesTable(key.key)} AS k${key.key} ON ${same.join(' AND ') || 'true'}`;
  });
  return `(SELECT ${selected.join(', ') || '0'} FROM ${rows.relation}) AS r ${joins.join(' ')}`;
}

/** Numbers as they are, and of other columns whether there is a value: both in one pass. */
async function countStreamed(
  session: Session,
  layout: Layout,
  rows: Rows,
  keys: readonly CountedKey[],
  columns: readonly RolledColumn[],
  tallies: ReadonlyMap<number, Tally>
): Promise<void> {
  const streamed = columns.filter(({ kind }) => kind !== 'categorical');
  if (streamed.length === 0) {
    return;
  }
  const values = streamed.map(({ kind, name }, index) => {
    const column = quoteName(name);
    return `${kind === 'numeric' ? `${column}::DOUBLE` : `CASE WHEN ${column} IS NOT NULL THEN 0e0 END`} AS "plumbline value ${index}"`;
  });
  const slices = keys.map(({ key }) => `k${key}."plumbline slice"`);
  const own = streamed.map(({ index }) => tallies.get(index));
  await session.numbers(
    `SELECT ${[...slices, ...values.map((_, index) => `r."plumbline value ${index}"`)].join(', ')}
     FROM ${withSlices(layout, rows, keys, values)}`,
    [],
    (count, chunk) => {
      const places = chunk.slice(0, keys.length);
      own.forEach((tally, index) => tally?.add(chunk[keys.length + index] ?? [], count, places));
    }
  );
}

async function countValues(
  session: Session,
  layout: Layout,
  rows: Rows,
  keys: readonly CountedKey[],
  { index, name }: RolledColumn,
  bins: CategoricalBins,
  tally: CategoryTally
): Promise<void> {
  const codes = new Map(bins.categories.map(({ value }, code) => [value, code]));
  const column = quoteName(name);
  for (const [position, key] of keys.entries()) {
    const found = await session.rows<{ slice: number; value: string; n: number }>(
      `SELECT k${key.key}."plumbline slice" AS slice, r."plumbline value" AS value, count(*) AS n
       FROM ${withSlices(layout, { ...rows, relation: `(SELECT * FROM ${rows.relation} WHERE ${column} IS NOT NULL)` }, [key], [`${column}::VARCHAR AS "plumbline value"`])}
       GROUP BY ALL`
    );
    for (const { n, slice, value } of found) {
      const code = codes.get(value) ?? null;
      tally.addCount(position, slice, code, n);
      if (code === null) {
        key.slices[slice]?.values.push({ column: index, value, n });
      }
    }
  }
}

function columnsBeyond(values: Slice['values'], limit: number): number[] {
  const counts = new Map<number, number>();
  values.forEach(({ column }) => counts.set(column, (counts.get(column) ?? 0) + 1));
  return Array.from(counts).flatMap(([column, count]) => (count > limit ? [column] : []));
}

/** Slices written before others get a turn. */
const SLICES_A_TURN = 256;

/** A column that is not counted, or not there yet, writes as one without a value. */
async function writeTiles(
  layout: Layout,
  keys: readonly CountedKey[],
  tallies: ReadonlyMap<number, Tally>,
  tiles: readonly number[]
): Promise<void> {
  const counts = new ByteWriter();
  const fine = new ByteWriter();
  for (const [position, key] of keys.entries()) {
    for (const tile of tiles) {
      const columns = Array.from({ length: TILE }, (_, index) => ({
        tally: tallies.get(tile * TILE + index),
        kind: layout.columns[tile * TILE + index]?.kind,
      }));
      for (const [slice, target] of key.slices.entries()) {
        let filled = false;
        for (const { kind, tally } of columns) {
          if (tally) {
            filled = tally.write(counts, fine, position, slice) || filled;
          } else {
            counts.varint(0);
            if (kind === 'numeric') {
              fine.varint(0);
            }
          }
        }
        const written = { tile, counts: counts.take(), fine: fine.take() };
        if (filled) {
          target.tiles.push(written);
        }
        if (slice % SLICES_A_TURN === 0) {
          await setImmediate();
        }
      }
    }
  }
}
