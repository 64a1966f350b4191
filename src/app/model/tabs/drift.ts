import { type SceneObject } from '@grafana/scenes';
import { t } from '@grafana/i18n';
import { hasLabel, type ModelFacts, outputOf } from '../../facts/facts';
import { conceptDrift, driftedShare, driftLines } from '../../figures/metrics';
import { columnHeatmap, driftWithMetrics } from '../../figures/own';
import { distributionTable } from '../../figures/tables';
import { grid, ROW } from '../../layout';

/** Drift in full: the heatmap, what the model said, scores over time, the bins. */
export function drift(facts: ModelFacts): SceneObject {
  const { name } = facts;
  const output = outputOf(facts);
  return grid([
    { height: ROW.tall, panels: [driftWithMetrics(facts)] },
    { height: ROW.medium, panels: [driftLines(name), driftedShare(name)] },
    {
      height: ROW.short,
      panels: [
        ...(output ? [columnHeatmap(name, output, t('app.panel.output', 'Drift of what the model said'))] : []),
        ...(hasLabel(facts) ? [conceptDrift(name)] : []),
      ],
    },
    { height: ROW.medium, panels: [distributionTable(name)] },
  ]);
}
