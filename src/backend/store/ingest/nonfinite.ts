/** NaN and infinities: stored as missing, counted by column and kind, and told. */
import { type Session } from '../database/session';
import { type IngestRequest } from '../types';
import { type TypedBatch } from './decode/typeBatch';

const KINDS = ['-inf', 'inf', 'nan'] as const;

interface NonfiniteCount {
  column: string;
  value: (typeof KINDS)[number];
  rows: number;
}

const countsOf = ({ nonfinite }: TypedBatch): NonfiniteCount[] =>
  nonfinite.flatMap(({ column, ...counts }) =>
    KINDS.flatMap((value) => (counts[value] > 0 ? [{ column, value, rows: counts[value] }] : []))
  );

/** A sentence for each column and kind. */
export const nonfiniteNotes = (typed: TypedBatch, how: 'are stored' | 'count'): string[] =>
  countsOf(typed).map(({ column, rows, value }) => `${rows} values of "${column}" were ${value} and ${how} as missing`);

/** Keeps the counts of a batch, inside its transaction. */
export async function recordNonfinite(
  session: Session,
  batch: number,
  { kind, model }: Pick<IngestRequest, 'kind' | 'model'>,
  typed: TypedBatch
): Promise<void> {
  for (const { column, rows, value } of countsOf(typed)) {
    await session.run('INSERT INTO plumbline.nonfinite VALUES ($1, $2, $3, $4, $5, $6)', [
      batch,
      model,
      kind,
      column,
      value,
      rows,
    ]);
  }
}
