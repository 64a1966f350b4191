/** Which cohorts a query means. */
import { PlumblineError } from '../../../query/errors';
import { type CohortsQuery } from '../../../query/model';
import { type ColumnInfo } from '../../store/types';
import { findColumn } from '../shared/columns';
import { type Scope } from '../shared/scope';
import { type Predicate } from './count';

/** Keys and predicates are bits of one number in SQL. */
const MAX_SETS = 30;

export interface ChosenCohorts {
  keys: ColumnInfo[];
  predicates: Predicate[];
}

/** The keys and named cohorts of the query; without any, every declared segment. */
export function chooseCohorts(scope: Scope, query: CohortsQuery): ChosenCohorts {
  const predicates = (query.cohorts ?? []).map(({ name, filters }, index): Predicate => ({
    name,
    filters: filters.map((filter, position) => {
      const place = `cohorts[${index}].filters[${position}]`;
      return { filter, place, column: readable(scope, findColumn(scope.model, filter.key, `${place}.key`), place) };
    }),
  }));
  const keys = scope.segments.length > 0 || predicates.length > 0 ? scope.segments : declared(scope);
  if (keys.length + predicates.length > MAX_SETS) {
    throw new PlumblineError(
      'too_large',
      `The query has ${keys.length + predicates.length} keys and cohorts, the limit is ${MAX_SETS}`,
      'Choose fewer, or spread them over several queries.',
      'segmentBy'
    );
  }
  return { keys, predicates };
}

function declared(scope: Scope): ColumnInfo[] {
  const found = scope.model.columns.filter((column) => column.segment && (!column.sensitive || scope.context.unmasked));
  if (found.length === 0) {
    throw new PlumblineError(
      'bad_request',
      `segmentBy is missing, and model ${scope.model.name} declares no segments`,
      'Name one or more columns in segmentBy, or send cohorts.',
      'segmentBy'
    );
  }
  return found;
}

function readable(scope: Scope, column: ColumnInfo, place: string): ColumnInfo {
  if (column.sensitive && !scope.context.unmasked) {
    throw new PlumblineError(
      'forbidden',
      `${place}: ${column.name} is sensitive and masked for you`,
      'Use another column, or ask an administrator for unmasked access.',
      place
    );
  }
  return column;
}
