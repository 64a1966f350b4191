/** The heatmap as a dashboard shows it, with what it asks of the dashboard. */
import { type DataFrame, type DataQueryRequest, dateTime } from '@grafana/data';
import { type DataSourceSrv, getDataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { type DataQuery } from '@grafana/schema';
import { PanelContextProvider } from '@grafana/ui';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { vi } from 'vitest';
import { DriftHeatmapPanel } from '../../src/panels/driftheatmap/DriftHeatmapPanel';
import { DEFAULT_OPTIONS, type DriftHeatmapOptions } from '../../src/panels/driftheatmap/options';
import { exampleFrame, HOUR, START } from '../../src/panels/driftheatmap/testFrames';
import { DATASOURCE_TYPE } from '../../src/query/model';
import { panelProps } from './panelProps';

const RANGE: [number, number] = [START, START + 5 * HOUR];

/** What a drift panel of Plumbline's own data source asked. */
function driftRequest(targets?: DataQuery[]): DataQueryRequest {
  const range = { from: dateTime(RANGE[0]), to: dateTime(RANGE[1]) };
  const query = {
    refId: 'A',
    datasource: { type: DATASOURCE_TYPE, uid: 'plumb' },
    queryType: 'drift',
    model: 'flights',
  };
  return {
    app: 'dashboard',
    requestId: 'q',
    interval: '1h',
    intervalMs: HOUR,
    range: { ...range, raw: range },
    scopedVars: {},
    targets: targets ?? [query],
    timezone: 'utc',
    startTime: 0,
  };
}

interface Given {
  options?: Partial<DriftHeatmapOptions>;
  series?: DataFrame[];
  /** Whether the data are of Plumbline's own source, whose columns have pages. */
  ours?: boolean;
  /** What that source was asked; one query of drift without them. */
  targets?: DataQuery[];
}

/** What cards ask beside the panel's query fails where a test does not say what it is answered with. */
const noSource = { get: () => Promise.reject(new Error('no data source')), getInstanceSettings: () => undefined };

export function openHeatmap({ options = {}, series = [exampleFrame()], ours = true, targets }: Given = {}) {
  if (!getDataSourceSrv()) {
    setDataSourceSrv(noSource as unknown as DataSourceSrv);
  }
  const onAddAdHocFilter = vi.fn();
  const onChangeTimeRange = vi.fn();
  const props = panelProps<DriftHeatmapOptions>({ series, range: RANGE, options, onChangeTimeRange });
  const data = { ...props.data, request: ours ? driftRequest(targets) : undefined };
  const { container } = render(
    <PanelContextProvider value={{ eventsScope: 'global', eventBus: props.eventBus, onAddAdHocFilter }}>
      <DriftHeatmapPanel {...props} data={data} options={{ ...DEFAULT_OPTIONS, ...options }} />
    </PanelContextProvider>
  );
  const said = () => container.querySelector('[aria-live]')?.textContent ?? '';
  const [base, overlay] = container.querySelectorAll('canvas');
  return { container, base, overlay, said, user: userEvent.setup(), onAddAdHocFilter, onChangeTimeRange };
}
