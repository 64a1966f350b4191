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
  VizPanel,
  VizPanelMenu,
} from '@grafana/scenes';
import { createRule, kindOf } from './alertRule';
import { fetchFacts } from './facts/fetchFacts';
import { runnerOf } from './figures/source';

/** Menu of a panel: its query in Explore, and an alert rule from it where one makes sense. */
export function panelMenu(): VizPanelMenu {
  return new VizPanelMenu({
    $behaviors: [
      (menu: SceneObject) => {
        const panel = menu.parent;
        if (menu instanceof VizPanelMenu && panel instanceof VizPanel) {
          menu.setItems(itemsOf(panel));
        }
      },
    ],
  });
}

function itemsOf(panel: VizPanel): PanelMenuItem[] {
  const [query] = runnerOf(panel)?.state.queries ?? [];
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
  return query && kindOf(query) ? [explore, alert] : [explore];
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
  if (!query) {
    return;
  }
  const datasourceUid = sceneGraph.interpolate(panel, '${ds}');
  const model = 'model' in query ? String(query.model) : '';
  // A rule without owner and runbook is better than none.
  const facts = await fetchFacts(datasourceUid, model).catch(() => undefined);
  createRule(query, { datasourceUid, owner: facts?.owner, runbookUrl: facts?.runbook });
}

/** The query of a panel with variables and filters of the page filled in: a rule knows neither. */
async function filledQuery(panel: VizPanel): Promise<SceneDataQuery | undefined> {
  const runner = runnerOf(panel);
  if (!runner) {
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
