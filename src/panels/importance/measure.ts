/** What the bars stand for, in words. */
import { type Field, getFieldDisplayName } from '@grafana/data';
import { t } from '@grafana/i18n';
import { IMPORTANCE_FIELDS } from '../../query/frames';
import { type ImportanceStatistic } from './options';

/** A statistic of attributions, or `other`: gain, permutation importance and whatever else a table calls importance. */
export type Measure = ImportanceStatistic | 'other';

const MEASURES = new Map<string, Measure>([
  [IMPORTANCE_FIELDS.meanAbs, 'mean_abs'],
  [IMPORTANCE_FIELDS.max, 'max_abs'],
  [IMPORTANCE_FIELDS.p95, 'p95_abs'],
  [IMPORTANCE_FIELDS.mean, 'mean'],
]);

/** By the field that the bars show: only what is called a statistic of attributions is one. */
export function measureOf(field: Field): Measure {
  return MEASURES.get(field.name) ?? 'other';
}

/** What bars show, as a heading. */
export function measureName(measure: Measure, field: Field): string {
  switch (measure) {
    case 'mean_abs':
      return t('plumbline.importance.mean-abs', 'Mean |SHAP|');
    case 'max_abs':
      return t('plumbline.importance.max-abs', 'Largest |SHAP|');
    case 'p95_abs':
      return t('plumbline.importance.p95-abs', '95th percentile of |SHAP|');
    case 'mean':
      return t('plumbline.importance.mean', 'Mean, signed');
    case 'other':
      return getFieldDisplayName(field);
  }
}
