/** Which cohorts a query means. */
import { PlumblineError } from '../../../query/errors';
import { type CohortsQuery, type Filter, type NamedCohort } from '../../../query/model';
import { type ColumnInfo } from '../../store/types';
import { boundAttributionFilters } from '../shared/attributionFilters';
import { listNames } from '../shared/columns';
import { resolveFilters, type Scope } from '../shared/scope';
import { quoteText } from '../shared/statement';
import { type CountedCohorts, OVERALL, type Predicate } from './count';

/** Keys and predicates are bits of one number in SQL. */
const MAX_SETS = 30;

export interface ChosenCohorts {
  keys: ColumnInfo[];
  predicates: Predicate[];
}

/** The keys and named cohorts of the query; without any, every declared segment. */
export async function chooseCohorts(scope: Scope, query: CohortsQuery): Promise<ChosenCohorts> {
  const saved = query.saved ? await savedCohorts(scope, query.saved) : [];
  const predicates = [
    ...saved.map(({ name, filters }, index) => predicate(scope, name, filters, `saved[${index}]`, true)),
    ...(query.cohorts ?? []).map(({ name, filters }, index) =>
      predicate(scope, name, filters, `cohorts[${index}]`, false)
    ),
  ];
  checkNames(predicates);
  boundAttributionFilters([...scope.filters, ...predicates.flatMap(({ filters }) => filters)]);
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

/** Throws `bad_request` for cohorts that readers could not tell apart. */
function checkNames(predicates: readonly Predicate[]): void {
  const names = predicates.map(({ name }) => name);
  const clash = names.find((name, index) => name === OVERALL || names.indexOf(name) !== index);
  if (clash !== undefined) {
    throw sameName(clash, clash === OVERALL ? 'that of everybody' : 'another one');
  }
}

/** Throws `bad_request` where a named cohort is called as a value of a key is, such as `carrier=UA`. */
export function checkLabels({ cohorts }: CountedCohorts): void {
  const values = new Set(cohorts.flatMap(({ value, label }) => (value === '' ? [] : [label])));
  const clash = cohorts.find(({ key, label }) => key === label && values.has(label));
  if (clash) {
    throw sameName(clash.label, 'a value of a key');
  }
}

function sameName(name: string, other: string): PlumblineError {
  return new PlumblineError(
    'bad_request',
    `cohorts: "${name}" is the name of a cohort and of ${other}`,
    'Give it another name.',
    'cohorts'
  );
}

function predicate(scope: Scope, name: string, filters: readonly Filter[], owner: string, isSaved: boolean): Predicate {
  return { name, isSaved, filters: resolveFilters(scope.model, filters, `${owner}.filters`, scope.context) };
}

/** Saved cohorts of the model in the order of their names. Throws `not_found` naming those there are. */
async function savedCohorts(scope: Scope, names: readonly string[]): Promise<NamedCohort[]> {
  const rows = await scope.ledger.rows<{ name: string; filters: string }>(
    `SELECT name, filters FROM plumbline.cohorts WHERE model = ${quoteText(scope.model.name)} ORDER BY name`
  );
  return names.map((name, index) => {
    const found = rows.find((row) => row.name === name);
    if (!found) {
      throw new PlumblineError(
        'not_found',
        `saved[${index}]: model ${scope.model.name} has no saved cohort "${name}"`,
        `There are: ${listNames(rows.map((row) => row.name))}.`,
        `saved[${index}]`
      );
    }
    return { name, filters: JSON.parse(found.filters) as Filter[] };
  });
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
