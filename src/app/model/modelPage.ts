import { t } from '@grafana/i18n';
import {
  EmbeddedScene,
  SceneAppPage,
  type SceneAppPageLike,
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
import { cohortsScene, driftScene, importanceScene, overviewScene, performanceScene, recordsScene } from './scenes';

/** Page of one model. Range and variables belong to the page, so they stay as they are from tab to tab. */
export function modelPage(model: string, parent: SceneAppPageLike): SceneAppPage {
  const page = { title: model, url: modelPath(model), routePath: ':model/*', preserveUrlKeys: [...MODEL_URL_KEYS] };
  if (countDataSources() === 0) {
    return new SceneAppPage({
      ...page,
      getParentPage: () => parent,
      getScene: () => new EmbeddedScene({ body: new SceneReactObject({ component: NoDataSource }) }),
    });
  }
  return new SceneAppPage({
    ...page,
    getParentPage: () => parent,
    $timeRange: new SceneTimeRange({ from: 'now-90d', to: 'now' }),
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
    controls: [new SceneTimePicker({}), new SceneRefreshPicker({})],
    tabs: tabsOf(model),
  });
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
