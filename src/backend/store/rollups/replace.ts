/** Puts freshly counted hours in the place of what was rolled up of them, in one transaction on the write queue. */
import { BLOB, DuckDBBlobValue, DuckDBDataChunk, INTEGER } from '@duckdb/node-api';
import { type Session } from '../database/session';
import { quoteText } from '../names';
import { type Counted, type Slice } from './compute';
import { countsTable, type Layout } from './layout';

/** Hours that were counted, with their newest mark at the time; milliseconds since the epoch. */
export type Seen = ReadonlyMap<number, number>;

export interface Replacement {
  layout: Layout;
  seen: Seen;
  counted: Counted;
  /** The reference's rows were counted too. */
  withReference: boolean;
}

/**
 * Hours that were marked again meanwhile stay dirty and keep what they had: nobody reads it.
 * @returns hours that are clean now; null when the layout is gone and all of the work with it
 */
export async function replaceHours(session: Session, replacement: Replacement): Promise<number[] | null> {
  const { counted, layout, seen, withReference } = replacement;
  return session.transaction(async () => {
    const present = await session.rows('SELECT 1 FROM plumbline.rollup_layouts WHERE layout = $1 AND model = $2', [
      layout.layout,
      layout.model,
    ]);
    if (present.length === 0) {
      return null;
    }
    await refuse(session, layout, counted);
    const clean = await unchanged(session, layout.model, seen);
    const hours = clean.length > 0 ? `hour IN (${clean.map((hour) => `epoch_ms(${hour})`).join(', ')})` : 'false';
    await removeSlices(session, layout, withReference ? `(${hours} OR hour IS NULL)` : hours);
    const kept = new Set(clean);
    const slices = counted.slices.filter(({ hour }) => (hour === null ? withReference : kept.has(hour)));
    for (const { key } of layout.keys) {
      const own = slices.filter((slice) => slice.key === key);
      await insertSlices(session, layout.layout, key, own, new Set(counted.refusedColumns));
    }
    await session.run(`DELETE FROM plumbline.dirty_hours WHERE model = $1 AND ${hours}`, [layout.model]);
    return clean;
  });
}

/** Hours without a mark above the one that was seen. */
async function unchanged(session: Session, model: string, seen: Seen): Promise<number[]> {
  const marks = await session.rows<{ hour: number; mark: number }>(
    'SELECT epoch_ms(hour) AS hour, max(mark) AS mark FROM plumbline.dirty_hours WHERE model = $1 GROUP BY 1',
    [model]
  );
  return marks.flatMap(({ hour, mark }) => ((seen.get(hour) ?? -1) >= mark ? [hour] : []));
}

/** What has too many values leaves the rollups for good: queries that need it read raw. */
async function refuse(session: Session, layout: Layout, { refusedColumns, refusedKeys }: Counted): Promise<void> {
  for (const key of refusedKeys.filter((each) => !layout.refusedKeys.has(each))) {
    await session.run(
      `INSERT INTO plumbline.rollup_refusals VALUES ($1, NULL, $2, 'too many segments or versions in one hour')`,
      [layout.layout, key]
    );
    await session.run(`DELETE FROM ${countsTable(layout.layout, key)}`);
    for (const table of ['slices', 'values']) {
      await session.run(`DELETE FROM plumbline.rollup_${table} WHERE layout = $1 AND key = $2`, [layout.layout, key]);
    }
  }
  for (const column of refusedColumns.filter((each) => !layout.refusedColumns.has(each))) {
    await session.run(
      `INSERT INTO plumbline.rollup_refusals VALUES ($1, $2, NULL, 'too many values in one hour that the reference does not keep')`,
      [layout.layout, column]
    );
    await session.run(`DELETE FROM plumbline.rollup_values WHERE layout = $1 AND "column" = $2`, [
      layout.layout,
      column,
    ]);
  }
}

/** Removes slices for which `hours` holds, with their counts. To be called inside a transaction. */
export async function removeSlices(
  session: Session,
  { keys, layout }: Pick<Layout, 'keys' | 'layout'>,
  hours: string
): Promise<number> {
  let removed = 0;
  for (const { key } of keys) {
    const own = `layout = ${layout} AND key = ${key}`;
    const theirs = `slice IN (SELECT slice FROM plumbline.rollup_slices WHERE ${own} AND ${hours})`;
    await session.run(`DELETE FROM ${countsTable(layout, key)} WHERE ${theirs}`);
    await session.run(`DELETE FROM plumbline.rollup_values WHERE ${own} AND ${theirs}`);
    const gone = await session.rows(`DELETE FROM plumbline.rollup_slices WHERE ${own} AND ${hours} RETURNING 1`);
    removed += gone.length;
  }
  return removed;
}

/** Rows of one statement or chunk. */
const ROWS_AT_ONCE = 1000;

const text = (value: string | null): string => (value === null ? 'NULL' : quoteText(value));

async function insertSlices(
  session: Session,
  layout: number,
  key: number,
  slices: readonly Slice[],
  refusedColumns: ReadonlySet<number>
): Promise<void> {
  if (slices.length === 0) {
    return;
  }
  const { base } = await session.row<{ base: number }>(
    'SELECT coalesce(max(slice) + 1, 0) AS base FROM plumbline.rollup_slices WHERE layout = $1 AND key = $2',
    [layout, key]
  );
  await insertValues(
    session,
    'plumbline.rollup_slices',
    slices.map(
      ({ environment, hour, rows, segment, version }, index) =>
        `(${layout}, ${key}, ${base + index}, ${hour === null ? 'NULL' : `epoch_ms(${hour})`}, ${text(version)}, ${text(environment)}, ${text(segment)}, ${rows})`
    )
  );
  await insertValues(
    session,
    'plumbline.rollup_values',
    slices.flatMap(({ values }, index) =>
      values.flatMap(({ column, n, value }) =>
        refusedColumns.has(column) ? [] : [`(${layout}, ${key}, ${base + index}, ${column}, ${quoteText(value)}, ${n})`]
      )
    )
  );
  await appendTiles(session, layout, key, slices, base);
}

async function insertValues(session: Session, table: string, rows: readonly string[]): Promise<void> {
  for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) {
    await session.run(`INSERT INTO ${table} VALUES ${rows.slice(first, first + ROWS_AT_ONCE).join(', ')}`);
  }
}

async function appendTiles(
  session: Session,
  layout: number,
  key: number,
  slices: readonly Slice[],
  base: number
): Promise<void> {
  // Slices of one tile side by side: who reads them adds them to the same few columns.
  const tiles = slices
    .flatMap((slice, index) => slice.tiles.map((tile) => ({ slice: base + index, ...tile })))
    .sort((a, b) => a.tile - b.tile || a.slice - b.slice);
  const appender = await session.connection.createAppender(`${layout}/${key}`, 'rollups');
  try {
    const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, BLOB, BLOB]);
    for (let first = 0; first < tiles.length; first += ROWS_AT_ONCE) {
      const part = tiles.slice(first, first + ROWS_AT_ONCE);
      chunk.reset();
      chunk.setColumns([
        part.map(({ slice }) => slice),
        part.map(({ tile }) => tile),
        part.map(({ counts }) => new DuckDBBlobValue(counts)),
        part.map(({ fine }) => new DuckDBBlobValue(fine)),
      ]);
      appender.appendDataChunk(chunk);
    }
  } finally {
    appender.closeSync();
  }
}
