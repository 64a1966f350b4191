/** Which tables a statement may read. */
import { fold } from './functions/names';
import { type Place, refuse } from './refusal';
import { text, type TreeObject } from './tree';

/** Schemas with a table a model; everything else, the catalogue of the store included, stays closed. */
export const READABLE_SCHEMAS = ['predictions', 'labels', 'attributions', 'evaluations', 'references'] as const;

export interface TableName {
  schema: string;
  table: string;
}

/** The stored table that a reference means. Throws `forbidden` naming the schemas there are. */
export function checkTable(node: TreeObject, place: Place): TableName {
  const catalog = text(node, 'catalog_name');
  const schema = fold(text(node, 'schema_name'));
  const table = text(node, 'table_name');
  const readable: readonly string[] = READABLE_SCHEMAS;
  if (catalog === '' && readable.includes(schema)) {
    return { schema, table };
  }
  const written = [catalog, text(node, 'schema_name'), table].filter((part) => part !== '').join('.');
  return refuse(
    `The table ${written} cannot be read`,
    `Write the schema and the model's name, such as predictions."flights"; the schemas are ${READABLE_SCHEMAS.join(', ')}`,
    place
  );
}
