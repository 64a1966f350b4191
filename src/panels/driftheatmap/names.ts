import { t } from '@grafana/i18n';
import { type Status } from '../../query/frames';

const METHOD_NAMES: Record<string, string> = {
  psi: 'PSI',
  js: 'JS distance',
  ks: 'KS',
  ks_binned: 'KS',
  wasserstein: 'Wasserstein',
  wasserstein_binned: 'Wasserstein',
  chi2: 'χ²',
  linf: 'L∞',
};

/** How people call the method; the word "score" where the data do not say. */
export function methodName(method: string | undefined): string {
  return method === undefined ? t('plumbline.drift.score', 'Score') : (METHOD_NAMES[method] ?? method);
}

export function statusName(status: Status | undefined): string {
  switch (status) {
    case 'ok':
      return t('plumbline.status.ok', 'Within limit');
    case 'warn':
      return t('plumbline.status.warn', 'Warning');
    case 'breach':
      return t('plumbline.status.breach', 'Breach');
    case 'insufficient':
      return t('plumbline.status.insufficient', 'Too few rows');
    case 'small_reference':
      return t('plumbline.status.small-reference', 'Reference too small');
    case 'no_reference':
      return t('plumbline.status.no-reference', 'No reference');
    case 'schema_change':
      return t('plumbline.status.schema-change', 'Schema changed');
    case 'pending_labels':
      return t('plumbline.status.pending-labels', 'Labels pending');
    case 'error':
      return t('plumbline.status.error', 'Error');
    default:
      return t('plumbline.status.no-data', 'No data');
  }
}
