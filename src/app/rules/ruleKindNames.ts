import { t } from '@grafana/i18n';
import { type RuleKind } from '../alertRule';

/** Names of the kinds of trouble that a rule can watch, for people. */
export function ruleKindNames(): Record<RuleKind, string> {
  return {
    'drift-warn': t('app.rule.drift-warn', 'Drift of a column, warning'),
    drift: t('app.rule.drift', 'Drift of a column, critical'),
    'prediction-drift': t('app.rule.prediction-drift', 'Drift of the predictions'),
    'drifted-share': t('app.rule.drifted-share', 'Many columns drift at once'),
    'attribution-drift': t('app.rule.attribution-drift', 'Other features decide than before'),
    'concept-drift': t('app.rule.concept-drift', 'Concept drift: more errors on the same inputs'),
    missing: t('app.rule.missing', 'Missing values'),
    unseen: t('app.rule.unseen', 'Values never seen before'),
    performance: t('app.rule.performance', 'Realised performance'),
    'performance-estimated': t('app.rule.performance-estimated', 'Estimated performance'),
    calibration: t('app.rule.calibration', 'Calibration'),
    fairness: t('app.rule.fairness', 'Fairness between groups'),
    volume: t('app.rule.volume', 'Few predictions'),
    freshness: t('app.rule.freshness', 'No new predictions'),
    'label-coverage': t('app.rule.label-coverage', 'Labels do not come'),
    'label-lag': t('app.rule.label-lag', 'Labels come late'),
    latency: t('app.rule.latency', 'Latency'),
    errors: t('app.rule.errors', 'Errors of the service'),
    cost: t('app.rule.cost', 'Cost of a prediction'),
    kpi: t('app.rule.kpi', 'Business number'),
  };
}
