import { type PanelProps } from '@grafana/data';
import { createContext, useCallback, useMemo, useState } from 'react';
import { keptParam, useKept } from '../../components/interaction/useKept';
import { type FacetQuery } from '../../query/frames';
import { type Filter, FILTER_OPERATORS } from '../../query/model';
import { type CohortsOptions } from './options';
import { cohortsTarget } from './ownQueries';
import { facetQueryOf } from './readFacets';

/** A cohort that one looks inside of. */
export interface Inside {
  name: string;
  filters: readonly Filter[];
}

/** Other cohorts than those of the query, chosen in the panel. */
export interface Facet {
  /** What they are made by. */
  name: string;
  query: FacetQuery;
  inside?: Inside;
}

interface FacetState {
  facet: Facet | undefined;
  /** The cohort that a column is being chosen for. */
  refining: Inside | undefined;
  choose: (facet: Facet) => void;
  refine: (cohort: Inside) => void;
  /** Back to what the query itself asks for. */
  clear: () => void;
  /** Whether the panel can ask: it shows a query of ours. */
  canAsk: boolean;
}

const nothing = () => undefined;

export const FacetContext = createContext<FacetState>({
  facet: undefined,
  refining: undefined,
  choose: nothing,
  refine: nothing,
  clear: nothing,
  canAsk: false,
});

/** The facet of a panel, which a reload and a saved dashboard keep; what one looks for a column for is in the page alone. */
export function useFacets({
  data: { request },
  title,
  options,
  onOptionsChange,
}: Pick<PanelProps<CohortsOptions>, 'data' | 'title' | 'options' | 'onOptionsChange'>): FacetState {
  const canAsk = useMemo(() => cohortsTarget(request) !== undefined, [request]);
  const { choice: facet, choose: keep } = useKept({
    param: useMemo(() => keptParam('coh-facet', title, request), [title, request]),
    stored: useMemo(() => facetOf(options.facet), [options.facet]),
    store: useCallback(
      (choice: Facet | undefined) => onOptionsChange({ ...options, facet: choice }),
      [options, onOptionsChange]
    ),
    read: facetOf,
  });
  const [refining, setRefining] = useState<Inside>();
  return useMemo(
    () => ({
      facet: canAsk ? facet : undefined,
      refining,
      canAsk,
      choose: (next) => {
        keep(next);
        setRefining(undefined);
      },
      // A cohort inside of a cohort is a part of both.
      refine: ({ name, filters }) =>
        setRefining({
          name: facet?.inside ? `${facet.inside.name}, ${name}` : name,
          filters: [...(facet?.inside?.filters ?? []), ...filters],
        }),
      clear: () => (refining ? setRefining(undefined) : keep(undefined)),
    }),
    [facet, refining, canAsk, keep]
  );
}

/** A facet from an address or from stored options; undefined where it is none. */
export function facetOf(given: unknown): Facet | undefined {
  const { name, query, inside }: { name?: unknown; query?: unknown; inside?: unknown } = objectOf(given);
  const asked = facetQueryOf(query);
  const within = inside === undefined ? undefined : insideOf(inside);
  return typeof name === 'string' && asked && (inside === undefined || within)
    ? { name, query: asked, ...(within ? { inside: within } : {}) }
    : undefined;
}

function insideOf(given: unknown): Inside | undefined {
  const { name, filters }: { name?: unknown; filters?: unknown } = objectOf(given);
  return typeof name === 'string' && Array.isArray(filters) && filters.every(isFilter) ? { name, filters } : undefined;
}

function isFilter(given: unknown): given is Filter {
  const { key, operator, value, values }: Partial<Record<keyof Filter, unknown>> = objectOf(given);
  const isText = (each: unknown) => typeof each === 'string';
  return (
    isText(key) &&
    FILTER_OPERATORS.some((known) => known === operator) &&
    (value === undefined || isText(value)) &&
    (values === undefined || (Array.isArray(values) && values.every(isText)))
  );
}

const objectOf = (given: unknown): object => (typeof given === 'object' && given !== null ? given : {});
