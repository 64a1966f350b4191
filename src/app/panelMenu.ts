import { type PanelMenuItem } from '@grafana/data';
import { t } from '@grafana/i18n';
import { locationService } from '@grafana/runtime';
import { sceneGraph, type SceneObject, SceneQueryRunner, sceneUtils, VizPanel, VizPanelMenu } from '@grafana/scenes';
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
    onClick: () => {
      const url = ruleUrlFor(panel, watched ?? 'drift');
      if (url) {
        locationService.push(url);
      }
    },
  };
  return watched ? [explore, alert] : [explore];
}

async function openExplore(panel: VizPanel): Promise<void> {
  const data = sceneGraph.getData(panel).state.data;
  if (data) {
    const range = sceneGraph.getTimeRange(panel).state;
    locationService.push(await sceneUtils.getExploreURL(data, panel, { from: range.from, to: range.to }));
  }
}

/** The rule editor's address for a panel's own query, with the variables of the page filled in. */
export function ruleUrlFor(panel: VizPanel, watched: Watched): string | undefined {
  const runner = sceneGraph.getData(panel);
  const request = runner.state.data?.request;
  const [target] = request?.targets ?? [];
  if (!(runner instanceof SceneQueryRunner) || !target) {
    return undefined;
  }
  const text = (name: string) => sceneGraph.interpolate(panel, name);
  const query = JSON.parse(sceneGraph.interpolate(panel, JSON.stringify(runner.state.queries[0]), undefined, 'raw'));
  const model = String(query.model);
  const method = DRIFT_METHODS.find((name) => name === query.method) ?? 'psi';
  const { threshold, higherIsWorse } = METHOD_TRAITS[method];
  const drift = watched === 'drift';
  return alertRuleUrl({
    name: drift
      ? t('app.rule.drift', '{{model}}: drift', { model, interpolation: { escapeValue: false } })
      : t('app.rule.performance', '{{model}}: performance', { model, interpolation: { escapeValue: false } }),
    datasourceUid: text('${ds}'),
    query: { ...query, window: query.window === 'auto' ? '1d' : query.window },
    side: drift && higherIsWorse ? 'above' : 'below',
    limit: drift ? threshold.breach : PERFORMANCE_FLOOR,
    rangeSeconds: 7 * DAY_SECONDS,
    labels: { model, severity: 'breach' },
  });
}
