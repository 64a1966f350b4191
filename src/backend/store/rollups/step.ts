/** One step of the roller: brings a model's layout up to date, or rolls up some of its dirty hours. */
import { StoreCatalogue } from '../catalogue';
import { type Database } from '../database/database';
import { type Session } from '../database/session';
import { type Reader, type ReferenceInfo } from '../types';
import { type Counted, countRows } from './compute';
import { newestPredictions, rowsIn, stretchesOf } from './hours';
import { addColumns, difference, type Layout, makeLayout, readLayout, type Wanted, wantedLayout } from './layout';
import { rawHorizon } from './horizon';
import { type Replacement, replaceHours, type Seen } from './replace';

export interface Stepping {
  database: Database;
  signal: AbortSignal;
}

/** A dirty hour; milliseconds since the epoch. */
export interface DirtyHour {
  hour: number;
  /** The newest of its marks. */
  mark: number;
}

/** Batches wait while so many hours are counted. */
const HOURS_IN_TURN = 24;

/** The model and its default reference as the session's transaction sees them. */
async function wantedOn(session: Session, name: string): Promise<{ wanted: Wanted; reference: ReferenceInfo | null }> {
  const catalogue = new StoreCatalogue(readerOn(session));
  const model = await catalogue.model(name);
  const reference = model.defaultReference;
  // A declaration may name a reference that is still to come.
  const present = reference !== undefined && (await catalogue.references(name)).includes(reference);
  const info = present ? await catalogue.reference(name, reference) : null;
  return { wanted: wantedLayout(model, info), reference: info };
}

function readerOn(session: Session): Reader {
  return {
    executed: [],
    rows: (sql, params) => session.rows(sql, params),
    numbers: (sql, params, visit) => session.numbers(sql, params, visit),
  };
}

/** Makes or extends the model's layout where its columns, reference or segments ask for it. */
async function fitLayout({ database, signal }: Stepping, name: string): Promise<void> {
  await database.write(async (session) => {
    const present = await readLayout(session, name);
    const { wanted } = await wantedOn(session, name);
    const change = difference(present, wanted);
    if (change.kind === 'columns' && present) {
      await session.transaction(() => addColumns(session, present.layout, change.added));
    } else if (change.kind === 'other') {
      await makeLayout(session, wanted, newestPredictions(name));
    }
  }, signal);
}

/** Dirty hours of a model whose rows are all there, the newest first. */
export async function dirtyHours(session: Session, model: string): Promise<DirtyHour[]> {
  const horizon = await rawHorizon(session, model);
  return session.rows<DirtyHour>(
    `SELECT epoch_ms(hour) AS hour, max(mark) AS mark FROM plumbline.dirty_hours
     WHERE model = $1 AND hour >= epoch_ms($2::BIGINT) GROUP BY 1 ORDER BY 1 DESC`,
    [model, horizon]
  );
}

/**
 * Brings the model's layout up to date, and rolls up the hours that `choose` takes: counts them from one snapshot beside the
 * write queue, and takes a turn in it only to put the counts in their place.
 * @returns hours that are clean now
 */
export async function rollHours(
  stepping: Stepping,
  name: string,
  choose: (dirty: DirtyHour[]) => DirtyHour[]
): Promise<number[]> {
  const { database, signal } = stepping;
  let counted = await countOnce(stepping, name, choose);
  if (counted === 'unfit') {
    await fitLayout(stepping, name);
    counted = await countOnce(stepping, name, choose);
  }
  if (counted === 'unfit' || counted === null) {
    return [];
  }
  const replacement = counted;
  return database.write(async (session) => {
    // An erasure may have taken rows of the reference since they were counted.
    const withReference =
      replacement.withReference && (await wantedOn(session, name)).wanted.signature === replacement.layout.signature;
    return (await replaceHours(session, { ...replacement, withReference })) ?? [];
  }, signal);
}

/**
 * Rolls up the oldest dirty hours before `before` while batches wait: for hours that get rows so often that they are never
 * clean else. To be called on the write queue; a layout that does not fit is left to the roller.
 * @returns how many hours are clean now
 */
export async function rollBefore(session: Session, name: string, before: number): Promise<number> {
  const layout = await readLayout(session, name);
  const { reference, wanted } = await wantedOn(session, name);
  if (!layout || difference(layout, wanted).kind !== 'none') {
    return 0;
  }
  const dirty = (await dirtyHours(session, name)).filter(({ hour }) => hour < before);
  const replacement = await count(session, layout, reference, dirty.slice(-HOURS_IN_TURN));
  return replacement ? ((await replaceHours(session, replacement))?.length ?? 0) : 0;
}

/**
 * The layout is compared inside the snapshot: an hour counted without a column that it has would be taken for one where the
 * column is missing.
 */
function countOnce(
  { database, signal }: Stepping,
  name: string,
  choose: (dirty: DirtyHour[]) => DirtyHour[]
): Promise<Replacement | 'unfit' | null> {
  return database.readers.run(signal, async (session) => {
    const layout = await readLayout(session, name);
    const { reference, wanted } = await wantedOn(session, name);
    return layout && difference(layout, wanted).kind === 'none'
      ? count(session, layout, reference, choose(await dirtyHours(session, name)))
      : 'unfit';
  });
}

async function count(
  session: Session,
  layout: Layout,
  reference: ReferenceInfo | null,
  hours: readonly DirtyHour[]
): Promise<Replacement | null> {
  const withReference = reference !== null && !(await hasReference(session, layout));
  if (hours.length === 0 && !withReference) {
    return null;
  }
  const seen: Seen = new Map(hours.map(({ hour, mark }) => [hour, mark]));
  const parts: Counted[] = [];
  if (hours.length > 0) {
    const stretches = stretchesOf(hours.map(({ hour }) => hour));
    const relation = rowsIn(newestPredictions(layout.model), 'time', stretches);
    parts.push(
      await countRows(session, layout, reference, { relation, hour: `date_trunc('hour', time)`, has: () => true })
    );
  }
  if (withReference) {
    const has = (column: string) => reference.bins.has(column);
    parts.push(await countRows(session, layout, reference, { relation: reference.relation, hour: null, has }));
  }
  const refusedKeys = Array.from(new Set(parts.flatMap((part) => part.refusedKeys)));
  const counted = {
    slices: parts.flatMap((part) => part.slices).filter(({ key }) => !refusedKeys.includes(key)),
    refusedColumns: Array.from(new Set(parts.flatMap((part) => part.refusedColumns))),
    refusedKeys,
  };
  return { layout, seen, counted, withReference };
}

function hasReference(session: Session, { layout }: Layout): Promise<boolean> {
  return session.has('plumbline.rollup_slices WHERE layout = $1 AND hour IS NULL', [layout]);
}
