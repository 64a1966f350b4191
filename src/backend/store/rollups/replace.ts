/** Puts freshly counted hours in the place of what was rolled up of them, in one transaction on the write queue. */
import { type Session } from '../database/session';
import { FRESH, type Refusals } from './compute';
import { countsTable, type Layout } from './layout';

/** Hours that were counted, with their newest mark at the time; milliseconds since the epoch. */
export type Seen = ReadonlyMap<number, number>;

export interface Replacement {
  layout: Layout;
  seen: Seen;
  refusals: Refusals;
  /** The reference's rows were counted too. */
  withReference: boolean;
}

/**
 * Hours that were marked again meanwhile stay dirty and keep what they had: nobody reads it.
 * @returns hours that are clean now; null when the layout is gone and all of the work with it
 */
export async function replaceHours(session: Session, replacement: Replacement): Promise<number[] | null> {
  const { layout, refusals, seen, withReference } = replacement;
  return session.transaction(async () => {
    const present = await session.rows('SELECT 1 FROM plumbline.rollup_layouts WHERE layout = $1 AND model = $2', [
      layout.layout,
      layout.model,
    ]);
    if (present.length === 0) {
      return null;
    }
    await refuse(session, layout, refusals);
    const clean = await unchanged(session, layout.model, seen);
    const hours = clean.length > 0 ? `hour IN (${clean.map((hour) => `epoch_ms(${hour})`).join(', ')})` : 'false';
    await removeSlices(session, layout, withReference ? `(${hours} OR hour IS NULL)` : hours);
    await insertSlices(session, layout, withReference ? `(${hours} OR hour IS NULL)` : hours, refusals);
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
async function refuse(session: Session, layout: Layout, { columns, keys }: Refusals): Promise<void> {
  for (const key of keys.filter((each) => !layout.refusedKeys.has(each))) {
    await session.run(
      `INSERT INTO plumbline.rollup_refusals VALUES ($1, NULL, $2, 'too many segments or versions in one hour')`,
      [layout.layout, key]
    );
    await session.run(`DELETE FROM ${countsTable(layout.layout, key)}`);
    for (const table of ['slices', 'values']) {
      await session.run(`DELETE FROM plumbline.rollup_${table} WHERE layout = $1 AND key = $2`, [layout.layout, key]);
    }
  }
  for (const column of columns.filter((each) => !layout.refusedColumns.has(each))) {
    await session.run(
      `INSERT INTO plumbline.rollup_refusals VALUES ($1, $2, NULL, 'too many values in one hour that the reference does not keep')`,
      [layout.layout, column]
    );
    for (const { key } of layout.keys) {
      await session.run(`DELETE FROM ${countsTable(layout.layout, key)} WHERE "column" = $1`, [column]);
    }
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

async function insertSlices(
  session: Session,
  { keys, layout }: Layout,
  hours: string,
  refusals: Refusals
): Promise<void> {
  const without = refusals.columns.length > 0 ? `AND "column" NOT IN (${refusals.columns.join(', ')})` : '';
  for (const { key } of keys.filter(({ key: each }) => !refusals.keys.includes(each))) {
    const { base } = await session.row<{ base: number }>(
      'SELECT coalesce(max(slice) + 1, 0) AS base FROM plumbline.rollup_slices WHERE layout = $1 AND key = $2',
      [layout, key]
    );
    const wanted = `key = ${key} AND slice IN (SELECT slice FROM ${FRESH.slices} WHERE key = ${key} AND ${hours})`;
    await session.run(
      `INSERT INTO plumbline.rollup_slices
       SELECT ${layout}, key, ${base} + slice, hour, version, environment, segment, rows FROM ${FRESH.slices}
       WHERE key = ${key} AND ${hours} ORDER BY slice`
    );
    await session.run(
      `INSERT INTO ${countsTable(layout, key)}
       SELECT ${base} + slice, "column", n, total, lowest, highest, counts, fine FROM ${FRESH.counts}
       WHERE ${wanted} ${without} ORDER BY slice, "column"`
    );
    await session.run(
      `INSERT INTO plumbline.rollup_values
       SELECT ${layout}, key, ${base} + slice, "column", value, n FROM ${FRESH.values} WHERE ${wanted} ${without}`
    );
  }
}
