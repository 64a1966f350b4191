import { type Subject } from '../../components/interaction/subject';
import { type CardFilter } from '../../components/tooltip/CardContent';
import { type Filter } from '../../query/model';
import { predicateFilters, predicateText } from '../../query/predicate';
import { partsOf } from './intersections';
import { type CohortRow } from './cohortData';

/** A cohort by its name, such as `carrier=UA,origin=EWR`, for what other panels point at. */
export function subjectOfName(name: string): Subject | undefined {
  const parts = recordFilters({ name, key: undefined, segment: undefined, predicate: undefined });
  return parts && { columns: [...new Set(parts.map(({ key }) => key))], cohort: name };
}

export function subjectOf({ name, key, segment }: CohortRow): Subject | undefined {
  return key && segment ? { columns: [key], cohort: name } : subjectOfName(name);
}

/** What a missing value is called in names. */
const MISSING = '(missing)';

/** What a click on a cohort filters for, where that is one value of one column. */
export function filterOf(row: CohortRow | undefined): CardFilter | undefined {
  const [filter, second] = (row && recordFilters(row)) ?? [];
  return filter && !second && filter.operator === '=' && filter.value
    ? { key: filter.key, value: filter.value }
    : undefined;
}

/** The cohort as a condition, as people pass it on; its name where it is none. */
export function predicateOf(row: Pick<CohortRow, 'name' | 'key' | 'segment' | 'predicate'>): string {
  const parts = recordFilters({ ...row, predicate: undefined });
  return row.predicate ?? (parts ? predicateText(parts) : row.name);
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
  if (key && segment) {
    return [equal(key, segment)];
  }
  // A name of several conditions, or of a list, is no `key=value` whose value begins after the first sign.
  const condition = predicateFilters(name);
  if (condition && (condition.length > 1 || condition.some(({ operator }) => operator !== '='))) {
    return condition;
  }
  return partsOf(name)?.map(([column, value]) => equal(column, value));
}

const equal = (key: string, value: string): Filter => ({
  key,
  operator: '=',
  value: value === MISSING ? '' : value,
});

/** Filters that lists of records and dashboards take: a filter without a value is one that is still being typed. */
export function askableFilters(row: CohortRow | undefined): Filter[] | undefined {
  const filters = row && recordFilters(row);
  return filters?.every(({ value, values }) => value !== '' && !values?.includes('')) ? filters : undefined;
}
