/** Reads what is particular to queries about cohorts. */
import { COHORT_BASELINES, COHORT_VIEWS, type CohortBaseline, type CohortsQuery, type NamedCohort } from './cohorts';
import * as field from './fields';
import { type Json } from './fields';
import { COHORT_METRICS } from './metrics';
import type { AnalysisBase, Filter, Reference } from './model';
import { BINNINGS } from './outcomes';

/** Throws `bad_request` with the field's path in `place`. `filter` reads one filter of a cohort. */
export function parseCohorts(
  source: Json,
  common: AnalysisBase & { reference?: Reference },
  filter: (item: Json, place: string) => Filter
): CohortsQuery {
  return field.defined({
    ...common,
    queryType: 'cohorts' as const,
    metrics: field.listOf(source, 'metrics', 'metrics', COHORT_METRICS),
    fdr: field.number(source, 'fdr', 'fdr', { min: 0, max: 1, open: true }),
    saved: field.bounded(field.strings(source, 'saved', 'saved'), 'saved'),
    cohorts: namedCohorts(source, filter),
    view: field.oneOf(source, 'view', 'view', COHORT_VIEWS),
    baseline: baseline(source),
    bins: field.number(source, 'bins', 'bins', { min: 2, max: 20, integer: true }),
    binning: field.oneOf(source, 'binning', 'binning', BINNINGS),
  });
}

function baseline(source: Json): CohortBaseline | undefined {
  const given = field.object(source, 'baseline', 'baseline');
  if (!given) {
    return undefined;
  }
  const kind = field.oneOf(given, 'kind', 'baseline.kind', COHORT_BASELINES);
  switch (kind) {
    case undefined:
      throw field.invalid('baseline.kind', 'is missing', `Use one of: ${COHORT_BASELINES.join(', ')}.`);
    case 'cohort':
      return {
        kind,
        cohort: field.requiredString(
          given,
          'cohort',
          'baseline.cohort',
          'Name a cohort of the answer, such as carrier=UA.'
        ),
      };
    default:
      return { kind };
  }
}

/** The cohorts that a query names. Throws `bad_request` with the field's path in `place`. */
export function namedCohorts(source: Json, filter: (item: Json, place: string) => Filter): NamedCohort[] | undefined {
  const list = field.objects(source, 'cohorts', 'cohorts', (item, place): NamedCohort => {
    const filters = field.objects(item, 'filters', `${place}.filters`, filter);
    if (!filters) {
      throw field.invalid(`${place}.filters`, 'is missing', 'Send at least one filter that makes the cohort.');
    }
    return {
      name: field.requiredString(item, 'name', `${place}.name`, 'Give the cohort a name.'),
      filters,
    };
  });
  if (list && new Set(list.map(({ name }) => name)).size !== list.length) {
    throw field.invalid('cohorts', 'uses a name twice', 'Give each cohort its own name.');
  }
  return field.bounded(list, 'cohorts');
}
