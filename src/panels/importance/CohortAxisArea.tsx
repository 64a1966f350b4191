import { css } from '@emotion/css';
import { type DataFrame, type PanelProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { customOf } from '../../components/frames/read';
import { Since, sinceHeight } from '../../components/query/Since';
import { useAnswers } from '../../components/query/useAnswers';
import { useShown } from '../../components/query/useShown';
import { attributionSets } from './attributionSets';
import { type CohortAxis, CohortAxisContext, axisQuery, importanceTarget, useCohortAxis } from './cohortAxis';
import { AXIS_BAR, CohortAxisBar } from './CohortAxisBar';
import { type ImportanceOptions } from './options';

const SPLIT = 'importance-cohorts';
const NONE: DataFrame[] = [];

interface Props extends PanelProps<ImportanceOptions> {
  series: DataFrame[];
  /** Which of several sets of attributions is shown. */
  set: string | undefined;
  children: (series: DataFrame[], height: number) => ReactNode;
}

/**
 * Bars that somebody splits by columns: the panel asks its query once more, with these as cohorts, and shows its own answer
 * until then, or where there is none.
 */
export function CohortAxisArea({ children, series, set, ...props }: Props) {
  const styles = useStyles2(getStyles);
  const { request } = props.data;
  const target = useMemo(() => importanceTarget(request, series), [request, series]);
  const axis = useCohortAxis(
    props,
    target,
    useMemo(() => groupsOf(series), [series])
  );
  const query = useMemo(
    () => (axis.isOwn && target ? axisQuery(target, SPLIT, axis.columns) : undefined),
    [axis.isOwn, axis.columns, target]
  );
  const answer = useAnswers(
    request,
    useMemo(() => (query ? [query] : []), [query])
  ).get(SPLIT);
  const shown = useShown(props, answer);
  const found = useMemo(() => (query ? answerTo(shown, target?.refId, set) : NONE), [query, shown, target, set]);
  const split = useLastSplit(found, JSON.stringify([{ ...target, key: undefined }, set]), answer?.state === 'loading');
  const { area, context } = useFocus(axis, !query || answer?.state === 'done');
  const since = answer?.state === 'done' ? answer.since : undefined;
  const why = answer?.state === 'failed' ? answer.why : undefined;
  const hasBar = axis.isOwn || axis.refused !== '';
  const height = props.height - (hasBar ? AXIS_BAR : 0) - sinceHeight(since);
  return (
    <CohortAxisContext.Provider value={context}>
      <div ref={area} className={styles.area}>
        {hasBar && <CohortAxisBar query={query && { ...query, refId: target?.refId }} why={why} />}
        <Since since={answer?.state === 'loading' ? answer : since} width={props.width} />
        {children(split.length > 0 ? split : series, Math.max(0, height))}
      </div>
    </CohortAxisContext.Provider>
  );
}

/** While other columns are asked for the bars stay as they are split, instead of flickering back to those of the query. */
function useLastSplit(split: DataFrame[], about: string, isLoading: boolean): DataFrame[] {
  const [last, setLast] = useState({ split: NONE, about });
  if (split.length > 0 ? last.split !== split || last.about !== about : !isLoading && last.split.length > 0) {
    setLast({ split, about });
  }
  return split.length === 0 && isLoading && last.about === about ? last.split : split;
}

/** As if they answered the panel's own query: links lead to its records. */
function answerTo(series: readonly DataFrame[], refId: string | undefined, set: string | undefined): DataFrame[] {
  const own = series.map((frame) => ({ ...frame, refId }));
  const { sets } = attributionSets('bars', own) ?? {};
  return (sets?.find(({ label }) => label === set) ?? sets?.[0])?.series ?? own;
}

function groupsOf(series: readonly DataFrame[]): string[] {
  return series.flatMap((frame) => {
    const groups: unknown = customOf(frame, 'importance')?.groups;
    return Array.isArray(groups) ? groups.filter((name) => typeof name === 'string') : [];
  });
}

/** Another axis is another picture: the keyboard, which was in the one before or on a button that is gone, goes to its list. */
function useFocus(axis: CohortAxis, isThere: boolean) {
  const area = useRef<HTMLDivElement>(null);
  const isLost = useRef(false);
  const context = useMemo((): CohortAxis => {
    return {
      ...axis,
      toggle: (column) => {
        isLost.current = true;
        return axis.toggle(column);
      },
      clear: () => {
        isLost.current = true;
        axis.clear();
      },
    };
  }, [axis]);
  useEffect(() => {
    if (isLost.current && isThere) {
      isLost.current = false;
      if (document.activeElement === document.body) {
        area.current?.querySelector<HTMLElement>('[role=listbox]')?.focus();
      }
    }
  });
  return { area, context };
}

const getStyles = () => ({ area: css({ position: 'relative' }) });
