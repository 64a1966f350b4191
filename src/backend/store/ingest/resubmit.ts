/** Rejected rows that are sent again: which they are, and that each is sent once. */
import { PlumblineError } from '../../../query/errors';
import { type Session } from '../database/session';
import { type IngestKind, type Reader, type StoreActor } from '../types';
import { type IngestLimits } from './limits';

export interface Resubmission {
  actor: StoreActor;
  model: string;
  kind: IngestKind;
  /** Only the rows of this batch. */
  batch?: number;
  /** Keys that were sent, and what they should have been called. */
  rename: Map<string, string>;
  limits?: IngestLimits;
}

export interface RejectedContent {
  batch: number;
  row: number;
  content: string;
}

const MAX_BYTES = 64 << 20;

/** Rows that wait, oldest first, as many as one batch may have. */
export async function waitingRows(
  reader: Reader,
  { batch, kind, model }: Resubmission,
  most: number
): Promise<RejectedContent[]> {
  const rows = await reader.rows<RejectedContent & { bytes: number }>(
    `SELECT batch, "row", content, sum(strlen(content) + 1) OVER (ORDER BY batch, "row" ROWS UNBOUNDED PRECEDING)::DOUBLE AS bytes
     FROM plumbline.rejected_rows
     WHERE model = $1 AND kind = $2 AND resubmitted IS NULL ${batch === undefined ? '' : 'AND batch = $3'}
     ORDER BY batch, "row" LIMIT ${most}`,
    batch === undefined ? [model, kind] : [model, kind, batch]
  );
  return rows.filter(({ bytes }, index) => index === 0 || bytes <= MAX_BYTES);
}

/** One document a line; what is no JSON stays a line of its own, and is rejected again. */
export const asLines = (rows: readonly RejectedContent[]): Uint8Array =>
  Buffer.from(rows.map(({ content }) => content.replace(/[\r\n]+/g, ' ')).join('\n'));

/**
 * Marks the rows as sent again by `batch`, inside its transaction.
 * @throws PlumblineError `conflict` when some of them were sent again meanwhile
 */
export async function markResubmitted(
  session: Session,
  rows: readonly RejectedContent[],
  { kind, model }: Resubmission,
  batch: number
): Promise<void> {
  const changed = await session.rows(
    `UPDATE plumbline.rejected_rows SET resubmitted = $1
     WHERE model = $2 AND kind = $3 AND resubmitted IS NULL AND (batch, "row") IN (
       SELECT (e.b, e.r) FROM (SELECT unnest(from_json($4, '[{"b":"BIGINT","r":"INTEGER"}]')) AS e))
     RETURNING batch`,
    [batch, model, kind, JSON.stringify(rows.map((row) => ({ b: row.batch, r: row.row })))]
  );
  if (changed.length !== rows.length) {
    throw new PlumblineError(
      'conflict',
      'Some of these rows were sent again by somebody else meanwhile',
      'List the rejected rows, then repeat what is left'
    );
  }
}
