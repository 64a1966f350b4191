import { type Subject } from '../../components/interaction/subject';
import { type CardFilter } from '../../components/tooltip/CardContent';
import { type Filter } from '../../query/model';
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

/** Filters that keep the records of a cohort alone; undefined where its name does not say which. */
export function recordFilters({
  name,
  key,
  segment,
}: Pick<CohortRow, 'name' | 'key' | 'segment'>): Filter[] | undefined {
  const parts: ReadonlyArray<readonly [string, string]> | undefined = key && segment ? [[key, segment]] : partsOf(name);
  return parts?.map(([column, value]) => ({ key: column, operator: '=', value }));
}
