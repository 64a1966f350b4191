import {
  expand,
  interpolateFilter,
  joinWith,
  type Replace,
  type VariableTraits,
} from '../components/query/interpolateFilter';
import { type BacktestRule, type PlumblineQuery, type Reference } from '../query/model';
import { parseReference } from '../query/reference';

export { expand, interpolateFilter, type Replace, type VariableTraits };

/** Text of a variable for SQL: quoted when it may hold several values, else only its quotes are doubled. */
export function sqlValue(value: unknown, variable: VariableTraits = {}): string {
  if (Array.isArray(value)) {
    return value.map(quoted).join(',');
  }
  return variable.multi || variable.includeAll ? quoted(value) : escaped(value);
}

/**
 * The query with its variables replaced, in every text it has. Several values widen a list, turn `=` into "one of" and
 * `=~` into an alternation. `*` in a list of versions or environments means all of them, and so no list at all.
 */
export function interpolateQuery(query: PlumblineQuery, replace: Replace): PlumblineQuery {
  if (query.queryType === 'sql') {
    return { ...query, rawSql: replace(query.rawSql, sqlValue) };
  }
  if (query.queryType === 'models') {
    return query;
  }
  if (query.queryType === 'refusals') {
    const { datasource: _datasource, ...texts } = query;
    return { ...query, ...deepReplace(texts, replace) };
  }
  if (query.queryType === 'backtest') {
    const { rule, truth } = query;
    return {
      ...query,
      rule: interpolateRule(rule, replace),
      ...(truth ? { truth: interpolateRule(truth, replace) } : {}),
    };
  }
  if (query.queryType === 'annotations') {
    const { datasource: _datasource, ...texts } = query;
    return { ...query, ...deepReplace(texts, replace) };
  }
  const { datasource, filters, ...rest } = query;
  const reference: Reference | undefined =
    'reference' in query && query.reference ? interpolateReference(query.reference, replace) : undefined;
  return {
    ...deepReplace(rest, replace),
    ...(datasource === undefined ? {} : { datasource }),
    ...(reference ? { reference } : {}),
    ...(filters ? { filters: filters.map((filter) => interpolateFilter(filter, replace)) } : {}),
    ...unlessAll('versions', query.versions, replace),
    ...unlessAll('environments', query.environments, replace),
  };
}

function interpolateRule(rule: BacktestRule, replace: Replace): BacktestRule {
  return { ...rule, query: interpolateQuery(rule.query, replace) as BacktestRule['query'] };
}

function unlessAll<K extends 'versions' | 'environments'>(
  field: K,
  list: string[] | undefined,
  replace: Replace
): Partial<Record<K, string[] | undefined>> {
  const values = list?.flatMap((item) => expand(item, replace));
  const named: Partial<Record<K, string[] | undefined>> = {};
  if (values) {
    named[field] = values.length === 0 || values.includes('*') ? undefined : values;
  }
  return named;
}

function interpolateReference(reference: Reference, replace: Replace): Reference {
  if (reference.kind === 'fixed' && reference.name) {
    const name = replace(reference.name);
    return name === reference.name ? reference : parseReference(name);
  }
  return deepReplace(reference, replace);
}

function deepReplace<T>(value: T, replace: Replace): T {
  if (typeof value === 'string') {
    return replace(value, joinWith(',')) as T;
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) =>
      typeof item === 'string' ? expand(item, replace) : [deepReplace(item, replace)]
    ) as T;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepReplace(item, replace)])) as T;
  }
  return value;
}

function quoted(value: unknown): string {
  return `'${escaped(value)}'`;
}

function escaped(value: unknown): string {
  return String(value).replaceAll("'", "''");
}
