import { useCallback, useMemo } from 'react';
import { type CardState } from '../../components/list/ListFigure';
import { CohortCard } from './CohortCard';
import { filterOf, subjectOf } from './cohortSubject';
import { cohortsTable, rowText, summaryText } from './cohortText';
import { type CohortsData, knowsRest, leadValue } from './prepareCohorts';
import { useSlotKeys } from './slots';

/** What every list of cohorts says and does, however its rows are drawn. */
export function useCohortRows(data: CohortsData) {
  const { rows, metrics, truncated } = data;
  const summary = useMemo(() => summaryText(data), [data]);
  const keys = useSlotKeys(
    (row) => rows[row]?.name,
    (row) => knowsRest(data, rows[row])
  );
  return {
    summary: [keys.said, summary].filter(Boolean).join(' · '),
    table: useCallback((style: 'shown' | 'full') => cohortsTable(data, style), [data]),
    truncated,
    count: rows.length,
    textOf: useCallback((row: number) => (rows[row] ? rowText(data, rows[row]) : ''), [data, rows]),
    isMarked: (row: number) => metrics.some((metric) => rows[row]?.cells.get(metric)?.significant),
    renderCard: (row: number, card: CardState) => <CohortCard data={data} row={rows[row]} {...card} />,
    subjectOf: useCallback((row: number) => rows[row] && subjectOf(rows[row]), [rows]),
    linkedValue: (row: number) => leadValue(data, rows[row]),
    filterOf: (row: number) => filterOf(rows[row]),
    onKey: keys.onKey,
    said: keys.said,
  };
}
