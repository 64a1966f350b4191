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

/** `key op value`; the longer operators come first. */
const CONDITION = /^(.+?)\s*(<=|>=|!=|=|<|>)\s*(.+)$/;
const OPERATORS = new Map<string, FilterOperator>(
  (['<=', '>=', '!=', '=', '<', '>'] as const).map((operator) => [operator, operator])
);

/** Conditions such as `hour > 16 AND origin = EWR` as filters; undefined where one of them says anything else. */
export function predicateFilters(predicate: string): Filter[] | undefined {
  const filters = predicate.split(/\s+AND\s+/i).map((condition): Filter | undefined => {
    const [, key, sign, value] = CONDITION.exec(condition.trim()) ?? [];
    const operator = OPERATORS.get(sign ?? '');
    return key && operator && value ? { key: key.trim(), operator, value: value.trim() } : undefined;
  });
  return filters.every((filter) => filter !== undefined) ? filters : undefined;
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
