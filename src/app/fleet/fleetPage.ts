import { t } from '@grafana/i18n';
import {
  EmbeddedScene,
  SceneAppPage,
  SceneControlsSpacer,
  SceneReactObject,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  SceneVariableSet,
  VariableValueSelectors,
} from '@grafana/scenes';
import { countDataSources } from '../dataSources';
import { runner } from '../figures/source';
import { modelPage } from '../model/modelPage';
import { modelsQuery } from '../queries';
import { NoDataSource } from '../shared/NextStep';
import { MODELS_URL } from '../urls';
import { dataSourceVariable } from '../variables';
import { FleetTable } from './FleetTable';

/** The fleet and, below it, a page a model. */
export function fleetPage(): SceneAppPage {
  return new SceneAppPage({
    title: t('app.fleet.title', 'Models'),
    subTitle: t('app.fleet.subtitle', 'Every model with what needs attention, the worst first.'),
    url: MODELS_URL,
    routePath: 'models/*',
    getScene: fleetScene,
    drilldowns: [
      {
        routePath: ':model/*',
        getPage: (match, parent) => modelPage(match.params.model, parent),
      },
    ],
  });
}

function fleetScene(): EmbeddedScene {
  if (countDataSources() === 0) {
    return new EmbeddedScene({ body: new SceneReactObject({ component: NoDataSource }) });
  }
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: 'now-90d', to: 'now' }),
    $variables: new SceneVariableSet({ variables: [dataSourceVariable()] }),
    $data: runner(modelsQuery()),
    controls: [
      new VariableValueSelectors({}),
      new SceneControlsSpacer(),
      new SceneTimePicker({ isOnCanvas: true }),
      new SceneRefreshPicker({ isOnCanvas: true }),
    ],
    body: new FleetTable(),
  });
}
