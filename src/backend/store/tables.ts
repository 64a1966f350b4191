/** Where a model's rows are, as SQL relations. */
import { quoteName, quoteText, SEQUENCE } from './names';
import { type IngestKind } from './types';

/** The append-only table itself: every revision, with the hidden sequence. */
export const factTable = (kind: IngestKind, model: string): string => `${kind}.${quoteName(model)}`;

/** An immutable reference's rows. */
export const referenceTable = (model: string, reference: string): string =>
  `"references".${quoteName(`${model}/${reference}`)}`;

/** The newest revision of each row. Without any revision that is the table itself, so a scan costs no join. */
export function newestRelation(kind: IngestKind, model: string, revised: boolean): string {
  const table = factTable(kind, model);
  if (!revised) {
    return table;
  }
  const old = `(SELECT seq AS ${SEQUENCE} FROM plumbline.superseded WHERE model = ${quoteText(model)} AND kind = '${kind}')`;
  return `(SELECT * EXCLUDE (${SEQUENCE}) FROM ${table} ANTI JOIN ${old} USING (${SEQUENCE}))`;
}
