import { t } from '@grafana/i18n';
import { performanceTraits } from '../../query/metrics';
import { type CohortMetric } from '../../query/model';

/** Title of a comparison of cohorts by these metrics. */
export function byCohort(metrics: readonly CohortMetric[]): string {
  switch (metrics.join(' ')) {
    case 'accuracy':
      return t('app.panel.accuracy-cohorts', 'Accuracy by cohort');
    case 'recall precision':
      return t('app.panel.recall-cohorts', 'Recall and precision by cohort');
    case 'error_rate':
      return t('app.panel.errors-cohorts', 'Error rate by cohort');
    case 'mae':
      return t('app.panel.mae-cohorts', 'Mean absolute error by cohort');
    case 'bias mean_prediction':
      return t('app.panel.bias-cohorts', 'Mean error and prediction by cohort');
    case 'label_coverage':
      return t('app.panel.coverage-cohorts', 'Label coverage by cohort');
    default:
      return t('app.panel.metrics-cohorts', '{{metrics}} by cohort', {
        metrics: metrics.map((metric) => performanceTraits(metric).title).join(', '),
        interpolation: { escapeValue: false },
      });
  }
}
