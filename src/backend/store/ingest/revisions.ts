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
  const extent = await measure(session, append);
  const { rows, span } = extent;
  const contested = await findContested(session, append, extent);
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
    const hour = contested === 0 ? onlyHour(span) : undefined;
    const touched = hour === undefined ? { rows: `(SELECT time FROM ${append.source} ${skip})` } : { hour };
    await markDirty(session, append.model, touched);
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

/** `2026-11-21 23` where both ends are in it: years have four digits, since times are between 1678 and 2261. */
function onlyHour(span: Extent['span']): string | undefined {
  const [first, last] = (span ?? []).map((timestamp) => timestamp.slice(0, 13));
  return first === last ? first : undefined;
}

const sameIdentity = (identity: readonly string[], left: string, right: string) =>
  identity.map((name) => `${left}.${quoteName(name)} IS NOT DISTINCT FROM ${right}.${quoteName(name)}`).join(' AND ');

interface Extent {
  rows: number;
  /** Least and greatest value of the range column, as DuckDB writes them; none where there are only NULLs. */
  span?: readonly [string, string];
  /** Condition on stored rows: those outside cannot be the same as one of the batch. */
  within: string;
}

async function measure(session: Session, { range, source }: Append): Promise<Extent> {
  const column = quoteName(range);
  const { highest, lowest, open, rows } = await session.row<{
    lowest: unknown;
    highest: unknown;
    open: boolean;
    rows: number;
  }>(
    `SELECT min(${column})::VARCHAR AS lowest, max(${column})::VARCHAR AS highest,
       count(*) > count(${column}) AS open, count(*) AS rows FROM ${source}`
  );
  const span = typeof lowest === 'string' && typeof highest === 'string' ? ([lowest, highest] as const) : undefined;
  const between = span
    ? `${column} BETWEEN TIMESTAMP ${quoteText(span[0])} AND TIMESTAMP ${quoteText(span[1])}`
    : 'false';
  return { rows, span, within: `(${between}${open ? ` OR ${column} IS NULL` : ''})` };
}

/** Batches up to here are looked through one by one: for few rows that costs less than a table of their hashes. */
const FEW_ROWS = 4_096;

/**
 * True when certainly no identity of the batch is stored, or in it twice. Rows that come in the order of their times meet no
 * stored ones, so that nothing has to be joined.
 */
async function isUncontested(session: Session, append: Append, { rows, within }: Extent): Promise<boolean> {
  if (rows > FEW_ROWS || (await session.has(`${factTable(append.kind, append.model)} WHERE ${within}`))) {
    return false;
  }
  const hashes = new Set<number>();
  const keys = append.identity.map(quoteName).join(', ');
  await session.numbers(`SELECT hash(${keys})::DOUBLE AS hash FROM ${append.source}`, [], (count, [column]) => {
    column?.subarray(0, count).forEach((hash) => hashes.add(hash));
  });
  return hashes.size === rows;
}

/** How many identities are contested: stored already, or in the batch more than once. `temp.contested` has them then. */
async function findContested(session: Session, append: Append, extent: Extent): Promise<number> {
  if (await isUncontested(session, append, extent)) {
    return 0;
  }
  const { identity, kind, model, source } = append;
  const keys = identity.map(quoteName).join(', ');
  const stored = `(SELECT * FROM ${factTable(kind, model)} WHERE ${extent.within})`;
  const identities = `SELECT ${keys} FROM ${source} GROUP BY ALL HAVING count(*) > 1
     UNION
     SELECT ${keys} FROM ${stored} AS f SEMI JOIN ${source} AS s ON ${sameIdentity(identity, 'f', 's')}`;
  // Most batches have none, and a table costs more than to look.
  const { contested } = await session.row<{ contested: number }>(`SELECT count(*) AS contested FROM (${identities})`);
  if (contested > 0) {
    await session.run(`CREATE OR REPLACE TEMP TABLE contested AS ${identities}`);
  }
  return contested;
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
