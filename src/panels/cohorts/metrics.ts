import { t } from '@grafana/i18n';
import { type MetricTraits, PERFORMANCE_METRIC_TRAITS } from '../../query/metrics';

/** Which way a metric gets worse. `none`: neither direction is bad in itself, such as a mean score. */
export type WorseDirection = 'up' | 'down' | 'none';

const TRAITS = new Map<string, MetricTraits>(Object.entries(PERFORMANCE_METRIC_TRAITS));

/** By what the metrics of the query model say of themselves; unknown ones have no bad direction. */
export function worseDirection(metric: string): WorseDirection {
  const traits = TRAITS.get(metric);
  return traits?.higherIsWorse === true ? 'up' : traits?.higherIsWorse === false ? 'down' : 'none';
}

/** The metric's name for people. */
export function metricName(metric: string): string {
  switch (metric) {
    case 'accuracy':
      return t('plumbline.metric.accuracy', 'Accuracy');
    case 'error_rate':
      return t('plumbline.metric.error-rate', 'Error rate');
    case 'precision':
      return t('plumbline.metric.precision', 'Precision');
    case 'recall':
      return t('plumbline.metric.recall', 'Recall');
    case 'f1':
      return t('plumbline.metric.f1', 'F1');
    case 'auc':
      return t('plumbline.metric.auc', 'AUC');
    case 'prediction_rate':
      return t('plumbline.metric.prediction-rate', 'Predicted positive');
    case 'mean_score':
      return t('plumbline.metric.mean-score', 'Mean score');
    default:
      return TRAITS.get(metric)?.title ?? metric;
  }
}
