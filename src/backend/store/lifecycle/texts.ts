/** Texts beside the fact tables in which a person's value may stand: rejected rows, answers in the ledger, filters, the audit log. */
import { type Session } from '../database/session';
import { jsonPointer, quoteText } from '../names';
import { type ColumnRecord } from '../schema';

const SPECIAL = /[\\^$.|?*+()[\]{}]/g;

/** A number, or a few letters, may stand for anything. */
const isTelling = (value: string): boolean => value.length >= 6 && /[^\d.]/.test(value);

/**
 * The value as a word of its own: `annabel` is no part of `rosannabel`. One that is not telling, such as `7`, only in quotation
 * marks.
 */
function asWord(value: string): string {
  const literal = value.replace(SPECIAL, '\\$&');
  return isTelling(value) ? `(^|[^\\p{L}\\p{N}_-])${literal}($|[^\\p{L}\\p{N}_-])` : `(")${literal}(")`;
}

const mentions = (column: string, value: string): string =>
  `coalesce(regexp_matches(${column}, ${quoteText(asWord(value))}), false)`;

/** Twice: of two values with one character between, the first match takes the character. */
function blotted(column: string, value: string): string {
  const once = (text: string) => `regexp_replace(${text}, ${quoteText(asWord(value))}, '\\1[erased]\\2', 'g')`;
  return once(once(column));
}

/** Rejected rows of the entity: by its field where the row is JSON, by the word anywhere where it is not. */
const rejected = (columns: readonly ColumnRecord[], value: string): string =>
  `CASE WHEN json_valid(content)
     THEN ${columns.map(({ source }) => `coalesce(json_extract_string(content, ${quoteText(jsonPointer(source))}) = ${quoteText(value)}, false)`).join(' OR ')}
       OR ${mentions('reason', value)}
     ELSE ${mentions('content', value)} END`;

interface Place {
  name: string;
  table: string;
  columns: readonly string[];
  /** Which rows are the model's, as SQL with the model for `$1`. */
  ofModel: string;
}

const PLACES: readonly Place[] = [
  { name: 'ledger_replies', table: 'ledger', columns: ['reply'], ofModel: 'model = $1 AND rejected > 0' },
  { name: 'reference_filters', table: '"references"', columns: ['filters'], ofModel: 'model = $1' },
  { name: 'cohorts', table: 'cohorts', columns: ['filters', 'description'], ofModel: 'model = $1' },
  {
    name: 'investigations',
    table: 'investigations',
    columns: ['title', 'state'],
    ofModel: '(model = $1 OR model IS NULL)',
  },
  { name: 'annotations', table: 'annotations', columns: ['text'], ofModel: '(model = $1 OR model IS NULL)' },
  {
    name: 'audit_log',
    table: 'audit_log',
    columns: ['before', 'after'],
    // Entries about cohorts and investigations name no model.
    ofModel: '$1 IS NOT NULL',
  },
];

const mentionedIn = ({ columns, ofModel }: Place, value: string): string =>
  `${ofModel} AND (${columns.map((column) => mentions(column, value)).join(' OR ')})`;

/** Texts about the entity, by the place where they stand. */
export async function textsWith(
  session: Session,
  model: string,
  columns: readonly ColumnRecord[],
  value: string
): Promise<Record<string, number>> {
  const counts = PLACES.map(
    (place) => `(SELECT count(*) FROM plumbline.${place.table} WHERE ${mentionedIn(place, value)}) AS ${place.name}`
  );
  return session.row(
    `SELECT (SELECT count(*) FROM plumbline.rejected_rows WHERE model = $1 AND ${rejected(columns, value)}) AS rejected_rows,
       ${counts.join(', ')}`,
    [model]
  );
}

/** Rejected rows go; in other texts the value is blotted out, so that what was answered and changed is still told. */
export async function eraseTexts(
  session: Session,
  model: string,
  columns: readonly ColumnRecord[],
  value: string
): Promise<void> {
  await session.run(`DELETE FROM plumbline.rejected_rows WHERE model = $1 AND ${rejected(columns, value)}`, [model]);
  for (const place of PLACES) {
    const set = place.columns.map((column) => `${column} = ${blotted(column, value)}`).join(', ');
    await session.run(`UPDATE plumbline.${place.table} SET ${set} WHERE ${mentionedIn(place, value)}`, [model]);
  }
}
