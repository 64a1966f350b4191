/** Every panel of the project on one page, over the sample: the dashboard without Grafana's own panels. */
import { useMemo } from 'react';
import {
  EmbeddedScene,
  SceneControlsSpacer,
  SceneFlexItem,
  SceneFlexLayout,
  SceneQueryRunner,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  type SceneDataQuery,
  VizPanel,
} from '@grafana/scenes';
import { DATASOURCE_ID } from '../services/plugins';

const datasource = { type: DATASOURCE_ID, uid: 'plumbline' };
const common = { refId: 'A', model: 'flights', pluginVersion: '1.0.0' };
const reference = { kind: 'fixed' };

const PANELS: Array<{ title: string; pluginId: string; query: SceneDataQuery }> = [
  {
    title: 'Drift from March by column',
    pluginId: 'plumbline-driftheatmap-panel',
    query: {
      ...common,
      queryType: 'drift',
      columns: ['*'],
      method: 'psi',
      reference,
      window: 'auto',
      format: 'matrix',
    },
  },
  {
    title: 'Feature importance',
    pluginId: 'plumbline-importance-panel',
    query: { ...common, queryType: 'importance', reference, format: 'table' },
  },
  {
    title: 'Accuracy by carrier',
    pluginId: 'plumbline-cohorts-panel',
    query: { ...common, queryType: 'cohorts', segmentBy: ['carrier'], metrics: ['accuracy'], format: 'table' },
  },
];

function scene(): EmbeddedScene {
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: 'now-365d', to: 'now', timeZone: 'utc' }),
    controls: [new SceneControlsSpacer(), new SceneTimePicker({}), new SceneRefreshPicker({})],
    body: new SceneFlexLayout({
      direction: 'column',
      children: PANELS.map(
        ({ title, pluginId, query }) =>
          new SceneFlexItem({
            minHeight: 360,
            body: new VizPanel({ title, pluginId, $data: new SceneQueryRunner({ datasource, queries: [query] }) }),
          })
      ),
    }),
  });
}

export function PanelsPage() {
  const panels = useMemo(() => scene(), []);
  return <panels.Component model={panels} />;
}
