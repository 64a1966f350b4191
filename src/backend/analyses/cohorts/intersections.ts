/** Every pair of values of two columns as a cohort; numbers of many values are cut into bins. */
import { PlumblineError } from '../../../query/errors';
import { type CohortCrossing } from '../../../query/frames';
import { type CohortBaseline, type CohortsQuery, type Filter } from '../../../query/model';
import { MISSING } from '../binning/bins';
import { type Scope } from '../shared/scope';
import { quoteName } from '../shared/statement';
import { type CohortCounts, type CohortKey, type CountedCohorts } from './count';
import { type FacetColumn, facetColumns, rangeCohorts } from './facetColumns';
import { valueOfText, valueText } from './values';

export const DEFAULT_BINS = 8;

/** What an intersection is of both columns. */
export interface CrossedCohort {
  /** Its values, as indices into those of the columns. */
  at: [number, number];
  filters: Filter[];
}

type Pair<T> = [T, T];

/** Throws `bad_request` where the query does not cross two columns, or one of them cannot make cohorts. */
export async function crossedColumns(
  scope: Scope,
  query: CohortsQuery,
  baseline: CohortBaseline
): Promise<Pair<FacetColumn>> {
  const [first, second, third] = scope.segments;
  if (!first || !second || third || first.name === second.name || query.saved || query.cohorts) {
    throw new PlumblineError(
      'bad_request',
      'segmentBy: intersections are of two columns',
      'Name two different columns, and leave out cohorts and saved.',
      'segmentBy'
    );
  }
  if (baseline.kind === 'cohort') {
    throw new PlumblineError(
      'bad_request',
      'baseline: intersections have no cohort to be compared with',
      'Use complement, overall or reference.',
      'baseline'
    );
  }
  const { facets, left } = await facetColumns(scope, [first, second], {
    bins: query.bins ?? DEFAULT_BINS,
    binning: query.binning ?? 'mass',
  });
  const [a, b] = [first, second].map(({ name }) => facets.find(({ column }) => column.name === name));
  if (!a || !b) {
    throw new PlumblineError(
      'bad_request',
      `segmentBy: ${left.join(' and ')} ${left.length > 1 ? 'have' : 'has'} one value, or too many to be cohorts`,
      'Choose a column of numbers, or one of up to 50 values.',
      'segmentBy'
    );
  }
  return [a, b];
}

/**
 * Both columns as one key. The first value comes after its length, which is none where it is missing, and the second after
 * a sign, so that any two values are told apart from any other two.
 */
export function crossedKey(columns: Pair<FacetColumn>): CohortKey {
  const [a, b] = columns.map(({ key, column }) => key.expression ?? `${quoteName(column.name)}::VARCHAR`);
  return {
    name: columns.map(({ column }) => column.name).join(' × '),
    expression: `(coalesce(length(${a})::VARCHAR, '') || ':' || coalesce(${a}, '') || coalesce('=' || ${b}, ''))`,
  };
}

/** Both values of such a key; a length counts characters, and not the halves that JavaScript makes of some. */
export function valuesOfKey(text: string): Pair<string | null> {
  const colon = text.indexOf(':');
  const length = text.slice(0, colon);
  const characters = Array.from(text.slice(colon + 1));
  const first = characters.slice(0, Number(length)).join('');
  const rest = characters.slice(Number(length)).join('');
  return [length === '' ? null : first, rest === '' ? null : rest.slice(1)];
}

/** The cohorts by what they are called, with the two columns that they are made of. */
export function crossedCohorts([one, two]: Pair<FacetColumn>, counted: CountedCohorts) {
  const pairs = new Map(counted.cohorts.map(({ id, value }) => [id, valuesOfKey(valueOfText(value) ?? '')]));
  const a = axisOf(one, counted.cohorts, (id) => pairs.get(id)?.[0] ?? null);
  const b = axisOf(two, counted.cohorts, (id) => pairs.get(id)?.[1] ?? null);
  const crossed = new Map<string, CrossedCohort>();
  const cohorts = counted.cohorts.map((cohort): CohortCounts => {
    const [first, second] = pairs.get(cohort.id) ?? [null, null];
    const [own, other] = [a.of(first), b.of(second)];
    crossed.set(cohort.id, { at: [own.at, other.at], filters: [...own.filters, ...other.filters] });
    return { ...cohort, key: '', value: '', label: `${own.name}, ${other.name}` };
  });
  const crossing: CohortCrossing = [a.axis, b.axis];
  return { counted: { ...counted, cohorts }, crossed, crossing };
}

interface Value {
  at: number;
  name: string;
  filters: Filter[];
}

/** The values of one column in their order, and what each of them is. */
function axisOf(facet: FacetColumn, cohorts: readonly CohortCounts[], valueOf: (id: string) => string | null) {
  const { column, edges } = facet;
  const ranges = edges.length > 0 ? rangeCohorts(facet) : [];
  const rows = new Map<string | null, number>(ranges.map((_, index) => [String(index), 0]));
  cohorts.forEach(({ id, counts }) => rows.set(valueOf(id), (rows.get(valueOf(id)) ?? 0) + counts.rows));
  const numbers = column.kind === 'numeric';
  const present = [...rows.keys()].filter((value) => value !== null);
  const ordered = [
    ...present.sort((a, b) =>
      numbers ? Number(a) - Number(b) : (rows.get(b) ?? 0) - (rows.get(a) ?? 0) || (a < b ? -1 : 1)
    ),
    ...(rows.has(null) ? [null] : []),
  ];
  const of = (value: string | null): Value => {
    const at = ordered.indexOf(value);
    const range = value === null ? undefined : ranges[Number(value)];
    return range
      ? { at, ...range }
      : {
          at,
          name: `${column.name}=${valueText(value)}`,
          filters: [{ key: column.name, operator: '=', value: value ?? '' }],
        };
  };
  const label = (value: string | null) => (value === null ? MISSING : (rangeText(edges, value) ?? valueText(value)));
  return { axis: { column: column.name, values: ordered.map(label), cut: ranges.length > 0 }, of };
}

/** A range without its column; undefined for a value. */
function rangeText(edges: readonly number[], value: string): string | undefined {
  if (edges.length === 0) {
    return undefined;
  }
  const texts = shortest(edges);
  const [from, to] = [texts[Number(value) - 1], texts[Number(value)]];
  // Between two minus signs a dash would be a third.
  const between = edges.some((edge) => edge < 0) ? '…' : '–';
  return from === undefined ? `< ${to}` : to === undefined ? `≥ ${from}` : `${from} ${between} ${to}`;
}

/** Numbers with as few digits as still tell them apart, and four at least. */
function shortest(numbers: readonly number[]): string[] {
  for (let digits = 4; digits < 17; digits += 1) {
    const texts = numbers.map((number) => String(Number(number.toPrecision(digits))));
    if (new Set(texts).size === numbers.length) {
      return texts;
    }
  }
  return numbers.map(String);
}
