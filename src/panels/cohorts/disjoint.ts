/** Whether two cohorts can have a row in common. Pure. */
import { type Filter, type FilterOperator } from '../../query/model';
import { recordFilters } from './cohortSubject';
import { type CohortRow } from './cohortData';

/** What no value does both of, in any order: the order of a column is that of numbers, of texts or of times. */
const OPPOSITES: ReadonlyArray<readonly [FilterOperator, FilterOperator]> = [
  ['=', '!='],
  ['=|', '!=|'],
  ['<', '>'],
  ['<', '>='],
  ['<=', '>'],
  ['=~', '!~'],
];

/**
 * True where the conditions of two cohorts exclude each other: different values of one column, or a condition and its
 * opposite. False also where nothing is known: the intervals and tests of a difference are of independent cohorts.
 */
export function shareNoRow(a: NamedCohort, b: NamedCohort): boolean {
  const [own, others] = [recordFilters(a), recordFilters(b)];
  return (
    own !== undefined &&
    others !== undefined &&
    own.some((one) => others.some((other) => one.key === other.key && exclude(one, other)))
  );
}

type NamedCohort = Pick<CohortRow, 'name' | 'key' | 'segment' | 'predicate'>;

function exclude(a: Filter, b: Filter): boolean {
  const [own, others] = [valuesOf(a), valuesOf(b)];
  if (own && others) {
    return !own.some((one) => others.some((other) => isSame(one, other)));
  }
  return OPPOSITES.some(
    ([one, other]) =>
      ((a.operator === one && b.operator === other) || (a.operator === other && b.operator === one)) &&
      textOf(a) === textOf(b)
  );
}

/** The values that a filter keeps; undefined for those that do not list them. */
function valuesOf({ operator, value = '', values = [] }: Filter): readonly string[] | undefined {
  return operator === '=' ? [value] : operator === '=|' ? values : undefined;
}

/** `5` and `5.0` may be one number. */
const isSame = (a: string, b: string) => a === b || (a.trim() !== '' && b.trim() !== '' && Number(a) === Number(b));

const textOf = ({ value = '', values }: Filter): string => JSON.stringify(values ? [...values].sort() : value);
