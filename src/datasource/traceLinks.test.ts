import { FieldType, toDataFrame } from '@grafana/data';
import { type DataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { beforeEach, expect, it } from 'vitest';
import { withTraceLinks } from './traceLinks';

beforeEach(() =>
  setDataSourceSrv({
    getInstanceSettings: (uid: string) => (uid === 'tempo' ? { name: 'Tempo' } : undefined),
  } as unknown as DataSourceSrv)
);

const frame = toDataFrame({
  fields: [
    { name: 'id', values: ['a'], type: FieldType.string },
    { name: 'trace_id', values: ['4bf9'], type: FieldType.string },
  ],
});

it('leads from a trace id to the trace and to its logs', () => {
  const [linked] = withTraceLinks([frame], { tracesUid: 'tempo', logsUid: 'gone' });
  expect(linked?.fields[0]?.config.links).toBeUndefined();
  expect(linked?.fields[1]?.config.links).toEqual([
    expect.objectContaining({
      title: 'Trace',
      internal: expect.objectContaining({ datasourceUid: 'tempo', datasourceName: 'Tempo' }),
    }),
    expect.objectContaining({ title: 'Logs', internal: expect.objectContaining({ datasourceName: 'gone' }) }),
  ]);
});

it('leaves answers alone where there is nothing to link', () => {
  expect(withTraceLinks([frame], {})[0]).toBe(frame);
  const other = toDataFrame({ fields: [{ name: 'id', values: ['a'], type: FieldType.string }] });
  expect(withTraceLinks([other], { tracesUid: 'tempo' })[0]).toBe(other);
});
