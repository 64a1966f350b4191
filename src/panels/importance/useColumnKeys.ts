import { locationService } from '@grafana/runtime';
import { useCallback } from 'react';
import { useRecordsUrl } from '../../components/figure/panelScope';
import { columnUrl } from '../../components/selection/recordsUrl';

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
      const page = key === 'd' && column !== undefined ? columnUrl(records, column) : records;
      if (page === undefined) {
        return false;
      }
      locationService.push(page);
      return true;
    },
    [recordsUrl, refId]
  );
}
