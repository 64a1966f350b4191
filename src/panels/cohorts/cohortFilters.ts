/** What a cohort stands for in other places: filters and a condition, with those of the cohort that one looks inside of. Pure. */
import { type CardFilter } from '../../components/tooltip/CardContent';
import { type Filter } from '../../query/model';
import { predicateText } from '../../query/predicate';
import { askableFilters, filterOf, predicateOf, recordFilters } from './cohortSubject';
import { type CohortRow } from './cohortData';
import { type Facet } from './facets';

const within = (facet: Facet | undefined): readonly Filter[] => facet?.inside?.filters ?? [];

function inFront(facet: Facet | undefined, filters: Filter[] | undefined): Filter[] | undefined {
  return filters && [...within(facet), ...filters];
}

/** Filters that keep the records of a cohort alone; undefined where its name does not say which. */
export const keptFilters = (row: CohortRow, facet: Facet | undefined) => inFront(facet, recordFilters(row));

/** The same as lists of records and dashboards take them: without filters for missing values. */
export const filtersOf = (row: CohortRow | undefined, facet: Facet | undefined) => inFront(facet, askableFilters(row));

/** The only filter of a cohort, where it is one value of one column. */
export const onlyFilter = (row: CohortRow, facet: Facet | undefined): CardFilter | undefined =>
  within(facet).length === 0 ? filterOf(row) : undefined;

/** The cohort as a condition that people pass on. */
export function conditionOf(row: CohortRow, facet: Facet | undefined): string {
  const filters = keptFilters(row, facet);
  if (within(facet).length === 0) {
    return predicateOf(row);
  }
  return filters ? predicateText(filters) : `${predicateText(within(facet))} AND (${predicateOf(row)})`;
}
