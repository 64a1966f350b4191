/** Suggested facets of an answer. Pure but for reading frames. */
import { type DataFrame, type Field } from '@grafana/data';
import { customOf, fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { FACET_FIELDS, type FacetQuery } from '../../query/frames';
import { type NamedCohort } from '../../query/model';

/** A column that is worth making cohorts by. NaN is "not known". */
export interface FacetSuggestion {
  column: string;
  metric: string;
  /** The cohort that differs most. */
  cohort: string;
  n: number;
  value: number;
  complement: number;
  delta: number;
  q: number;
  groups: number;
  significant: number;
  query: FacetQuery;
}

export interface FacetsData {
  /** The best first. */
  suggestions: FacetSuggestion[];
  /** Cohorts that were compared, all columns together. */
  tests: number;
  truncated?: { shown: number; total: number; rule: string };
  field: Field;
}

export function readFacets(series: readonly DataFrame[]): FacetsData | undefined {
  const frame = series.find((each) => customOf(each, 'cohort-facets'));
  const field = frame && fieldNamed(frame, FACET_FIELDS.value);
  const custom = frame && customOf(frame, 'cohort-facets');
  if (!frame || !field) {
    return undefined;
  }
  const named = (key: keyof typeof FACET_FIELDS) => fieldNamed(frame, FACET_FIELDS[key]);
  const suggestions = Array.from({ length: frame.length }, (_, at): FacetSuggestion[] => {
    const query = facetOf(textAt(named('query'), at));
    const number = (key: keyof typeof FACET_FIELDS) => numberAt(named(key), at);
    return query
      ? [
          {
            column: textAt(named('column'), at) ?? '',
            metric: textAt(named('metric'), at) ?? '',
            cohort: textAt(named('cohort'), at) ?? '',
            n: number('n'),
            value: number('value'),
            complement: number('complement'),
            delta: number('delta'),
            q: number('q'),
            groups: number('groups'),
            significant: number('significant'),
            query,
          },
        ]
      : [];
  }).flat();
  return {
    suggestions,
    tests: typeof custom?.tests === 'number' ? custom.tests : NaN,
    truncated: custom?.truncated,
    field,
  };
}

function facetOf(text: string | undefined): FacetQuery | undefined {
  try {
    return facetQueryOf(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}

/** The part of a query that somebody names; undefined where it is none. The back end reads the whole once more. */
export function facetQueryOf(given: unknown): FacetQuery | undefined {
  const { segmentBy, cohorts }: { segmentBy?: unknown; cohorts?: unknown } =
    typeof given === 'object' && given !== null ? given : {};
  if (Array.isArray(segmentBy) && segmentBy.length > 0 && segmentBy.every((key) => typeof key === 'string')) {
    return { segmentBy };
  }
  return Array.isArray(cohorts) && cohorts.length > 0 && cohorts.every(isCohort) ? { cohorts } : undefined;
}

const isCohort = (value: unknown): value is NamedCohort =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'filters' in value &&
  Array.isArray(value.filters);
