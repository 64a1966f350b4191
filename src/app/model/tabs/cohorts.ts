import { type SceneObject } from '@grafana/scenes';
import { hasLabel, type ModelFacts, segmentsOf } from '../../facts/facts';
import { byCohort } from '../../facts/metricNames';
import { metricsOf } from '../../facts/taskMetrics';
import { cohortForest, cohortMix } from '../../figures/own';
import { grid, ROW } from '../../layout';
import { sendLabels, sendSegments, sendThis } from '../../shared/SendThis';

/** For whom the model is worse, and whether they became more. */
export function cohorts(facts: ModelFacts): SceneObject {
  const { name } = facts;
  if (segmentsOf(facts).length === 0) {
    return grid([{ panels: [sendThis(sendSegments(name))] }]);
  }
  if (!hasLabel(facts)) {
    return grid([{ panels: [sendThis(sendLabels(name))] }]);
  }
  const { cohorts: lists } = metricsOf(facts);
  const [first] = lists.flat();
  return grid([
    ...lists.map((metrics) => ({ height: ROW.medium, panels: [cohortForest(name, byCohort(metrics), metrics)] })),
    { height: ROW.medium, panels: facts.defaultReference && first ? [cohortMix(name, first)] : [] },
  ]);
}
