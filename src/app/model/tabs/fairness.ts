import { type SceneObject } from '@grafana/scenes';
import { t } from '@grafana/i18n';
import { type FairnessMetric } from '../../../query/model';
import { hasLabel, hasRole, type ModelFacts, segmentsOf } from '../../facts/facts';
import { lines } from '../../figures/lines';
import { fairnessGaps } from '../../figures/own';
import { table } from '../../figures/tables';
import { grid, ROW } from '../../layout';
import { fairnessQuery, fairnessSeriesQuery } from '../../queries';
import { onlyBinary, sendLabels, sendScores, sendSegments, sendThis } from '../../shared/SendThis';

/** Gaps that need no label, and those that do. */
const OF_DECISIONS: readonly FairnessMetric[] = ['disparate_impact', 'demographic_parity_difference'];
const OF_OUTCOMES: readonly FairnessMetric[] = [
  'equal_opportunity_difference',
  'equalized_odds_difference',
  'predictive_parity_difference',
  'accuracy_difference',
];

/** Whether groups are treated alike, with intervals and the limits of each gap. */
export function fairness(facts: ModelFacts): SceneObject {
  const { name, task } = facts;
  if (task !== 'binary') {
    return grid([{ panels: [sendThis(onlyBinary(task))] }]);
  }
  if (segmentsOf(facts).length === 0) {
    return grid([{ panels: [sendThis(sendSegments(name))] }]);
  }
  if (!hasRole(facts, 'prediction')) {
    return grid([{ panels: [sendThis(sendScores(name))] }]);
  }
  const metrics = hasLabel(facts) ? [...OF_DECISIONS, ...OF_OUTCOMES] : OF_DECISIONS;
  return grid([
    { height: ROW.tall, panels: [fairnessGaps(name, metrics)] },
    {
      height: ROW.medium,
      panels: [
        table(
          name,
          t('app.panel.groups', 'Rates of each group'),
          [fairnessQuery(name, OF_DECISIONS)],
          'fairness-groups'
        ),
        lines(name, t('app.panel.impact-ratio', 'Disparate impact over time'), [
          fairnessSeriesQuery(name, ['disparate_impact']),
        ]),
      ],
    },
    { panels: hasLabel(facts) ? [] : [sendThis(sendLabels(name))] },
  ]);
}
