import { type SceneObject } from '@grafana/scenes';
import { hasAttributions, hasLabel, type ModelFacts, segmentsOf } from '../../facts/facts';
import { byCohort } from '../../facts/metricNames';
import { metricsOf } from '../../facts/taskMetrics';
import { performanceOverview, volumeBars } from '../../figures/metrics';
import { cohortForest, driftHeatmap, importanceBars } from '../../figures/own';
import { grid, ROW } from '../../layout';

/** Performance and volume above drift, importance and cohorts: what happened, then why. */
export function overview(facts: ModelFacts): SceneObject {
  const { name } = facts;
  const [cohorts] = metricsOf(facts).cohorts;
  const comparable = hasLabel(facts) && segmentsOf(facts).length > 0 && cohorts;
  return grid([
    { height: ROW.short, panels: [...(hasLabel(facts) ? [performanceOverview(facts)] : []), volumeBars(name)] },
    { height: ROW.medium, panels: [driftHeatmap(facts)] },
    {
      height: ROW.medium,
      panels: [
        ...(hasAttributions(facts) ? [importanceBars(name)] : []),
        ...(comparable ? [cohortForest(name, byCohort(cohorts), cohorts)] : []),
      ],
    },
  ]);
}
