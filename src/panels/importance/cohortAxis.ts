import { type DataFrame, type DataQueryRequest, type PanelProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { type DataQuery } from '@grafana/schema';
import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import { keptParam, useKept } from '../../components/interaction/useKept';
import { DATASOURCE_TYPE, type ImportanceQuery } from '../../query/model';
import { type ImportanceOptions } from './options';
import { RAW } from './raw';

/** Columns that bars are split by. */
export interface CohortAxis {
  /** Those of the query, or those that somebody chose. */
  columns: readonly string[];
  /** They are not the query's. */
  isOwn: boolean;
  /** Puts a column onto the axis or takes it off; false where the panel can't ask for that. */
  toggle: (column: string) => boolean;
  /** Back to the columns of the query. */
  clear: () => void;
  /** Whether the panel can ask: it shows a query of ours. */
  canAsk: boolean;
  /** Why the last column was not put onto it; empty where it was. */
  refused: string;
}

export const CohortAxisContext = createContext<CohortAxis>({
  columns: [],
  isOwn: false,
  toggle: () => false,
  clear: () => undefined,
  canAsk: false,
  refused: '',
});

/** More columns would make cohorts of a handful of records. */
export const MOST_COLUMNS = 3;

const tooMany = () => t('plumbline.importance.axis-most', '{{n}} columns at most', { n: MOST_COLUMNS });

type Props = Pick<PanelProps<ImportanceOptions>, 'data' | 'title' | 'options' | 'onOptionsChange'>;

/**
 * The axis of the bars that answer a query, which a reload and a saved dashboard keep.
 *
 * @param groups names in the answer that stand for several columns.
 */
export function useCohortAxis(
  props: Props,
  target: ImportanceQuery | undefined,
  groups: readonly string[]
): CohortAxis {
  const { data, title, options, onOptionsChange } = props;
  const { cohortsBy } = options;
  const ofOption = cohortsBy.join('\n');
  const [refusal, setRefusal] = useState<{ of: string; text: string }>();
  const setRefused = useCallback((text: string) => setRefusal({ of: ofOption, text }), [ofOption]);
  const refused = refusal?.of === ofOption ? refusal.text : cohortsBy.length > MOST_COLUMNS ? tooMany() : '';
  const { choice, choose } = useKept({
    param: useMemo(() => keptParam('imp-by', title, data.request), [title, data.request]),
    stored: useMemo(() => (cohortsBy.length > 0 ? columnsOf(cohortsBy) : undefined), [cohortsBy]),
    store: useCallback(
      (columns: string[] | undefined) => onOptionsChange({ ...options, cohortsBy: columns ?? [] }),
      [options, onOptionsChange]
    ),
    read: columnsOf,
  });
  return useMemo(() => {
    const asked = target?.segmentBy ?? [];
    const columns = target ? (choice ?? asked) : [];
    const refuse = (text: string) => {
      setRefused(text);
      return true;
    };
    return {
      columns,
      isOwn: target !== undefined && choice !== undefined && !isSame(choice, asked),
      canAsk: target !== undefined,
      refused,
      clear: () => {
        setRefused('');
        choose(undefined);
      },
      toggle: (column) => {
        if (!target) {
          return false;
        }
        const isThere = columns.includes(column);
        if (!isThere && groups.includes(column)) {
          return refuse(
            t('plumbline.importance.axis-group', '{{column}} is several columns, whose values make no cohorts', {
              ...RAW,
              column,
            })
          );
        }
        if (!isThere && columns.length >= MOST_COLUMNS) {
          return refuse(tooMany());
        }
        setRefused('');
        const next = isThere ? columns.filter((each) => each !== column) : [...columns, column];
        choose(isSame(next, asked) ? undefined : next);
        return true;
      },
    };
  }, [target, choice, choose, groups, refused, setRefused]);
}

/**
 * Shift and a click, Shift and Enter, and `c` on a row put its column onto the axis, and take it off again.
 *
 * @param columnAt undefined for rows that are no column.
 */
export function useAxisKeys(columnAt: (row: number) => string | undefined) {
  const { canAsk, toggle } = useContext(CohortAxisContext);
  const onExtend = (row: number) => {
    const column = columnAt(row);
    return column !== undefined && toggle(column);
  };
  return { onExtend: canAsk ? onExtend : undefined, onKey: (key: string, row: number) => key === 'c' && onExtend(row) };
}

const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((column, index) => column === b[index]);

/** Columns from an address or from stored options; undefined where they are none. */
export function columnsOf(given: unknown): string[] | undefined {
  return Array.isArray(given) &&
    given.length <= MOST_COLUMNS &&
    new Set(given).size === given.length &&
    given.every((column) => typeof column === 'string' && column !== '')
    ? given
    : undefined;
}

/** The importance query of ours that some frames answer; undefined for other data sources, and for the order over time. */
export function importanceTarget(
  request: DataQueryRequest | undefined,
  series: readonly DataFrame[]
): ImportanceQuery | undefined {
  return (request?.targets ?? [])
    .filter(isImportance)
    .find(({ refId }) => series.some((frame) => frame.refId === refId));
}

function isImportance(target: DataQuery): target is ImportanceQuery {
  const given = new Map<string, unknown>(Object.entries(target));
  return (
    target.datasource?.type === DATASOURCE_TYPE &&
    given.get('queryType') === 'importance' &&
    given.get('statistic') !== 'ndcg'
  );
}

/** The same importance in the cohorts that the columns make; without columns in all records. */
export function axisQuery(target: ImportanceQuery, refId: string, columns: readonly string[]): ImportanceQuery {
  const { segmentBy: _segments, cohorts: _cohorts, quartiles: _quartiles, ...rest } = target;
  return {
    ...rest,
    refId,
    format: 'table',
    ...(columns.length > 0 ? { segmentBy: [...columns], quartiles: true } : {}),
  };
}
