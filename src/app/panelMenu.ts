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
import { METHOD_TRAITS } from '../query/defaults';
import { DRIFT_METHODS } from '../query/model';
import { alertRuleUrl } from './alertRule';

/** What an alert rule made from a panel would watch; nothing where no rule makes sense. */
type Watched = 'drift' | 'performance';

const DAY_SECONDS = 86_400;
/** Accuracy and the like below which a rule made from a panel fires; the editor shows it for correction. */
const PERFORMANCE_FLOOR = 0.8;

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
    onClick: () => void openRuleEditor(panel, watched ?? 'drift'),
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

async function openRuleEditor(panel: VizPanel, watched: Watched): Promise<void> {
  const query = await filledQuery(panel);
  if (query) {
    locationService.push(ruleUrl(query, sceneGraph.interpolate(panel, '${ds}'), watched));
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

/** The rule editor's address for a query without variables. */
export function ruleUrl(query: SceneDataQuery, datasourceUid: string, watched: Watched): string {
  const model = String(query.model);
  const method = DRIFT_METHODS.find((name) => name === query.method) ?? 'psi';
  const { threshold, higherIsWorse } = METHOD_TRAITS[method];
  const drift = watched === 'drift';
  const names = { model, interpolation: { escapeValue: false } };
  return alertRuleUrl({
    name: drift
      ? t('app.rule.drift', '{{model}}: drift', names)
      : t('app.rule.performance', '{{model}}: performance', names),
    datasourceUid,
    // A rule judges complete windows of a length that does not change with the width of a panel.
    query: { ...query, window: query.window === 'auto' ? '1d' : query.window },
    side: drift && higherIsWorse ? 'above' : 'below',
    limit: drift ? threshold.breach : PERFORMANCE_FLOOR,
    rangeSeconds: 7 * DAY_SECONDS,
    labels: { model, severity: 'breach' },
  });
}
