import { type DataSourceInstanceSettings } from '@grafana/data';
import { setDataSourceSrv, type DataSourceSrv } from '@grafana/runtime';
import {
  AdHocFiltersVariable,
  getUrlState,
  QueryVariable,
  SceneAppPage,
  sceneGraph,
  type SceneDataQuery,
  type SceneObject,
  SceneQueryRunner,
  syncStateFromSearchParams,
  VizPanel,
} from '@grafana/scenes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MetricTask, performanceTraits } from '../query/metrics';
import { type PerformanceMetric } from '../query/model';
import { parseQuery } from '../query/validate';
import { type ModelFacts } from './facts/facts';
import { driftHeatmap } from './figures/own';
import { runnerOf } from './figures/source';
import { fleetPage } from './fleet/fleetPage';
import { modelPage } from './model/modelPage';
import { TABS } from './model/tabs';
import { applyFilter } from './panels';
import { chooseSegment, keepSegment } from './facts/chooseSegment';
import { testFacts } from './testFacts';

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

  it('takes a segment without a value for none, as long as the page is open', () => {
    const page = openModel();
    const end = keepSegment(page, testFacts());
    syncStateFromSearchParams(page, new URLSearchParams('var-segment=origin'));
    expect(sceneGraph.interpolate(page, '$segment')).toBe('origin');
    syncStateFromSearchParams(page, new URLSearchParams('var-segment='));
    expect(sceneGraph.interpolate(page, '$segment')).toBe('carrier');
    end();
    syncStateFromSearchParams(page, new URLSearchParams('var-segment='));
    expect(sceneGraph.interpolate(page, '$segment')).toBe('');
  });

  it('takes the first segment of the model where none is chosen, and leaves a choice alone', () => {
    const page = openModel();
    chooseSegment(page, testFacts({ segments: false }));
    expect(sceneGraph.interpolate(page, '$segment')).toBe('');
    chooseSegment(page, testFacts());
    expect(sceneGraph.interpolate(page, '$segment')).toBe('carrier');
    syncStateFromSearchParams(page, new URLSearchParams('var-segment=origin'));
    chooseSegment(page, testFacts());
    expect(sceneGraph.interpolate(page, '$segment')).toBe('origin');
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

describe('the data source of a page', () => {
  const sources = (...list: Array<Partial<DataSourceInstanceSettings>>) =>
    setDataSourceSrv({ ...ONE_SOURCE, getList: () => list } as unknown as DataSourceSrv);
  afterAll(() => setDataSourceSrv(ONE_SOURCE as DataSourceSrv));

  it('is the default of Grafana where that is one of ours, and the choice of an address before it', () => {
    sources({ uid: 'a', name: 'A' }, { uid: 'main', name: 'Main', isDefault: true });
    const page = openModel();
    expect(sceneGraph.interpolate(page, '${ds}')).toBe('main');
    syncStateFromSearchParams(page, new URLSearchParams('var-ds=a'));
    expect(sceneGraph.interpolate(page, '${ds}')).toBe('a');
  });

  it('is left to the list where there is no such default', () => {
    sources({ uid: 'a', name: 'A' }, { uid: 'b', name: 'B' });
    expect(sceneGraph.interpolate(openModel(), '${ds}')).toBe('');
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

  it('on several columns chooses all of them', () => {
    const page = openModel();
    const columns = ['temp', 'dow'];
    applyFilter(firstScene(page), { key: 'column', operator: '=|', value: 'temp', values: columns });
    expect(getUrlState(page)['var-column']).toEqual(columns);
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

/** Variables as a page fills them in. */
function filledIn(query: SceneDataQuery): unknown {
  const values: Record<string, string> = { method: 'psi', window: '1d', __timezone: 'Europe/Berlin' };
  return JSON.parse(JSON.stringify(query).replaceAll(/\$\{?(\w+)\}?/g, (_, name: string) => values[name] ?? 'name'));
}

function runnersIn(scene: SceneObject): SceneQueryRunner[] {
  return sceneGraph
    .findAllObjects(scene, (object) => object instanceof SceneQueryRunner)
    .filter((object) => object instanceof SceneQueryRunner);
}

const TASKS: MetricTask[] = ['binary', 'multiclass', 'regression', 'ranking', 'generative'];

describe('queries of the pages', () => {
  const models = [
    ...TASKS.map((task) => testFacts({ task, service: true })),
    testFacts({ labels: false, attributions: false, segments: false, reference: false }),
  ];

  it.each(TABS.map((spec) => [spec.tab, spec] as const))('of %s are what the back end accepts', (_, spec) => {
    for (const facts of models) {
      for (const runner of runnersIn(spec.build(facts))) {
        for (const query of runner.state.queries) {
          expect(parseQuery(filledIn(query))).toMatchObject({ model: 'flights' });
        }
      }
    }
  });

  it('ask a model only for metrics of its task', () => {
    for (const facts of models) {
      for (const query of TABS.flatMap(({ build }) => runnersIn(build(facts))).flatMap(({ state }) => state.queries)) {
        const asked = parseQuery(filledIn(query));
        const metrics = 'metrics' in asked ? (asked.metrics ?? []) : [];
        if (['performance', 'performance-estimated', 'cohorts'].includes(asked.queryType)) {
          for (const metric of metrics) {
            expect(performanceTraits(metric as PerformanceMetric).tasks, metric).toContain(facts.task);
          }
        }
      }
    }
  });

  it('ask nothing that a model without labels, attributions and segments cannot answer', () => {
    const bare = testFacts({ labels: false, attributions: false, segments: false, reference: false });
    const asked = TABS.flatMap(({ build }) => runnersIn(build(bare)))
      .flatMap(({ state }) => state.queries)
      .map((query) => parseQuery(filledIn(query)).queryType);
    for (const type of ['importance', 'beeswarm', 'impact', 'explanation', 'cohorts', 'fairness', 'calibration']) {
      expect(asked).not.toContain(type);
    }
  });

  it('put the importance beside the drift where there is one', () => {
    const asked = (facts: ModelFacts) => runnerOf(driftHeatmap(facts))?.state.queries.map(({ refId }) => refId);
    expect(asked(testFacts())).toEqual(['A', 'M']);
    expect(asked(testFacts({ attributions: false }))).toEqual(['A']);
  });

  it('draw drift, importance and cohorts with the panels of this plugin', () => {
    const [overview] = TABS;
    const panels = sceneGraph.findAllObjects(overview.build(testFacts()), (object) => object instanceof VizPanel);
    const ids = panels.map((panel) => (panel instanceof VizPanel ? panel.state.pluginId : ''));
    expect(ids).toEqual(
      expect.arrayContaining(['plumbline-driftheatmap-panel', 'plumbline-importance-panel', 'plumbline-cohorts-panel'])
    );
  });
});
