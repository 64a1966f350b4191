import { t } from '@grafana/i18n';
import { type DriftMethod } from '../query/model';

/** Names of the drift methods for people, with what each of them measures. */
export function driftMethodNames(): Record<DriftMethod, { label: string; description: string }> {
  return {
    psi: {
      label: t('names.method.psi', 'PSI'),
      description: t('names.method.psi-is', 'Population stability index over frozen bins'),
    },
    js: {
      label: t('names.method.js', 'Jensen-Shannon'),
      description: t('names.method.js-is', 'Distance of the bin shares, from 0 to 1'),
    },
    ks: {
      label: t('names.method.ks', 'Kolmogorov-Smirnov'),
      description: t('names.method.ks-is', 'Largest gap of the cumulative curves, from raw values'),
    },
    ks_binned: {
      label: t('names.method.ks-binned', 'Kolmogorov-Smirnov, binned'),
      description: t('names.method.ks-binned-is', 'The same from 100 bins: fast, a lower bound'),
    },
    wasserstein: {
      label: t('names.method.wasserstein', 'Wasserstein'),
      description: t('names.method.wasserstein-is', 'How far values moved, in standard deviations of the reference'),
    },
    wasserstein_binned: {
      label: t('names.method.wasserstein-binned', 'Wasserstein, binned'),
      description: t('names.method.wasserstein-binned-is', 'The same from 100 bins: fast, approximate'),
    },
    chi2: {
      label: t('names.method.chi2', 'Chi-squared'),
      description: t('names.method.chi2-is', 'P-value over the bins; small means drift'),
    },
    linf: {
      label: t('names.method.linf', 'L-infinity'),
      description: t('names.method.linf-is', 'Largest change of one share'),
    },
  };
}
