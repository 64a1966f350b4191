/** Reads the queries about attributions from untrusted JSON. */
import {
  type AttributionBase,
  type ColumnGroup,
  type ExplanationAnalysis,
  IMPORTANCE_STATISTICS,
  type ImportanceQuery,
} from './explanations';
import * as field from './fields';
import { type Json } from './fields';
import { type Filter, type Threshold } from './model';
import { namedCohorts } from './validateCohorts';

const MAX_GROUPS = 200;
/** Each is a scan of its own, and more are not told apart in a picture. */
const MAX_COHORTS = 6;

type Shared = AttributionBase & { threshold?: Threshold };

/**
 * The query of a type, from its common part and the fields of its own. Throws `bad_request` naming the field.
 *
 * @param filter reads one filter of a cohort.
 */
export function parseExplanation(
  queryType: ExplanationAnalysis['queryType'],
  source: Json,
  { threshold, ...shared }: Shared,
  filter: (item: Json, place: string) => Filter
): ExplanationAnalysis {
  const base = field.defined({ ...shared, output: field.string(source, 'output', 'output'), groups: groups(source) });
  const topK = field.number(source, 'topK', 'topK', { min: 1, max: 10_000, integer: true });
  switch (queryType) {
    case 'importance':
      return withCohorts(
        field.defined({
          ...base,
          queryType,
          topK,
          statistic: field.oneOf(source, 'statistic', 'statistic', IMPORTANCE_STATISTICS),
          quartiles: field.boolean(source, 'quartiles', 'quartiles'),
          threshold,
        }),
        namedCohorts(source, filter)
      );
    case 'beeswarm':
      return field.defined({ ...base, queryType, topK, split: field.boolean(source, 'split', 'split') });
    case 'impact':
      return field.defined({ ...base, queryType, topK });
    case 'dependence':
      return field.defined({ ...base, queryType, colorBy: field.string(source, 'colorBy', 'colorBy') });
    case 'explanation':
      return field.defined({ ...base, queryType, id: field.string(source, 'id', 'id'), time: time(source) });
  }
}

function withCohorts(query: ImportanceQuery, cohorts: ImportanceQuery['cohorts']): ImportanceQuery {
  if (!cohorts) {
    return query;
  }
  if (query.segmentBy) {
    throw field.invalid('cohorts', 'stands beside segmentBy', 'Send one of the two.');
  }
  if (query.statistic === 'ndcg') {
    throw field.invalid('cohorts', 'stands beside ndcg, which has none', 'Filter to one cohort instead.');
  }
  if (cohorts.length > MAX_COHORTS) {
    throw field.invalid('cohorts', `has ${cohorts.length} members, the limit is ${MAX_COHORTS}`, 'Name fewer of them.');
  }
  return { ...query, cohorts };
}

function time(source: Json): string | undefined {
  const value = field.string(source, 'time', 'time');
  if (value !== undefined && Number.isNaN(Date.parse(value))) {
    throw field.invalid('time', `"${value}" is not a time`, 'Write RFC 3339, such as 2026-01-31T12:00:00Z.');
  }
  return value;
}

function groups(source: Json): ColumnGroup[] | undefined {
  const list = field.objects(source, 'groups', 'groups', (item, place) => ({
    name: field.requiredString(item, 'name', `${place}.name`, 'Give the group a name.'),
    columns: field.strings(item, 'columns', `${place}.columns`) ?? missingColumns(place),
  }));
  if (list && list.length > MAX_GROUPS) {
    throw field.invalid('groups', `has ${list.length} entries, the limit is ${MAX_GROUPS}`, 'Send fewer groups.');
  }
  const names = new Set<string>();
  list?.forEach(({ name }, index) => {
    if (names.has(name)) {
      throw field.invalid(`groups[${index}].name`, `"${name}" is there twice`, 'Name each group once.');
    }
    names.add(name);
  });
  return list;
}

function missingColumns(place: string): never {
  throw field.invalid(`${place}.columns`, 'is missing', 'Name the columns of the group, such as ["carrier_*"].');
}
