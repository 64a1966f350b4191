import { type SceneObject } from '@grafana/scenes';
import { t } from '@grafana/i18n';
import { type FairnessMetric } from '../../../query/model';
import { hasLabel, hasRole, type ModelFacts, segmentsOf } from '../../facts/facts';
import { byCohort } from '../../facts/metricNames';
import { metricsOf } from '../../facts/taskMetrics';
import { lines } from '../../figures/lines';
import { cohortForest, cohortMix, fairnessGaps } from '../../figures/own';
import { table } from '../../figures/tables';
import { type GridRow, grid, ROW } from '../../layout';
import { fairnessQuery, fairnessSeriesQuery } from '../../queries';
import { sendLabels, sendSegments, sendThis } from '../../shared/SendThis';

/** Gaps that need no label, and those that do. */
const OF_DECISIONS: readonly FairnessMetric[] = ['disparate_impact', 'demographic_parity_difference'];
const OF_OUTCOMES: readonly FairnessMetric[] = [
  'equal_opportunity_difference',
  'equalized_odds_difference',
  'predictive_parity_difference',
  'accuracy_difference',
];

/** For whom the model is worse, whether they became more, and whether groups are treated alike. */
export function cohorts(facts: ModelFacts): SceneObject {
  const { name } = facts;
  if (segmentsOf(facts).length === 0) {
    return grid([{ panels: [sendThis(sendSegments(name))] }]);
  }
  const compared = hasLabel(facts) ? comparedRows(facts) : [{ panels: [sendThis(sendLabels(name))] }];
  return grid([...compared, ...fairnessRows(facts)]);
}

function comparedRows(facts: ModelFacts): GridRow[] {
  const { name } = facts;
  const { cohorts: lists } = metricsOf(facts);
  const [first] = lists.flat();
  return [
    ...lists.map((metrics) => ({ height: ROW.medium, panels: [cohortForest(name, byCohort(metrics), metrics)] })),
    { height: ROW.medium, panels: facts.defaultReference && first ? [cohortMix(name, first)] : [] },
  ];
}

/** Parity is defined for decisions between two. */
function fairnessRows(facts: ModelFacts): GridRow[] {
  const { name, task } = facts;
  if (task !== 'binary' || !hasRole(facts, 'prediction')) {
    return [];
  }
  const metrics = hasLabel(facts) ? [...OF_DECISIONS, ...OF_OUTCOMES] : OF_DECISIONS;
  return [
    {
      height: ROW.medium,
      panels: [
        fairnessGaps(name, metrics),
        lines(name, t('app.panel.impact-ratio', 'Disparate impact over time'), [
          fairnessSeriesQuery(name, ['disparate_impact']),
        ]),
      ],
    },
    {
      height: ROW.medium,
      panels: [
        table(
          name,
          t('app.panel.groups', 'Rates of each group'),
          [fairnessQuery(name, OF_DECISIONS)],
          'fairness-groups'
        ),
      ],
    },
  ];
}
