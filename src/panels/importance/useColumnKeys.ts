import { locationService } from '@grafana/runtime';
import { useCallback } from 'react';
import { useRecordsUrl } from '../../components/figure/panelScope';

/** The page of a column is beside that of the records, with the same state. */
export const columnPage = (records: string, column: string): string =>
  records.replace(/\/records(?=\?|$)/, () => `/columns/${encodeURIComponent(column)}`);

/**
 * Keys of rows that stand for a column: `d` opens its dependence, `r` its records.
 *
 * @param refId query of the frame that the column stands in.
 * @returns whether the key was one of them; for other data sources none is.
 */
export function useColumnKeys(refId: string | undefined): (key: string, column: string | undefined) => boolean {
  const recordsUrl = useRecordsUrl();
  return useCallback(
    (key, column) => {
      const records =
        column === undefined || (key !== 'd' && key !== 'r') ? undefined : recordsUrl({ refId, columns: [column] });
      if (records === undefined || column === undefined) {
        return false;
      }
      locationService.push(key === 'd' ? columnPage(records, column) : records);
      return true;
    },
    [recordsUrl, refId]
  );
}
