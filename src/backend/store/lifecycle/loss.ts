/** What the store had to put up with when it was opened: told in the audit log, on the time axis, and in the health check. */
import { type Session } from '../database/session';
import { audit } from '../resources/models';
import { type LostBatches } from './acknowledged';

const LOST = 'store.lost';
const HEALED = 'store.healed';
/** An event stays in the health check this long. */
const TOLD = '7 days';

/** @param keptLog where the damaged log of changes was put aside */
export async function recordLoss(
  session: Session,
  { first, last }: LostBatches,
  keptLog: string | undefined
): Promise<void> {
  const subject = `batches ${first} to ${last}`;
  const known = await session.rows('SELECT 1 FROM plumbline.audit_log WHERE action = $1 AND subject = $2', [
    LOST,
    subject,
  ]);
  if (known.length > 0) {
    return;
  }
  const kept = keptLog === undefined ? ', or an older copy was put in its place' : ` and is kept at ${keptLog}`;
  await tell(
    session,
    LOST,
    subject,
    `the store opened without ${subject}, which had been acknowledged: its log was damaged${kept}`
  );
}

/** @param blocks numbers of the blocks whose rewriting was cut off */
export const recordHealing = (session: Session, blocks: readonly number[], keptIn: string): Promise<void> =>
  tell(
    session,
    HEALED,
    `blocks ${blocks.join(', ')}`,
    `the store had blocks that were half written when its process ended. Nothing was lost; they are kept in ${keptIn}`
  );

async function tell(session: Session, action: string, subject: string, text: string): Promise<void> {
  await session.transaction(async () => {
    await audit(session, '(store)', action, subject, undefined, { text });
    await session.run(
      `INSERT INTO plumbline.annotations (time, time_end, model, kind, text) VALUES (now()::TIMESTAMP, NULL, NULL, $1, $2)`,
      [action === LOST ? 'data_loss' : 'repair', text]
    );
  });
}

/** Losses of the last days, in words. */
export async function recentLosses(session: Session): Promise<string[]> {
  const rows = await session.rows<{ told: number; text: string }>(
    `SELECT changed_at AS told, after ->> '$.text' AS text FROM plumbline.audit_log
     WHERE action = '${LOST}' AND changed_at > now()::TIMESTAMP - INTERVAL '${TOLD}' ORDER BY changed_at`
  );
  return rows.map(({ text, told }) => `On ${new Date(told).toISOString()} ${text}`);
}
