import { t } from '@grafana/i18n';
import { locationService } from '@grafana/runtime';
import {
  EmbeddedScene,
  sceneGraph,
  SceneAppPage,
  type SceneAppPageLike,
  type SceneObject,
  SceneReactObject,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  SceneVariableSet,
} from '@grafana/scenes';
import { countDataSources } from '../dataSources';
import { NoDataSource } from '../shared/NextStep';
import { MODEL_URL_KEYS, modelPath, type ModelTab } from '../urls';
import {
  columnVariable,
  dataSourceVariable,
  filtersVariable,
  methodVariable,
  referenceVariable,
  segmentVariable,
  versionVariable,
  windowVariable,
} from '../variables';
import { ModelSummary } from './ModelSummary';
import { newestPrediction, OPENING_RANGE, openingRange } from './newest';
import { cohortsScene, driftScene, importanceScene, overviewScene, performanceScene, recordsScene } from './scenes';

/** Page of one model. Range and variables belong to the page, so they stay as they are from tab to tab. */
export function modelPage(model: string, parent: SceneAppPageLike): SceneAppPage {
  const place = { title: model, url: modelPath(model), routePath: ':model/*', preserveUrlKeys: [...MODEL_URL_KEYS] };
  if (countDataSources() === 0) {
    return new SceneAppPage({
      ...place,
      getParentPage: () => parent,
      getScene: () => new EmbeddedScene({ body: new SceneReactObject({ component: NoDataSource }) }),
    });
  }
  // Asked before the page writes its own defaults into the address.
  const rangeIsGiven = locationService.getSearch().has('from');
  const page = new SceneAppPage({
    ...place,
    getParentPage: () => parent,
    $timeRange: new SceneTimeRange({ ...OPENING_RANGE }),
    $variables: new SceneVariableSet({
      variables: [
        dataSourceVariable(),
        methodVariable(),
        windowVariable(),
        referenceVariable(model),
        versionVariable(model),
        columnVariable(model),
        segmentVariable(model),
        filtersVariable(),
      ],
    }),
    $behaviors: rangeIsGiven ? [] : [(owner: SceneObject) => void fitRange(owner, model)],
    controls: [new SceneTimePicker({}), new SceneRefreshPicker({})],
    tabs: tabsOf(model),
  });
  page.setState({ subTitle: <ModelSummary page={page} model={model} /> });
  return page;
}

/** Moves the range to where the data are, when they are older than the range that a page opens with. */
async function fitRange(page: SceneObject, model: string): Promise<void> {
  const range = sceneGraph.getTimeRange(page);
  const before = range.state;
  const newest = await newestPrediction(sceneGraph.interpolate(page, '${ds}'), model).catch(() => undefined);
  const { from, to } = openingRange(newest, Date.now());
  const untouched = range.state.from === before.from && range.state.to === before.to;
  if (untouched && from !== before.from && range instanceof SceneTimeRange) {
    const fitted = new SceneTimeRange({ from, to });
    range.setState({ from, to, value: fitted.state.value });
  }
}

function tabsOf(model: string): SceneAppPage[] {
  const tabs: Array<[tab: ModelTab, title: string, scene: (model: string) => EmbeddedScene]> = [
    ['overview', t('app.tab.overview', 'Overview'), overviewScene],
    ['drift', t('app.tab.drift', 'Drift'), driftScene],
    ['performance', t('app.tab.performance', 'Performance'), performanceScene],
    ['importance', t('app.tab.importance', 'Importance'), importanceScene],
    ['cohorts', t('app.tab.cohorts', 'Cohorts'), cohortsScene],
    ['records', t('app.tab.records', 'Records'), recordsScene],
  ];
  return tabs.map(
    ([tab, title, scene]) =>
      new SceneAppPage({
        title,
        url: modelPath(model, tab),
        routePath: tab,
        preserveUrlKeys: [...MODEL_URL_KEYS],
        getScene: () => scene(model),
      })
  );
}
