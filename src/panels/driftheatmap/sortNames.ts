import { t } from '@grafana/i18n';
import { type DriftSort } from './options';

/** What the orders are called, in the options and when a key changes them. */
export function sortNames(): Record<DriftSort, string> {
  return {
    impact: t('plumbline.drift.sort-impact', 'Impact'),
    max: t('plumbline.drift.sort-max', 'Highest severity'),
    mean: t('plumbline.drift.sort-mean', 'Mean severity'),
    'first-breach': t('plumbline.drift.sort-first', 'First breach'),
    breaches: t('plumbline.drift.sort-breaches', 'Number of breaches'),
    performance: t('plumbline.drift.sort-performance', 'Correlation with performance'),
    importance: t('plumbline.drift.sort-importance', 'Importance'),
    cluster: t('plumbline.drift.sort-cluster', 'Similarity'),
    group: t('plumbline.drift.sort-group', 'Group'),
    name: t('plumbline.drift.sort-name', 'Name'),
    query: t('plumbline.drift.sort-query', 'As queried'),
  };
}
