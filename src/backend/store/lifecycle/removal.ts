/**
 * Deletes rows of a fact table and writes down how many of which batch: with the ledger, every row that was ever taken is
 * accounted for, and a deletion can be told from a loss.
 */
import { type Session } from '../database/session';
import { quoteText, SEQUENCE } from '../names';
import { factTable } from '../tables';
import { type IngestKind } from '../types';

export type RemovalReason = 'retention' | 'erasure';

/** Room of one batch in the sequence, as a shift. */
export const BATCH_BITS = 20;

export interface Removal {
  model: string;
  kind: IngestKind;
  /** SQL over the columns of the table, which is called `f`. */
  condition: string;
  reason: RemovalReason;
}

/**
 * Deletes the rows for which the condition holds, with the marks of those among them that were revised. To be called inside
 * a transaction.
 * @returns how many there were
 */
export async function removeRows(session: Session, { condition, kind, model, reason }: Removal): Promise<number> {
  const table = factTable(kind, model);
  await session.run(
    `CREATE OR REPLACE TEMP TABLE gone AS SELECT f.${SEQUENCE} AS seq FROM ${table} AS f WHERE ${condition}`
  );
  try {
    const { rows } = await session.row<{ rows: number }>('SELECT count(*) AS rows FROM temp.gone');
    if (rows > 0) {
      await session.run(
        `INSERT INTO plumbline.removed_rows SELECT ${quoteText(model)}, '${kind}', seq >> ${BATCH_BITS}, '${reason}', count(*), now()::TIMESTAMP
         FROM temp.gone GROUP BY seq >> ${BATCH_BITS}`
      );
      await session.run(`DELETE FROM ${table} WHERE ${SEQUENCE} IN (SELECT seq FROM temp.gone)`);
      await session.run(
        `DELETE FROM plumbline.superseded
         WHERE model = ${quoteText(model)} AND kind = '${kind}' AND seq IN (SELECT seq FROM temp.gone)`
      );
    }
    return rows;
  } finally {
    await session.run('DROP TABLE IF EXISTS temp.gone');
  }
}
