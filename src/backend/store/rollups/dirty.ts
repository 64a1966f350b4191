/**
 * Marks of the hours whose rows changed since they were rolled up. Every transaction that adds, changes or deletes
 * predictions marks the hours it touches, so that a query never takes a stale hour from the rollups.
 */
import { type Session } from '../database/session';
import { quoteText } from '../names';
import { factTable } from '../tables';

export const HOUR_MS = 3_600_000;

/**
 * Hours by the rows that change: a relation with a column `time`; all hours with rows in [from, to), in milliseconds; or
 * one hour, as `2026-11-21 23`, which is the usual case of a batch and the cheap one.
 */
export type Touched = { rows: string } | { from: number; to: number } | { hour: string };

/** Above every mark there is: the roller, which drops the marks it has seen, never takes a later one for one of them. */
const NEXT = '(SELECT coalesce(max(mark), 0) + 1 FROM plumbline.dirty_hours)';

/**
 * Marks hours of `model` as changed: on the write queue, inside the transaction that changes the predictions, and before
 * the DELETE where rows are deleted.
 *
 * Labels, attributions and evaluations need no mark: rollups hold predictions only.
 */
export async function markDirty(session: Session, model: string, touched: Touched): Promise<void> {
  await session.run(
    `INSERT INTO plumbline.dirty_hours SELECT ${quoteText(model)}, hour, ${NEXT} FROM ${hoursOf(model, touched)}`
  );
}

function hoursOf(model: string, touched: Touched): string {
  if ('hour' in touched) {
    return `(SELECT TIMESTAMP ${quoteText(`${touched.hour}:00:00`)} AS hour)`;
  }
  const rows =
    'rows' in touched
      ? touched.rows
      : `(SELECT time FROM ${factTable('predictions', model)} WHERE time >= epoch_ms(${floorHour(touched.from)}) AND time < epoch_ms(${Math.ceil(touched.to)}))`;
  return `(SELECT DISTINCT date_trunc('hour', time) AS hour FROM ${rows} WHERE time IS NOT NULL)`;
}

export const floorHour = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;
