/** Rollups whose rows retention has removed, and rollups that retention removes themselves. */
import { type Session } from '../database/session';
import { quoteText } from '../names';
import { type Reader } from '../types';
import { readLayout } from './layout';
import { removeSlices } from './replace';

/** Before all times that the store takes. */
const BEGINNING = Date.UTC(1600, 0, 1);

/** Rows before this time are gone or going: rollups answer for them alone. Milliseconds since the epoch. */
export async function rawHorizon(reader: Pick<Reader, 'rows'>, model: string): Promise<number> {
  const [row] = await reader.rows<{ before: number | null }>(
    `SELECT epoch_ms(max(before)) AS before FROM plumbline.horizons WHERE model = $1 AND what = 'raw'`,
    [model]
  );
  return row?.before ?? BEGINNING;
}

/**
 * The first hour before `before` that is not rolled up, so that the rows of those before it may go; `before` when all are.
 * To be asked in the turn on the write queue that removes them and moves the horizon, whose own removals need no mark.
 */
export async function firstDirty(session: Session, model: string, before: number): Promise<number> {
  if ((await readLayout(session, model)) === null) {
    return BEGINNING;
  }
  const { first } = await session.row<{ first: number | null }>(
    `SELECT epoch_ms(min(hour)) AS first FROM plumbline.dirty_hours
     WHERE model = $1 AND hour >= epoch_ms($2::BIGINT) AND hour < epoch_ms($3::BIGINT)`,
    [model, await rawHorizon(session, model), before]
  );
  return first ?? before;
}

/**
 * Removes rollups of hours before `before`, and the marks that no row will answer for. To be called inside a transaction.
 * @returns slices that were removed
 */
export async function removeRollups(session: Session, model: string, before: number): Promise<number> {
  const layout = await readLayout(session, model);
  await session.run('DELETE FROM plumbline.dirty_hours WHERE model = $1 AND hour < epoch_ms($2::BIGINT)', [
    model,
    before,
  ]);
  return layout ? removeSlices(session, layout, `hour < epoch_ms(${before})`) : 0;
}

/**
 * Removes what is rolled up of the model's dirty hours and of its reference: whom an erasure takes from the rows must not
 * stay in counts until the roller comes. To be called inside the transaction that marked the hours.
 */
export async function forgetDirty(session: Session, model: string): Promise<void> {
  const layout = await readLayout(session, model);
  if (layout) {
    const dirty = `hour IN (SELECT hour FROM plumbline.dirty_hours WHERE model = ${quoteText(model)})`;
    const kept = `hour < epoch_ms(${await rawHorizon(session, model)})`;
    await removeSlices(session, layout, `(hour IS NULL OR (${dirty} AND NOT ${kept}))`);
  }
}
