/** What retention and erasure have to do with rollups. */
import { type Session } from '../database/session';

/** Removes rollups of hours before `before` (milliseconds since the epoch). */
export async function removeOldRollups(
  _session: Session,
  _model: string,
  _before: number
): Promise<Record<string, number>> {
  return {};
}
