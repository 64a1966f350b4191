import { type PanelMenuItem } from '@grafana/data';
import { t } from '@grafana/i18n';
import { getDataSourceSrv, locationService } from '@grafana/runtime';
import {
  AdHocFiltersVariable,
  getExploreURL,
  SafeSerializableSceneObject,
  type SceneDataQuery,
  sceneGraph,
  type SceneObject,
  SceneQueryRunner,
  VizPanel,
  VizPanelMenu,
} from '@grafana/scenes';
import { createRule } from './alertRule';

/** What an alert rule made from a panel would watch; nothing where no rule makes sense. */
type Watched = 'drift' | 'performance';

/** Menu of a panel: its query in Explore, and an alert rule from it. */
export function panelMenu(watched?: Watched): VizPanelMenu {
  return new VizPanelMenu({
    $behaviors: [
      (menu: SceneObject) => {
        const panel = menu.parent;
        if (menu instanceof VizPanelMenu && panel instanceof VizPanel) {
          menu.setItems(itemsOf(panel, watched));
        }
      },
    ],
  });
}

function itemsOf(panel: VizPanel, watched?: Watched): PanelMenuItem[] {
  const explore: PanelMenuItem = {
    text: t('app.menu.explore', 'Explore'),
    iconClassName: 'compass',
    onClick: () => void openExplore(panel),
  };
  const alert: PanelMenuItem = {
    text: t('app.menu.alert', 'New alert rule'),
    iconClassName: 'bell',
    onClick: () => void openRuleEditor(panel),
  };
  return watched ? [explore, alert] : [explore];
}

async function openExplore(panel: VizPanel): Promise<void> {
  const data = sceneGraph.getData(panel).state.data;
  if (data) {
    const range = sceneGraph.getTimeRange(panel).state;
    locationService.push(await getExploreURL(data, panel, { from: range.from, to: range.to }));
  }
}

async function openRuleEditor(panel: VizPanel): Promise<void> {
  const query = await filledQuery(panel);
  if (query) {
    createRule(query, { datasourceUid: sceneGraph.interpolate(panel, '${ds}') });
  }
}

/** The query of a panel with variables and filters of the page filled in: a rule knows neither. */
async function filledQuery(panel: VizPanel): Promise<SceneDataQuery | undefined> {
  const runner = sceneGraph.getData(panel);
  if (!(runner instanceof SceneQueryRunner)) {
    return undefined;
  }
  const datasource = await getDataSourceSrv().get({ uid: sceneGraph.interpolate(panel, '${ds}') });
  const scopedVars = { __sceneObject: new SafeSerializableSceneObject(panel) };
  const filters = sceneGraph.lookupVariable('filters', panel);
  return datasource.interpolateVariablesInQueries?.(
    runner.state.queries,
    scopedVars,
    filters instanceof AdHocFiltersVariable ? filters.state.filters : []
  )[0];
}
