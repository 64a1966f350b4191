import { type DataFrame, LoadingState, type PanelProps } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { useContext, useMemo } from 'react';
import { useLastSeries } from '../../components/frames/useLastGood';
import { useAnswers } from '../../components/query/useAnswers';
import { useShown } from '../../components/query/useShown';
import { type CohortBaseline } from '../../query/model';
import { type CohortsData } from './cohortData';
import { FacetContext } from './facets';
import { type BaselineOption, type CohortsOptions } from './options';
import {
  againstQuery,
  baselineOf,
  cohortsTarget,
  crossQuery,
  facetQuery,
  facetsQuery,
  namesCohorts,
} from './ownQueries';
import { prepareCohorts } from './prepareCohorts';

const NOTHING: readonly DataFrame[] = [];
const [FACET, SUGGESTIONS] = ['cohorts-facet', 'cohorts-suggestions'];

/**
 * The frames to draw: those of the panel's query or, of a facet that was chosen in the panel, those that it asked for itself;
 * with suggestions of facets where the query makes no cohorts, or where one looks inside of one. `without` is the cohort that
 * those of a facet are not compared with, though the options or the query want it.
 */
export function useCohortAnswers(props: PanelProps<CohortsOptions>, options: CohortsOptions) {
  const { data, replaceVariables } = props;
  const { facet, refining } = useContext(FacetContext);
  const given = useLastSeries(data);
  const target = useMemo(() => cohortsTarget(data.request), [data.request]);
  // Filled in each time: variables change without the options.
  const baselineCohort = replaceVariables(options.baselineCohort);
  const wanted = useMemo(() => wantedBaseline(options.baseline, baselineCohort), [options.baseline, baselineCohort]);
  // A query may leave its cohorts to the model, which may have none: nothing is compared then, with whatever baseline.
  const isBare = useMemo(
    () => target !== undefined && !namesCohorts(target) && isWithout(prepareCohorts(given, options)),
    [target, given, options]
  );
  const { view, mapBins, mapBinning } = options;
  const query = useMemo((): DataQuery | undefined => {
    const made =
      facet && target
        ? facetQuery(target, FACET, { ...facet.query, filters: facet.inside?.filters ?? [] })
        : target && view === 'map'
          ? crossQuery(target, FACET, { bins: mapBins, binning: mapBinning })
          : undefined;
    const canCompare = facet ? wanted?.kind !== 'cohort' : !isBare;
    const asked = made ?? target;
    const against = asked && wanted && canCompare ? againstQuery(asked, FACET, wanted) : undefined;
    return against ?? made;
  }, [facet, target, wanted, isBare, view, mapBins, mapBinning]);
  const dropped = facet && target ? cohortOf(wanted ?? baselineOf(target)) : undefined;
  const facetAnswer = useAnswers(
    data.request,
    useMemo(() => (query ? [query] : []), [query])
  ).get(FACET);
  const shown = useShown(props, facetAnswer);
  const series = query ? shown : given;
  // What other queries bring is about the cohorts of the query, which those of a facet are not.
  const isOther = query !== undefined && facet === undefined;
  const beside = useMemo(
    () => (isOther ? given.filter(({ refId }) => refId !== target?.refId) : NOTHING),
    [isOther, given, target]
  );
  const cohorts = useMemo(() => prepareCohorts(series, options), [series, options]);
  const isAnswered = data.state !== LoadingState.Loading && data.state !== LoadingState.Error;
  const isEmpty = !query && isAnswered && isBare;
  const suggests = target !== undefined && (refining !== undefined || isEmpty);
  const suggestions = useAnswers(
    data.request,
    useMemo(
      () => (suggests && target ? [facetsQuery(target, SUGGESTIONS, refining?.filters)] : []),
      [suggests, target, refining]
    )
  ).get(SUGGESTIONS);
  const suggested = useShown(props, suggestions);
  const without = dropped === undefined ? undefined : replaceVariables(dropped);
  return { series, beside, cohorts, target, query, without, facetAnswer, suggestions, suggested };
}

/** The baseline of the options, where they name one. */
function wantedBaseline(baseline: BaselineOption, cohort: string): CohortBaseline | undefined {
  return baseline === 'query' || (baseline === 'cohort' && cohort === '')
    ? undefined
    : baseline === 'cohort'
      ? { kind: baseline, cohort }
      : { kind: baseline };
}

/** A cohort that others are compared with. A facet has other cohorts: this one is none of them. */
const cohortOf = (baseline: CohortBaseline | undefined) => (baseline?.kind === 'cohort' ? baseline.cohort : undefined);

const isWithout = (cohorts: CohortsData | undefined) => !cohorts || (cohorts.rows.length === 0 && cohorts.hidden === 0);
