/**
 * Third step of a batch: rows go into the append-only table, equal ones are left out, changed ones become a newer
 * revision. No index is used: the batch's own time range is scanned, and only identities that met are compared.
 */
import { type Session } from '../database/session';
import { quoteName, quoteText, ROW, SEQUENCE } from '../names';
import { markDirty } from '../rollups/dirty';
import { factTable } from '../tables';
import { type IngestKind } from '../types';

export interface Append {
  model: string;
  kind: IngestKind;
  /** Temporary relation with `__row`, the identity and the content. */
  source: string;
  /** Columns that say which thing a row is about. */
  identity: readonly string[];
  /** Columns compared to tell a duplicate from a change. */
  content: readonly string[];
  /** Stored too, and not compared. */
  extra: readonly string[];
  /** Identity column whose range in the batch bounds the scan. */
  range: string;
  /** Column that decides what is newest; ties, and its absence, go by the order of arrival. */
  order?: string;
  /** Sequence of the batch's row 0. */
  base: bigint;
}

export interface AppendCounts {
  accepted: number;
  duplicates: number;
  updated: number;
}

/** To be called inside the batch's transaction. */
export async function appendRows(session: Session, append: Append): Promise<AppendCounts> {
  const { contested, rows } = await findContested(session, append);
  if (contested > 0) {
    await judge(session, append);
  }
  const columns = [...append.identity, ...append.content, ...append.extra].map(quoteName).join(', ');
  const skip = contested > 0 ? `WHERE ${ROW} NOT IN (SELECT n FROM temp.judged WHERE verdict = 0)` : '';
  // A plain scan keeps the order of arrival, and a sort would cost as much as the rest.
  const order = contested > 0 ? `ORDER BY ${ROW}` : '';
  await session.run(
    `INSERT INTO ${factTable(append.kind, append.model)} (${SEQUENCE}, ${columns})
     SELECT ${append.base} + ${ROW}, ${columns} FROM ${append.source} ${skip} ${order}`
  );
  if (append.kind === 'predictions') {
    await markDirty(session, append.model, { rows: `(SELECT time FROM ${append.source} ${skip})` });
  }
  if (contested === 0) {
    return { accepted: rows, duplicates: 0, updated: 0 };
  }
  await session.run(
    `INSERT INTO plumbline.superseded SELECT ${quoteText(append.model)}, '${append.kind}', seq FROM temp.judged
     WHERE verdict > 0 AND NOT newest AND seq NOT IN (
       SELECT seq FROM plumbline.superseded WHERE model = ${quoteText(append.model)} AND kind = '${append.kind}')`
  );
  const { duplicates, updated } = await session.row<{ duplicates: number; updated: number }>(
    `SELECT count(*) FILTER (verdict = 0) AS duplicates, count(*) FILTER (verdict = 2) AS updated
     FROM temp.judged WHERE n >= 0`
  );
  return { accepted: rows - duplicates - updated, duplicates, updated };
}

const sameIdentity = (identity: readonly string[], left: string, right: string) =>
  identity.map((name) => `${left}.${quoteName(name)} IS NOT DISTINCT FROM ${right}.${quoteName(name)}`).join(' AND ');

/**
 * Rows of the batch, and how many identities are contested: stored already, or in the batch more than once. Where there
 * are such, `temp.contested` has them.
 */
async function findContested(
  session: Session,
  { identity, kind, model, range, source }: Append
): Promise<{ contested: number; rows: number }> {
  const keys = identity.map(quoteName).join(', ');
  const column = quoteName(range);
  const bounds = await session.row<{ lowest: unknown; highest: unknown; open: boolean; rows: number }>(
    `SELECT min(${column})::VARCHAR AS lowest, max(${column})::VARCHAR AS highest,
       count(*) > count(${column}) AS open, count(*) AS rows FROM ${source}`
  );
  const within =
    typeof bounds.lowest === 'string' && typeof bounds.highest === 'string'
      ? `${column} BETWEEN TIMESTAMP ${quoteText(bounds.lowest)} AND TIMESTAMP ${quoteText(bounds.highest)}`
      : 'false';
  const table = factTable(kind, model);
  const stored = `(SELECT * FROM ${table} WHERE ${within}${bounds.open ? ` OR ${column} IS NULL` : ''})`;
  const identities = `SELECT ${keys} FROM ${source} GROUP BY ALL HAVING count(*) > 1
     UNION
     SELECT ${keys} FROM ${stored} AS f SEMI JOIN ${source} AS s ON ${sameIdentity(identity, 'f', 's')}`;
  // Most batches have none, and a table costs more than to look.
  const { contested } = await session.row<{ contested: number }>(`SELECT count(*) AS contested FROM (${identities})`);
  if (contested > 0) {
    await session.run(`CREATE OR REPLACE TEMP TABLE contested AS ${identities}`);
  }
  return { contested, rows: bounds.rows };
}

/** `temp.judged(n, seq, verdict, newest)`: verdict 0 is a duplicate, 1 a first row, 2 a revision; n is -1 for stored rows. */
async function judge(session: Session, { base, content, identity, kind, model, order, source }: Append): Promise<void> {
  const keys = identity.map(quoteName).join(', ');
  const rank = order === undefined ? '0' : quoteName(order);
  // A struct of nothing cannot be made: without content, two rows of one identity are always the same.
  const compared = content.length === 0 ? '0' : `row(${content.map(quoteName).join(', ')})`;
  const contested = (relation: string) =>
    `FROM ${relation} AS t SEMI JOIN temp.contested AS c ON ${sameIdentity(identity, 't', 'c')}`;
  await session.run(
    `CREATE OR REPLACE TEMP TABLE judged AS
     WITH everything AS (
       SELECT -1 AS n, ${SEQUENCE} AS seq, ${rank} AS rank, ${compared} AS content, ${keys}
       ${contested(factTable(kind, model))}
       UNION ALL BY NAME
       SELECT ${ROW} AS n, ${base} + ${ROW} AS seq, ${rank} AS rank, ${compared} AS content, ${keys} ${contested(source)}
     ), compared AS (
       SELECT *, n >= 0 AND row_number() OVER w > 1 AND content IS NOT DISTINCT FROM lag(content) OVER w AS same
       FROM everything WINDOW w AS (PARTITION BY ${keys} ORDER BY rank, seq)
     ), kept AS (
       SELECT n, seq, min(seq) OVER (PARTITION BY ${keys}) AS first,
         row_number() OVER (PARTITION BY ${keys} ORDER BY rank DESC, seq DESC) = 1 AS newest
       FROM compared WHERE NOT same
     )
     SELECT n, seq, CASE WHEN seq = first THEN 1 ELSE 2 END AS verdict, newest FROM kept
     UNION ALL SELECT n, seq, 0, false FROM compared WHERE same`
  );
}
