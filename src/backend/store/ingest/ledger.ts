/** One row a batch, in the batch's own transaction: what was sent, and what was answered. */
import { PlumblineError } from '../../../query/errors';
import { type Session } from '../database/session';
import { type IngestAnswer, type IngestReply, type IngestRequest } from '../types';

const MAX_KEY_LENGTH = 255;

/** What decides, besides the body, what a batch does: part of its hash. */
export const saltOf = ({ contentType, kind, model }: IngestRequest): string => `${model}\n${kind}\n${contentType}\n`;

/** Throws `bad_request` for a key that is empty, too long or not printable ASCII. */
export function checkKey(key: string): void {
  if (key.length > MAX_KEY_LENGTH || !/^[\x21-\x7e]+$/.test(key)) {
    throw new PlumblineError(
      'bad_request',
      'The Idempotency-Key is not usable',
      `Use 1 to ${MAX_KEY_LENGTH} printable ASCII characters without spaces, a UUID for example`,
      'Idempotency-Key'
    );
  }
}

/** The first answer to this key; undefined when it is new; throws `conflict` when it came with another body. */
export async function earlierAnswer(session: Session, key: string, hash: string): Promise<IngestAnswer | undefined> {
  const [row] = await session.rows<{ body_hash: string; status: number; reply: string }>(
    'SELECT body_hash, status, reply FROM plumbline.ledger WHERE idempotency_key = $1',
    [key]
  );
  if (!row) {
    return undefined;
  }
  if (row.body_hash !== hash) {
    throw new PlumblineError(
      'conflict',
      `Idempotency-Key "${key}" was used before with other content`,
      'Use a new key for a new batch, and the same key only to repeat one',
      'Idempotency-Key'
    );
  }
  return { status: row.status, body: JSON.parse(row.reply) as IngestReply };
}

/** Number of the newest batch, 0 in a new store. */
export async function lastBatch(session: Session): Promise<number> {
  return (await session.row<{ batch: number }>('SELECT coalesce(max(batch), 0) AS batch FROM plumbline.ledger')).batch;
}

export async function recordBatch(
  session: Session,
  batch: number,
  request: IngestRequest,
  hash: string,
  { body, status }: IngestAnswer
): Promise<void> {
  await session.run(
    'INSERT INTO plumbline.ledger VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now()::TIMESTAMP)',
    [
      batch,
      request.idempotencyKey ?? null,
      request.model,
      request.kind,
      hash,
      body.accepted,
      body.duplicates,
      body.updated,
      body.rejectedTotal,
      status,
      JSON.stringify(body),
      request.actor.login,
    ]
  );
}
