import { EmbeddedScene, SceneAppPage, type SceneAppPageLike, SceneReactObject } from '@grafana/scenes';
import { columnPage } from '../column/columnPage';
import { countDataSources } from '../dataSources';
import { recordPage } from '../record/recordPage';
import { NoDataSource } from '../shared/NextStep';
import { MODEL_URL_KEYS, modelPath } from '../urls';
import { fitRange } from './fitRange';
import { ModelSummary } from './ModelSummary';
import { modelState } from './state';
import { TABS, tabScene } from './tabs';

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
  const page = new SceneAppPage({
    ...place,
    ...modelState(model),
    getParentPage: () => parent,
    $behaviors: fitRange(model),
    tabs: tabsOf(model),
    drilldowns: [
      {
        routePath: 'columns/:column',
        getPage: ({ params }, owner) => columnPage(model, params.column, owner),
      },
      {
        routePath: 'records/:record',
        getPage: ({ params }, owner) => recordPage(model, params.record, owner),
      },
    ],
  });
  page.setState({ subTitle: <ModelSummary page={page} model={model} /> });
  return page;
}

function tabsOf(model: string): SceneAppPage[] {
  return TABS.map(
    (spec) =>
      new SceneAppPage({
        title: spec.title(),
        url: modelPath(model, spec.tab),
        routePath: spec.tab,
        preserveUrlKeys: [...MODEL_URL_KEYS],
        getScene: () => tabScene(model, spec),
      })
  );
}
