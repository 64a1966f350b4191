/** Texts beside the fact tables in which a person's value may stand: rejected rows, answers in the ledger, the audit log. */
import { type Session } from '../database/session';
import { jsonPointer, quoteText } from '../names';
import { type ColumnRecord } from '../schema';

const SPECIAL = /[\\^$.|?*+()[\]{}]/g;

/** The value as a word of its own: an id such as `7` is no part of `177`. */
const asWord = (value: string): string => `(^|[^\\p{L}\\p{N}_-])${value.replace(SPECIAL, '\\$&')}($|[^\\p{L}\\p{N}_-])`;

const mentions = (column: string, value: string): string => `regexp_matches(${column}, ${quoteText(asWord(value))})`;

/** Rejected rows of the entity: by its field where the row is JSON, by the word anywhere where it is not. */
const rejected = (columns: readonly ColumnRecord[], value: string): string =>
  `CASE WHEN json_valid(content)
     THEN ${columns.map(({ source }) => `coalesce(json_extract_string(content, ${quoteText(jsonPointer(source))}) = ${quoteText(value)}, false)`).join(' OR ')}
       OR ${mentions('reason', value)}
     ELSE ${mentions('content', value)} END`;

export async function textsWith(
  session: Session,
  model: string,
  columns: readonly ColumnRecord[],
  value: string
): Promise<Record<string, number>> {
  return session.row(
    `SELECT (SELECT count(*) FROM plumbline.rejected_rows WHERE model = $1 AND ${rejected(columns, value)}) AS rejected_rows,
       (SELECT count(*) FROM plumbline.ledger WHERE model = $1 AND rejected > 0 AND ${mentions('reply', value)}) AS ledger_replies,
       (SELECT count(*) FROM plumbline."references" WHERE model = $1 AND ${mentions('filters', value)}) AS reference_filters,
       (SELECT count(*) FROM plumbline.audit_log WHERE ${ofModel} AND (${mentions("coalesce(before, '')", value)}
          OR ${mentions("coalesce(after, '')", value)})) AS audit_log`,
    [model]
  );
}

const ofModel = `(subject = $1 OR starts_with(subject, $1 || '/'))`;

/** Rejected rows go; in other texts the value is blotted out, so that what was answered and changed is still told. */
export async function eraseTexts(
  session: Session,
  model: string,
  columns: readonly ColumnRecord[],
  value: string
): Promise<void> {
  await session.run(`DELETE FROM plumbline.rejected_rows WHERE model = $1 AND ${rejected(columns, value)}`, [model]);
  const blotted = (column: string) => `regexp_replace(${column}, ${quoteText(asWord(value))}, '\\1[erased]\\2', 'g')`;
  await session.run(
    `UPDATE plumbline.ledger SET reply = ${blotted('reply')} WHERE model = $1 AND rejected > 0 AND ${mentions('reply', value)}`,
    [model]
  );
  await session.run(
    `UPDATE plumbline."references" SET filters = ${blotted('filters')} WHERE model = $1 AND ${mentions('filters', value)}`,
    [model]
  );
  await session.run(
    `UPDATE plumbline.audit_log SET before = ${blotted('before')}, after = ${blotted('after')}
     WHERE ${ofModel} AND (${mentions("coalesce(before, '')", value)} OR ${mentions("coalesce(after, '')", value)})`,
    [model]
  );
}
