import { createContext, useMemo, useState } from 'react';
import { type FacetQuery } from '../../query/frames';
import { type Filter } from '../../query/model';

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

export function useFacets(canAsk: boolean): FacetState {
  const [{ facet, refining }, set] = useState<Pick<FacetState, 'facet' | 'refining'>>({
    facet: undefined,
    refining: undefined,
  });
  return useMemo(
    () => ({
      facet,
      refining,
      canAsk,
      choose: (next) => set({ facet: next, refining: undefined }),
      // A cohort inside of a cohort is a part of both.
      refine: ({ name, filters }) =>
        set((now) => ({
          facet: now.facet,
          refining: {
            name: now.facet?.inside ? `${now.facet.inside.name}, ${name}` : name,
            filters: [...(now.facet?.inside?.filters ?? []), ...filters],
          },
        })),
      clear: () =>
        set((now) => (now.refining ? { ...now, refining: undefined } : { facet: undefined, refining: undefined })),
    }),
    [facet, refining, canAsk]
  );
}
