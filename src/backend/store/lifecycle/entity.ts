/** Whom rows are about. */
import { PlumblineError } from '../../../query/errors';
import { type StoredModel } from '../catalogue';
import { quoteName, quoteText } from '../names';
import { type ColumnRecord } from '../schema';

/** Columns that say whom a row is about. Throws `unprocessable` for a model without one. */
export function entityColumns(model: StoredModel): ColumnRecord[] {
  const columns = model.columns.filter(({ role, sqlType }) => role === 'entity_id' && sqlType !== null);
  if (columns.length === 0) {
    throw new PlumblineError(
      'unprocessable',
      `Model "${model.info.name}" has no column that says whom a row is about`,
      `PUT v1/models/${model.info.name} {"columns": [{"name": "...", "role": "entity_id"}]} names it`,
      'entity_id'
    );
  }
  return columns;
}

/** True for rows of the entity, false for all others; the table is called `f`. */
export const aboutEntity = (columns: ReadonlyArray<Pick<ColumnRecord, 'name'>>, entity: string): string =>
  `(${columns.map(({ name }) => `coalesce(f.${quoteName(name)} = ${quoteText(entity)}, false)`).join(' OR ')})`;
