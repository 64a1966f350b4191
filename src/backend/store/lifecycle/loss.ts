/** Tells that acknowledged batches are missing, in the audit log and on the time axis, once for each loss. */
import { type Session } from '../database/session';
import { audit } from '../resources/models';
import { type LostBatches } from './acknowledged';

const ACTION = 'store.lost';
/** A loss stays in the health check this long. */
const TOLD = '7 days';

export async function recordLoss(session: Session, { first, last }: LostBatches): Promise<void> {
  const subject = `batches ${first} to ${last}`;
  const known = await session.rows('SELECT 1 FROM plumbline.audit_log WHERE action = $1 AND subject = $2', [
    ACTION,
    subject,
  ]);
  if (known.length > 0) {
    return;
  }
  await session.transaction(async () => {
    await audit(session, '(store)', ACTION, subject, undefined, { first, last });
    await session.run(
      `INSERT INTO plumbline.annotations (time, time_end, model, kind, text) VALUES (now()::TIMESTAMP, NULL, NULL, 'data_loss', $1)`,
      [`${subject} were acknowledged and are not in the store`]
    );
  });
}

/** Losses of the last days, in words. */
export async function recentLosses(session: Session): Promise<string[]> {
  const rows = await session.rows<{ subject: string; told: number }>(
    `SELECT subject, max(changed_at) AS "at" FROM plumbline.audit_log
     WHERE action = '${ACTION}' AND changed_at > now()::TIMESTAMP - INTERVAL '${TOLD}' GROUP BY subject ORDER BY "at"`
  );
  return rows.map(
    ({ subject, told }) =>
      `On ${new Date(told).toISOString()} the store opened without ${subject}, which had been acknowledged: its log was damaged, or an older copy was put in its place`
  );
}
