import { type DataSourceInstanceSettings } from '@grafana/data';
import { setDataSourceSrv, type DataSourceSrv } from '@grafana/runtime';
import {
  AdHocFiltersVariable,
  getUrlState,
  QueryVariable,
  SceneAppPage,
  sceneGraph,
  SceneQueryRunner,
  syncStateFromSearchParams,
  VizPanel,
} from '@grafana/scenes';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseQuery } from '../query/validate';
import { fleetPage } from './fleet/fleetPage';
import { modelPage } from './model/modelPage';
import { applyFilter } from './panels';

/** As much of Grafana's list of data sources as pages ask for: one Plumbline. */
const ONE_SOURCE: Pick<DataSourceSrv, 'getList' | 'getInstanceSettings'> = {
  getList: () => [{ uid: 'plumb', name: 'Plumbline' } as DataSourceInstanceSettings],
  getInstanceSettings: () => undefined,
};

beforeAll(() => setDataSourceSrv(ONE_SOURCE as DataSourceSrv));

function openModel(): SceneAppPage {
  return modelPage('flights', fleetPage());
}

function firstScene(page: SceneAppPage, tab = 0) {
  const tabPage = page.state.tabs?.[tab];
  if (!(tabPage instanceof SceneAppPage)) {
    throw new Error('the model page has no such tab');
  }
  const scene = tabPage.getScene({ params: {}, isExact: true, path: '', url: tabPage.state.url });
  page.initializeScene(scene);
  return scene;
}

describe('URL state of a model', () => {
  it('holds range, method, window, reference, version, column, segment and filters', () => {
    const state = getUrlState(openModel());
    expect(state).toMatchObject({
      from: 'now-90d',
      to: 'now',
      'var-method': 'psi',
      'var-window': 'auto',
      'var-ref': 'fixed',
      'var-version': ['$__all'],
      'var-column': ['$__all'],
    });
    expect(Object.keys(state)).toEqual(expect.arrayContaining(['var-segment', 'var-filters', 'var-ds']));
  });

  it('comes back from a deep link', () => {
    const page = openModel();
    const search = 'from=now-7d&to=now&var-method=ks&var-ref=previous&var-column=temp&var-filters=origin|%3D|EWR';
    syncStateFromSearchParams(page, new URLSearchParams(search));
    expect(sceneGraph.getTimeRange(page).state.from).toBe('now-7d');
    expect(sceneGraph.interpolate(page, '$method $ref $column')).toBe('ks previous temp');
    const filters = sceneGraph.lookupVariable('filters', page);
    expect(filters).toBeInstanceOf(AdHocFiltersVariable);
    expect(filters?.state).toMatchObject({ filters: [{ key: 'origin', operator: '=', value: 'EWR' }] });
  });

  it('is shared by all tabs', () => {
    const page = openModel();
    syncStateFromSearchParams(page, new URLSearchParams('var-method=js'));
    for (const tab of page.state.tabs ?? []) {
      expect(tab.state.preserveUrlKeys).toContain('var-method');
    }
    expect(sceneGraph.interpolate(firstScene(page, 1), '$method')).toBe('js');
  });
});

describe('a click in a panel', () => {
  it('on a column chooses that column', () => {
    const page = openModel();
    applyFilter(firstScene(page), { key: 'column', operator: '=', value: 'temp' });
    const column = sceneGraph.lookupVariable('column', page);
    expect(column).toBeInstanceOf(QueryVariable);
    expect(getUrlState(page)['var-column']).toEqual(['temp']);
  });

  it('leaves a column out of those that are shown', () => {
    const page = openModel();
    const scene = firstScene(page);
    const column = sceneGraph.lookupVariable('column', page);
    if (!(column instanceof QueryVariable)) {
      throw new Error('no variable for columns');
    }
    column.setState({ options: ['temp', 'humid', 'dow'].map((value) => ({ value, label: value })) });
    applyFilter(scene, { key: 'column', operator: '!=', value: 'temp' });
    expect(column.state.value).toEqual(['humid', 'dow']);
    applyFilter(scene, { key: 'column', operator: '!=', value: 'humid' });
    applyFilter(scene, { key: 'column', operator: '!=', value: 'dow' });
    expect(column.hasAllValue()).toBe(true);
  });

  it('on a value adds a row filter once', () => {
    const page = openModel();
    const scene = firstScene(page);
    const filter = { key: 'carrier', operator: '=', value: 'UA' };
    applyFilter(scene, filter);
    applyFilter(scene, filter);
    expect(getUrlState(page)['var-filters']).toEqual(['carrier|=|UA']);
  });
});

describe('queries of the pages', () => {
  const tabs = [0, 1, 2, 3, 4, 5];

  it.each(tabs)('of tab %d are what the back end accepts, once their variables are filled in', (tab) => {
    const scene = firstScene(openModel(), tab);
    const runners = sceneGraph.findAllObjects(scene, (object) => object instanceof SceneQueryRunner);
    expect(runners.length).toBeGreaterThan(0);
    for (const runner of runners.filter((object) => object instanceof SceneQueryRunner)) {
      for (const query of runner.state.queries) {
        const filled = JSON.stringify(query)
          .replaceAll('$method', 'psi')
          .replaceAll('$window', '1d')
          .replaceAll(/\$\{?\w+\}?/g, 'name');
        expect(parseQuery(JSON.parse(filled))).toMatchObject({ model: 'flights' });
      }
    }
  });

  it('draw drift, importance and cohorts with the panels of this plugin', () => {
    const scene = firstScene(openModel());
    const panels = sceneGraph.findAllObjects(scene, (object) => object instanceof VizPanel);
    const ids = panels.map((panel) => (panel instanceof VizPanel ? panel.state.pluginId : ''));
    expect(ids).toEqual(
      expect.arrayContaining(['plumbline-driftheatmap-panel', 'plumbline-importance-panel', 'plumbline-cohorts-panel'])
    );
  });
});
