/** Rows that were not stored: kept with what was sent, why it did not fit, and what to do. */
import { type Session } from '../database/session';
import { type IngestRequest, type RejectedRow } from '../types';
import { type Rejection, type TypedBatch } from './decode/typeBatch';

/** The first this many rejected rows are in the reply; the catalogue has all. */
const REJECTED_IN_REPLY = 1000;

export interface Rejections {
  total: number;
  first: RejectedRow[];
}

export const firstOf = (rejections: readonly Rejection[]): Rejections => ({
  total: rejections.length,
  first: rejections
    .slice(0, REJECTED_IN_REPLY)
    .map(({ column, reason, remedy, row }) => ({ row, column, reason, remedy })),
});

/** Keeps the rejected rows of a batch, inside its transaction. */
export async function recordRejected(
  session: Session,
  batch: number,
  { kind, model }: Pick<IngestRequest, 'kind' | 'model'>,
  { rejections }: TypedBatch
): Promise<Rejections> {
  if (rejections.length > 0) {
    const rows = rejections.map(({ column, content, reason, remedy, row }) => ({
      r: row,
      f: column,
      w: reason,
      m: remedy,
      c: content,
    }));
    await session.run(
      `INSERT INTO plumbline.rejected_rows
       SELECT $1, $2, $3, e.r, e.f, e.w, e.c, now()::TIMESTAMP, NULL, e.m
       FROM (SELECT unnest(from_json($4, '[{"r":"INTEGER","f":"VARCHAR","w":"VARCHAR","m":"VARCHAR","c":"VARCHAR"}]')) AS e)`,
      [batch, model, kind, JSON.stringify(rows)]
    );
  }
  return firstOf(rejections);
}
