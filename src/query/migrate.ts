import { QUERY_VERSION } from './model';

type Json = Record<string, unknown>;

/**
 * Lifts a stored query to the present version. Version 1.0.0 is the first, so a query without a version is one of its
 * kind; a step from version to version is added here when the model changes. Fields are kept, the input is not changed.
 */
export function migrateQuery(query: Json): Json {
  return { ...query, pluginVersion: typeof query.pluginVersion === 'string' ? query.pluginVersion : QUERY_VERSION };
}
