import { type Subject } from '../../components/interaction/subject';
import { type CardFilter } from '../../components/tooltip/CardContent';
import { type Filter, type FilterOperator } from '../../query/model';
import { partsOf } from './intersections';
import { type CohortRow } from './prepareCohorts';

/** A cohort by its name, such as `carrier=UA,origin=EWR`, for what other panels point at. */
export function subjectOfName(name: string): Subject | undefined {
  const parts = partsOf(name);
  return parts && { columns: parts.map(([key]) => key), cohort: name };
}

export function subjectOf({ name, key, segment }: CohortRow): Subject | undefined {
  return key && segment ? { columns: [key], cohort: name } : subjectOfName(name);
}

/** What a click on a cohort filters for; one of several columns is no single filter. */
export function filterOf({ key, segment }: CohortRow): CardFilter | undefined {
  return key && segment ? { key, value: segment } : undefined;
}

/**
 * One `key op value` of a condition and what parts it from the next. The longer operators come first; a value in quotes may
 * hold anything, one without ends at the next AND.
 */
const CONDITION =
  /\s*("(?:[^"]|"")+"|(?:(?!\sAND\s).)+?)\s*(<=|>=|!=|=|<|>)\s*('(?:[^']|'')*'|"(?:[^"]|"")*"|.+?)(?:\s+AND\s+|\s*$)/iy;
const OPERATORS = new Map<string, FilterOperator>(
  (['<=', '>=', '!=', '=', '<', '>'] as const).map((operator) => [operator, operator])
);

/** `==`, `===` and `<>` are operators that no filter has, and no values that begin with a sign. */
const isForeign = (operator: string, value: string) =>
  value.startsWith('=') || (operator === '<' && value.startsWith('>'));

/** A name or value as it is meant: without its quotes, and with doubled ones in it single. */
function unquoted(text: string): string {
  const quote = text[0];
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1).replaceAll(quote + quote, quote) : text.trim();
}

/** Conditions such as `hour > 16 AND origin = 'EWR'` as filters; undefined where one of them says anything else. */
export function predicateFilters(predicate: string): Filter[] | undefined {
  const filters: Filter[] = [];
  const condition = new RegExp(CONDITION);
  while (condition.lastIndex < predicate.length) {
    const [, key, sign, value] = condition.exec(predicate) ?? [];
    const operator = OPERATORS.get(sign ?? '');
    if (!key || !operator || !value || isForeign(sign, value)) {
      return undefined;
    }
    filters.push({ key: unquoted(key), operator, value: unquoted(value) });
  }
  return filters.length > 0 && !/\sAND\s*$/i.test(predicate) ? filters : undefined;
}

/** The cohort as a condition, as people pass it on; its name where it is none. */
export function predicateOf(row: Pick<CohortRow, 'name' | 'key' | 'segment' | 'predicate'>): string {
  const parts = recordFilters({ ...row, predicate: undefined });
  return row.predicate ?? parts?.map(({ key, value }) => `${key} = ${value}`).join(' AND ') ?? row.name;
}

/** Filters that keep the records of a cohort alone; undefined where its name does not say which. */
export function recordFilters({
  name,
  key,
  segment,
  predicate,
}: Pick<CohortRow, 'name' | 'key' | 'segment' | 'predicate'>): Filter[] | undefined {
  if (predicate !== undefined) {
    return predicateFilters(predicate);
  }
  const parts: ReadonlyArray<readonly [string, string]> | undefined = key && segment ? [[key, segment]] : partsOf(name);
  return parts?.map(([column, value]) => ({ key: column, operator: '=', value }));
}
