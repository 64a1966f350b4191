/** Every panel in every state, with fixed data: what designers look at and what the browser specs and benches run on. */
import '@fontsource/inter/400.css';
import '@fontsource/inter/500.css';
import {
  applyFieldOverrides,
  DashboardCursorSync,
  type DataFrame,
  DataHoverEvent,
  type DataQueryRequest,
  type DataSourceApi,
  dateTime,
  EventBusSrv,
  getDefaultTimeRange,
  LoadingState,
  type PanelProps,
  ThemeContext,
  type TimeRange,
} from '@grafana/data';
import { type BackendSrv, config, type DataSourceSrv, setBackendSrv, setDataSourceSrv } from '@grafana/runtime';
import { GlobalStyles, PanelChrome, PanelContextProvider, PortalContainer } from '@grafana/ui';
import { type ComponentType, useEffect, useMemo, useState, version } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { of } from 'rxjs';
import { subjectEvent } from '../../../src/components/interaction/cursorPoint';
import { CohortsPanel } from '../../../src/panels/cohorts/CohortsPanel';
import { DriftHeatmapPanel } from '../../../src/panels/driftheatmap/DriftHeatmapPanel';
import { ImportancePanel } from '../../../src/panels/importance/ImportancePanel';
import { fillRegistries } from '../app/services/editors';
import { DATASOURCE_TYPE } from '../../../src/query/model';
import { answerCohorts } from './cohortFixtures';
import { bins, driftOfGroups, pairOfCells } from './driftMoreFixtures';
import { answerImportance } from './explanationFixtures';
import { SHOTS, type Shot } from './shots';

const PANELS = { drift: DriftHeatmapPanel, importance: ImportancePanel, cohorts: CohortsPanel };
/** Made once a picture, as Grafana hands the same frames to a panel until a query answers anew. */
const seriesByShot = new Map<string, DataFrame[]>();

function seriesOf(shot: Shot): DataFrame[] {
  const series = seriesByShot.get(shot.id) ?? madeSeries(shot);
  seriesByShot.set(shot.id, series);
  return series;
}

const annotationsByShot = new Map<string, DataFrame[] | undefined>();

function annotationsOf(shot: Shot): DataFrame[] | undefined {
  if (!annotationsByShot.has(shot.id)) {
    annotationsByShot.set(shot.id, shot.annotations?.());
  }
  return annotationsByShot.get(shot.id);
}

function madeSeries(shot: Shot): DataFrame[] {
  return applyFieldOverrides({
    data: shot.series(),
    fieldConfig: { defaults: shot.defaults ?? {}, overrides: [] },
    theme: config.theme2,
    replaceVariables: (text) => text,
    timeZone: shot.timeZone ?? 'utc',
  });
}

function propsOf(shot: Shot, width: number, height: number, eventBus: EventBusSrv): PanelProps {
  const series = seriesOf(shot);
  const timeRange = shot.range ? rangeOf(shot.range) : getDefaultTimeRange();
  return {
    id: 1,
    title: shot.title,
    width,
    height,
    transparent: false,
    renderCounter: 0,
    options: shot.options ?? {},
    fieldConfig: { defaults: {}, overrides: [] },
    data: {
      series,
      annotations: annotationsOf(shot),
      alertState: shot.alertState && { id: 1, dashboardUID: 'gallery', panelId: 1, state: shot.alertState },
      state: shot.state ?? LoadingState.Done,
      timeRange,
      request: requestOf(timeRange, shot.target),
    },
    timeRange,
    timeZone: shot.timeZone ?? 'utc',
    eventBus,
    onOptionsChange: () => undefined,
    onFieldConfigChange: () => undefined,
    onChangeTimeRange: (range) => note('zoom', range),
    replaceVariables: (text) => text,
  };
}

/** The request that the frames stand for: what a card asks more about goes to the same source. */
function requestOf(range: TimeRange, target?: object): DataQueryRequest {
  const query = {
    refId: 'A',
    datasource: { type: DATASOURCE_TYPE, uid: 'gallery' },
    queryType: 'drift',
    model: 'flights',
    reference: { kind: 'fixed', name: 'March' },
    ...target,
  };
  return {
    app: 'dashboard',
    panelId: 1,
    requestId: 'gallery',
    interval: '1h',
    intervalMs: 36e5,
    range,
    scopedVars: {},
    targets: [query],
    timezone: 'utc',
    startTime: 0,
  };
}

/** Answers what panels ask by themselves: bins of a column, its drift by groups, cohorts. */
const source = {
  query: ({ targets: [query] }: DataQueryRequest) =>
    of({
      data:
        query.refId === 'pair'
          ? [pairOfCells()]
          : (answerCohorts(query) ??
            answerImportance(query) ?? ['segmentBy' in query ? driftOfGroups(query) : bins(query)]),
      state: LoadingState.Done,
    }),
};
/** What cards ask about the model: which columns group its records. */
const grouping = { columns: ['carrier', 'origin'].map((name) => ({ name, segment: true })) };
const sources: Pick<DataSourceSrv, 'get'> = { get: async () => source as unknown as DataSourceApi };

function rangeOf([from, to]: [number, number]) {
  const range = { from: dateTime(from), to: dateTime(to) };
  return { ...range, raw: range };
}

/** Leaves what a panel asked for where a spec can read it. */
function note(what: string, value: unknown) {
  document.body.dataset[what] = JSON.stringify(value);
}

/** Asks a picture for another width and draws it before it returns: benches and specs time exactly that. */
const resizers = new Map<string, (width: number) => void>();
Object.assign(window, {
  resizeShot: (id: string, width: number) => flushSync(() => resizers.get(id)?.(width)),
});

function Frame({ shot }: { shot: Shot }) {
  const Panel: ComponentType<PanelProps> = PANELS[shot.panel];
  const [shotWidth, setWidth] = useState(shot.width);
  useEffect(() => {
    resizers.set(shot.id, setWidth);
    return () => void resizers.delete(shot.id);
  }, [shot.id]);
  const [eventBus] = useState(() => new EventBusSrv());
  const context = useMemo(
    () => ({
      eventsScope: 'global',
      eventBus,
      sync: () => DashboardCursorSync.Crosshair,
      onAddAdHocFilter: (item: unknown) => note('filter', item),
      canAddAnnotations: () => true,
      onAnnotationCreate: (annotation: unknown) => note('annotation', annotation),
    }),
    [eventBus]
  );
  useEffect(() => {
    const { time, subject } = shot.shared ?? {};
    if (time !== undefined) {
      eventBus.publish(new DataHoverEvent({ point: { time } }));
    }
    if (subject) {
      eventBus.publish(subjectEvent(subject));
    }
  }, [shot, eventBus]);
  return (
    <section id={shot.id} data-keys={shot.keys?.join('|')} style={{ margin: 12, width: shotWidth }}>
      <PanelContextProvider value={context}>
        <PanelChrome title={shot.title} width={shotWidth} height={shot.height}>
          {(width, height) => <Panel {...propsOf(shot, width, height, eventBus)} />}
        </PanelChrome>
      </PanelContextProvider>
    </section>
  );
}

function Gallery() {
  const only = new URLSearchParams(location.search).get('only')?.split(',');
  return (
    <ThemeContext.Provider value={config.theme2}>
      <GlobalStyles />
      <main>
        <h1>Plumbline panels</h1>
        {SHOTS.filter((shot) => (only ? only.includes(shot.id) : !shot.large)).map((shot) => (
          <Frame key={shot.id} shot={shot} />
        ))}
      </main>
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

fillRegistries();
setDataSourceSrv(sources as DataSourceSrv);
setBackendSrv({ fetch: () => of({ data: grouping }) } as unknown as BackendSrv);
// Specs ask which React they have seen.
document.body.dataset['react'] = version;
const root = document.getElementById('root');
if (root) {
  // Widths are measured once: with a font that comes later they would be those of another one, as often as not.
  await Promise.all(['400', '500'].map((weight) => document.fonts.load(`${weight} 12px Inter`)));
  createRoot(root).render(<Gallery />);
}
