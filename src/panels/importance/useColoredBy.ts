import { type DataFrame, type DataQueryRequest } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { useEffect, useState } from 'react';
import { askSource, whyOf } from '../../components/query/ask';
import { DATASOURCE_TYPE } from '../../query/model';

export type ColoredBy =
  { state: 'as-asked' | 'loading' } | { state: 'done'; series: DataFrame[] } | { state: 'failed'; why: string };

/** The dependence query behind a picture; undefined for those of other data sources. */
export function dependenceTarget(request: DataQueryRequest | undefined, refId: string | undefined) {
  const target = request?.targets.find((each) => each.refId === refId);
  const type: unknown = target && new Map<string, unknown>(Object.entries(target)).get('queryType');
  return target?.datasource?.type === DATASOURCE_TYPE && type === 'dependence' ? target : undefined;
}

/**
 * The same dependence with other colours, asked from the data source that the panel's own query went to. Nothing is asked
 * until a column is chosen.
 */
export function useColoredBy(
  request: DataQueryRequest | undefined,
  refId: string | undefined,
  colorBy: string | undefined
): ColoredBy {
  const [answer, setAnswer] = useState<{ of: unknown; colorBy: string; found: ColoredBy }>();
  const target = dependenceTarget(request, refId);
  const known = answer && answer.of === request && answer.colorBy === colorBy ? answer.found : undefined;
  useEffect(() => {
    if (!request || !target || colorBy === undefined || known) {
      return undefined;
    }
    const keep = (found: ColoredBy) => setAnswer({ of: request, colorBy, found });
    const asking = askSource(request, { ...target, colorBy } as DataQuery, 'color').subscribe({
      next: (series) => keep({ state: 'done', series }),
      error: (error: unknown) => keep({ state: 'failed', why: whyOf(error) }),
    });
    return () => asking.unsubscribe();
  }, [request, target, colorBy, known]);
  return colorBy === undefined || !target ? { state: 'as-asked' } : (known ?? { state: 'loading' });
}
