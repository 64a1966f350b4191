import { DashboardCursorSync, type DataSourceInstanceSettings } from '@grafana/data';
import { type DataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { VizPanel } from '@grafana/scenes';
import { expect, it } from 'vitest';
import { TABS, tabScene } from './model/tabs';

const ONE_SOURCE: Pick<DataSourceSrv, 'getList' | 'getInstanceSettings'> = {
  getList: () => [{ uid: 'plumb', name: 'Plumbline' } as DataSourceInstanceSettings],
  getInstanceSettings: () => undefined,
};

it.each(TABS.map((spec) => [spec.tab, spec] as const))('panels of the tab %s share their cursor', (_, spec) => {
  setDataSourceSrv(ONE_SOURCE as DataSourceSrv);
  const scene = tabScene('flights', spec);
  // The body builds its panels once it knows the model: any panel below the scene has the same context.
  const panel = new VizPanel({ pluginId: 'text' });
  scene.setState({ body: panel });
  expect(panel.getPanelContext().sync?.()).toBe(DashboardCursorSync.Crosshair);
});
