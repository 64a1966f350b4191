import { t } from '@grafana/i18n';

/** Which way a metric gets worse. `none`: neither direction is bad in itself, such as a mean score. */
export type WorseDirection = 'up' | 'down' | 'none';

const WORSE: Record<string, WorseDirection> = {
  accuracy: 'down',
  precision: 'down',
  recall: 'down',
  f1: 'down',
  auc: 'down',
  error_rate: 'up',
};

export function worseDirection(metric: string): WorseDirection {
  return WORSE[metric] ?? 'none';
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
      return metric;
  }
}
