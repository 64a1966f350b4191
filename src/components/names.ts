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
    kl: {
      label: t('names.method.kl', 'Kullback-Leibler'),
      description: t('names.method.kl-is', 'Divergence of the bin shares, in nats'),
    },
    hellinger: {
      label: t('names.method.hellinger', 'Hellinger'),
      description: t('names.method.hellinger-is', 'Distance of the bin shares, from 0 to 1'),
    },
    tvd: {
      label: t('names.method.tvd', 'Total variation'),
      description: t('names.method.tvd-is', 'Half of all changes of the shares'),
    },
    energy: {
      label: t('names.method.energy', 'Energy distance'),
      description: t('names.method.energy-is', 'Squared gap of the cumulative curves, from raw values'),
    },
    cvm: {
      label: t('names.method.cvm', 'Cramer-von Mises'),
      description: t('names.method.cvm-is', 'P-value over the whole curve; small means drift'),
    },
    anderson: {
      label: t('names.method.anderson', 'Anderson-Darling'),
      description: t('names.method.anderson-is', 'P-value that heeds the tails; small means drift'),
    },
    epps_singleton: {
      label: t('names.method.epps_singleton', 'Epps-Singleton'),
      description: t(
        'names.method.epps_singleton-is',
        'P-value of a change of shape, also of discrete values; small means drift'
      ),
    },
    mannwhitney: {
      label: t('names.method.mannwhitney', 'Mann-Whitney'),
      description: t('names.method.mannwhitney-is', 'P-value of a shift in rank; small means drift'),
    },
    t: {
      label: t('names.method.t', "Welch's t"),
      description: t('names.method.t-is', 'P-value of a shift of the mean; small means drift'),
    },
    g: {
      label: t('names.method.g', 'G test'),
      description: t('names.method.g-is', 'P-value over the bins by likelihood; small means drift'),
    },
    z: {
      label: t('names.method.z', 'Two proportions'),
      description: t('names.method.z-is', 'P-value of a change of one share; small means drift'),
    },
    vocabulary: {
      label: t('names.method.vocabulary', 'Vocabulary'),
      description: t('names.method.vocabulary-is', 'Share of words that the reference never had'),
    },
  };
}
