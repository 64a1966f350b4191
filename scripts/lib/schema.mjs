/** The JSON Schema of queries, read from their types, so that what is provisioned can be checked where it is written. */
import { createGenerator } from 'ts-json-schema-generator';
import { inRoot } from './paths.mjs';

export const SCHEMA_FILE = inRoot('docs', 'query.schema.json');

/** Fields that a query has not are refused: a misspelt one would do nothing and say nothing. */
export function querySchema() {
  const { $schema, ...schema } = createGenerator({
    path: inRoot('src', 'query', 'model.ts'),
    tsconfig: inRoot('tsconfig.json'),
    type: 'PlumblineQuery',
    skipTypeCheck: true,
    additionalProperties: false,
  }).createSchema('PlumblineQuery');
  return { $schema, title: 'Query of the Plumbline data source', ...schema };
}

export const schemaText = () => `${JSON.stringify(querySchema(), null, 2)}\n`;
