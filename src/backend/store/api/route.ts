/** What a resource call is: its place, who may call it, what it takes. Data only, for the front, the store and the API's description. */

/** Least group of callers; which role that is, the data source's settings say. */
export type Permission = 'query' | 'edit' | 'ingest' | 'admin';

/**
 * `json` is a small object; `rows` a batch in any of the formats; `dataset` rows in any of the formats, or an object that
 * describes where they come from.
 */
export type BodyKind = 'none' | 'json' | 'rows' | 'dataset';

/** A JSON Schema, as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>;

export interface ApiRoute {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below `resources/`; names in braces. */
  path: string;
  permission: Permission;
  body: BodyKind;
  summary: string;
  /** Parameters of the query string. */
  query?: Readonly<Record<string, { description: string; schema?: Schema; required?: boolean }>>;
  request?: Schema;
  reply: Schema;
  /** Statuses of success; 200 where it is left out. */
  success?: readonly number[];
}

export interface MatchedRoute {
  id: string;
  route: ApiRoute;
  /** Values of the names in the path, in order. */
  names: string[];
}

/** The values a path has at the places in braces, still encoded; null when the path is another one. */
export function valuesIn(pattern: string, path: string): string[] | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) {
    return null;
  }
  const values: string[] = [];
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment.startsWith('{')) {
      values.push(value);
    } else if (segment !== value) {
      return null;
    }
  }
  return values;
}
