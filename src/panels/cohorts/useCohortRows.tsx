import { useCallback, useContext, useMemo } from 'react';
import { type CardState } from '../../components/list/ListFigure';
import { type CohortRow, type CohortsData, knowsRest, leadValue } from './cohortData';
import { CohortCard } from './CohortCard';
import { filtersOf } from './cohortFilters';
import { subjectOf } from './cohortSubject';
import { summaryText } from './cohortText';
import { cohortsTable } from './cohortsTable';
import { FacetContext } from './facets';
import { useSlotKeys } from './slots';
import { cellText, rowText, spokenName } from './spoken';
import { useCohortFilter } from './useCohortFilter';

/** Keys that rows of cohorts have beside those of every list: Enter and `f` filter for the cohort, `a`, `b` and `c` compare. */
export function useCohortKeys(data: CohortsData, rowAt: (index: number) => CohortRow | undefined) {
  const onFilter = useCohortFilter();
  const { facet } = useContext(FacetContext);
  const keys = useSlotKeys(
    (index) => rowAt(index)?.name,
    (index) => knowsRest(data, rowAt(index))
  );
  return {
    said: keys.said,
    onGrab: keys.onGrab,
    onKey: (key: string, index: number): boolean => {
      const filters = key === 'Enter' || key === 'f' ? filtersOf(rowAt(index), facet) : undefined;
      if (onFilter && filters) {
        onFilter(filters);
        return true;
      }
      return keys.onKey(key, index);
    },
  };
}

/** What every list of cohorts says and does, however its rows are drawn. */
export function useCohortRows(data: CohortsData) {
  const { rows, metrics, truncated } = data;
  const summary = useMemo(() => summaryText(data), [data]);
  const keys = useCohortKeys(data, (row) => rows[row]);
  return {
    summary: [keys.said, summary].filter(Boolean).join(' · '),
    table: useCallback((style: 'shown' | 'full') => cohortsTable(data, style), [data]),
    truncated,
    count: rows.length,
    textOf: useCallback((row: number) => (rows[row] ? rowText(data, rows[row]) : ''), [data, rows]),
    tree: useMemo(
      () => ({ columns: metrics.length + 1, cellText: cellTextOf(data, (row) => rows[row]) }),
      [data, metrics, rows]
    ),
    isMarked: (row: number) => metrics.some((metric) => rows[row]?.cells.get(metric)?.significant),
    renderCard: (row: number, card: CardState) => <CohortCard data={data} row={rows[row]} {...card} />,
    subjectOf: useCallback((row: number) => rows[row] && subjectOf(rows[row]), [rows]),
    linkedValue: (row: number) => leadValue(data, rows[row]),
    onKey: keys.onKey,
    onGrab: keys.onGrab,
    said: keys.said,
  };
}

/** The cells of a row: its name, and a metric each. */
export function cellTextOf(data: CohortsData, rowAt: (index: number) => CohortRow | undefined) {
  return (index: number, column: number): string => {
    const row = rowAt(index);
    const metric = data.metrics[column - 1];
    const cell = metric === undefined ? undefined : row?.cells.get(metric);
    return row && column === 0 ? spokenName(row) : cell && metric !== undefined ? cellText(data, metric, cell) : '';
  };
}
