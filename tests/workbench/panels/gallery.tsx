/** Every panel in every state, with fixed data: what designers look at and what the browser specs and benches run on. */
import '@fontsource/inter/400.css';
import '@fontsource/inter/500.css';
import {
  applyFieldOverrides,
  dateTime,
  EventBusSrv,
  getDefaultTimeRange,
  LoadingState,
  type PanelProps,
  ThemeContext,
} from '@grafana/data';
import { config } from '@grafana/runtime';
import { GlobalStyles, PanelChrome, PanelContextProvider, PortalContainer } from '@grafana/ui';
import { type ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import { CohortsPanel } from '../../../src/panels/cohorts/CohortsPanel';
import { DriftHeatmapPanel } from '../../../src/panels/driftheatmap/DriftHeatmapPanel';
import { ImportancePanel } from '../../../src/panels/importance/ImportancePanel';
import { fillRegistries } from '../app/services/editors';
import { SHOTS, type Shot } from './shots';

const PANELS = { drift: DriftHeatmapPanel, importance: ImportancePanel, cohorts: CohortsPanel };
const eventBus = new EventBusSrv();

function propsOf(shot: Shot, width: number, height: number): PanelProps {
  const series = applyFieldOverrides({
    data: shot.series(),
    fieldConfig: { defaults: shot.defaults ?? {}, overrides: [] },
    theme: config.theme2,
    replaceVariables: (text) => text,
    timeZone: shot.timeZone ?? 'utc',
  });
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
    data: { series, annotations: shot.annotations?.(), state: LoadingState.Done, timeRange },
    timeRange,
    timeZone: shot.timeZone ?? 'utc',
    eventBus,
    onOptionsChange: () => undefined,
    onFieldConfigChange: () => undefined,
    onChangeTimeRange: (range) => note('zoom', range),
    replaceVariables: (text) => text,
  };
}

function rangeOf([from, to]: [number, number]) {
  const range = { from: dateTime(from), to: dateTime(to) };
  return { ...range, raw: range };
}

/** Leaves what a panel asked for where a spec can read it. */
function note(what: string, value: unknown) {
  document.body.dataset[what] = JSON.stringify(value);
}

function Frame({ shot }: { shot: Shot }) {
  const Panel: ComponentType<PanelProps> = PANELS[shot.panel];
  return (
    <section id={shot.id} style={{ margin: 12, width: shot.width }}>
      <PanelContextProvider
        value={{ eventsScope: 'global', eventBus, onAddAdHocFilter: (item) => note('filter', item) }}
      >
        <PanelChrome title={shot.title} width={shot.width} height={shot.height}>
          {(width, height) => <Panel {...propsOf(shot, width, height)} />}
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
        {SHOTS.filter((shot) => !only || only.includes(shot.id)).map((shot) => (
          <Frame key={shot.id} shot={shot} />
        ))}
      </main>
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

fillRegistries();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(<Gallery />);
}
