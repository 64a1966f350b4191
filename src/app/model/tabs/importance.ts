import { type SceneObject } from '@grafana/scenes';
import { t } from '@grafana/i18n';
import { hasAttributions, type ModelFacts } from '../../facts/facts';
import {
  attributionDrift,
  beeswarm,
  dependence,
  explanation,
  impactQuadrants,
  impactWaterfall,
  importanceBars,
} from '../../figures/own';
import { grid, ROW } from '../../layout';
import { sendAttributions, sendThis } from '../../shared/SendThis';

/** Which features decide, whether that changed, and what moved the mean prediction. */
export function importance(facts: ModelFacts): SceneObject {
  const { name, defaultReference } = facts;
  if (!hasAttributions(facts)) {
    return grid([{ panels: [sendThis(sendAttributions(name))] }]);
  }
  const compared = defaultReference !== undefined;
  return grid([
    { height: ROW.medium, panels: [importanceBars(name), ...(compared ? [impactWaterfall(name)] : [])] },
    { height: ROW.medium, panels: [beeswarm(name), dependence(name)] },
    { height: ROW.medium, panels: compared ? [impactQuadrants(name), attributionDrift(name)] : [] },
    {
      height: ROW.medium,
      panels: [explanation(name, t('app.panel.newest-explained', 'The newest explained record'))],
    },
  ]);
}
