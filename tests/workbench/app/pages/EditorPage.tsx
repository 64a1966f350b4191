/** The query editor, as built, with its answer below: the part of Explore that belongs to a data source. */
import {
  CoreApp,
  type DataQueryRequest,
  dateTime,
  getDefaultTimeRange,
  LoadingState,
  type PanelData,
} from '@grafana/data';
import { getDataSourceSrv, getRunRequest } from '@grafana/runtime';
import { type DataQuery } from '@grafana/schema';
import { Alert, Button, LoadingPlaceholder, Stack, Text } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { Table } from '../services/corePanel';

type Api = Awaited<ReturnType<ReturnType<typeof getDataSourceSrv>['get']>>;

const DAYS = 365;

function requestFor(query: DataQuery): DataQueryRequest {
  const to = dateTime();
  const from = dateTime(to).subtract(DAYS, 'days');
  return {
    app: CoreApp.Explore,
    requestId: 'editor',
    timezone: 'utc',
    range: { from, to, raw: { from: `now-${DAYS}d`, to: 'now' } },
    interval: '1d',
    intervalMs: 86_400_000,
    maxDataPoints: 400,
    targets: [query],
    scopedVars: {},
    startTime: Date.now(),
  };
}

export function EditorPage() {
  const [api, setApi] = useState<Api>();
  const [query, setQuery] = useState<DataQuery>({ refId: 'A' });
  const [data, setData] = useState<PanelData>();
  useEffect(() => {
    void getDataSourceSrv()
      .get(null)
      .then((found) => {
        setQuery({ refId: 'A', ...found.getDefaultQuery?.(CoreApp.Explore) });
        setApi(found);
      });
  }, []);
  const Editor = api?.components?.QueryEditor;
  if (!api || !Editor) {
    return <LoadingPlaceholder text="Loading the data source" />;
  }
  const run = () => getRunRequest()(api, requestFor(query)).subscribe(setData);
  return (
    <Stack direction="column" gap={2}>
      <Text element="h1">Query editor</Text>
      <Editor
        datasource={api}
        query={query}
        onChange={setQuery}
        onRunQuery={run}
        app={CoreApp.Explore}
        range={getDefaultTimeRange()}
      />
      <div>
        <Button onClick={run}>Run query</Button>
      </div>
      {data?.error && <Alert title={data.error.message ?? 'The query failed'} severity="error" />}
      {data?.state === LoadingState.Done && (
        <section aria-label="Answer">
          {data.series.map((frame, i) => (
            <Table key={i} frame={frame} />
          ))}
        </section>
      )}
    </Stack>
  );
}
