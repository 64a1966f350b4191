import { type DataQueryRequest, SupplementaryQueryType } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { type PlumblineQuery, type RecordsQuery } from '../query/model';
import { volumeOf, volumeRequest } from './logsVolume';

const LINES: RecordsQuery = {
  refId: 'A',
  queryType: 'records',
  model: 'flights',
  show: 'logs',
  limit: 5,
  live: true,
  filters: [{ key: 'carrier', operator: '=', value: 'UA' }],
};
const { LogsSample, LogsVolume } = SupplementaryQueryType;

describe('the volume above log lines', () => {
  it('is of the same rows, whatever the limit of the lines', () => {
    expect(volumeOf({ type: LogsVolume }, LINES)).toEqual({
      refId: 'log-volume-A',
      queryType: 'records',
      model: 'flights',
      show: 'logs-volume',
      filters: LINES.filters,
    });
  });

  it('is there for log lines that are shown, and for nothing else', () => {
    expect(volumeOf({ type: LogsSample }, LINES)).toBeUndefined();
    expect(volumeOf({ type: LogsVolume }, { ...LINES, hide: true })).toBeUndefined();
    expect(volumeOf({ type: LogsVolume }, { ...LINES, show: 'rows' })).toBeUndefined();
    expect(volumeOf({ type: LogsVolume }, { refId: 'B', queryType: 'drift', model: 'flights' })).toBeUndefined();
  });

  it('leaves the other queries of a request out', () => {
    const request = (targets: PlumblineQuery[]) => ({ targets }) as DataQueryRequest<PlumblineQuery>;
    const drift: PlumblineQuery = { refId: 'B', queryType: 'drift', model: 'flights' };
    expect(volumeRequest(LogsVolume, request([drift, LINES]))?.targets.map(({ refId }) => refId)).toEqual([
      'log-volume-A',
    ]);
    expect(volumeRequest(LogsVolume, request([drift]))).toBeUndefined();
  });
});
