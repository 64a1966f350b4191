/** What cohorts are compared with, in words: "11.0 points below the rest". */
import { t } from '@grafana/i18n';
import { type CohortBaseline } from '../../query/model';
import { mixName } from './mixText';

const RAW = { interpolation: { escapeValue: false } } as const;
const nameOf = (baseline: CohortBaseline) => ('cohort' in baseline ? mixName(baseline.cohort) : '');

/** "differ from the rest". */
export function fromBaseline(baseline: CohortBaseline): string {
  switch (baseline.kind) {
    case 'complement':
      return t('plumbline.cohorts.from-rest', 'from the rest');
    case 'overall':
      return t('plumbline.cohorts.from-whole', 'from the whole');
    case 'reference':
      return t('plumbline.cohorts.from-reference', 'from their reference');
    case 'cohort':
      return t('plumbline.cohorts.from-cohort', 'from cohort {{name}}', { ...RAW, name: nameOf(baseline) });
  }
}

/** "{{by}} below the rest", `by` being how much. */
export function belowBaseline(baseline: CohortBaseline, by: string): string {
  switch (baseline.kind) {
    case 'complement':
      return t('plumbline.cohorts.below-the-rest', '{{by}} below the rest', { ...RAW, by });
    case 'overall':
      return t('plumbline.cohorts.below-the-whole', '{{by}} below the whole', { ...RAW, by });
    case 'reference':
      return t('plumbline.cohorts.below-its-reference', '{{by}} below its reference', { ...RAW, by });
    case 'cohort':
      return t('plumbline.cohorts.below-cohort', '{{by}} below cohort {{name}}', {
        ...RAW,
        by,
        name: nameOf(baseline),
      });
  }
}

export function aboveBaseline(baseline: CohortBaseline, by: string): string {
  switch (baseline.kind) {
    case 'complement':
      return t('plumbline.cohorts.above-the-rest', '{{by}} above the rest', { ...RAW, by });
    case 'overall':
      return t('plumbline.cohorts.above-the-whole', '{{by}} above the whole', { ...RAW, by });
    case 'reference':
      return t('plumbline.cohorts.above-its-reference', '{{by}} above its reference', { ...RAW, by });
    case 'cohort':
      return t('plumbline.cohorts.above-cohort', '{{by}} above cohort {{name}}', {
        ...RAW,
        by,
        name: nameOf(baseline),
      });
  }
}

/** "worse than the rest". */
export function worseThanBaseline(baseline: CohortBaseline): string {
  switch (baseline.kind) {
    case 'complement':
      return t('plumbline.cohorts.legend-worse', 'worse than the rest');
    case 'overall':
      return t('plumbline.cohorts.worse-whole', 'worse than the whole');
    case 'reference':
      return t('plumbline.cohorts.worse-reference', 'worse than its reference');
    case 'cohort':
      return t('plumbline.cohorts.worse-cohort', 'worse than {{name}}', { ...RAW, name: nameOf(baseline) });
  }
}

/** Head of a column of differences. */
export function vsBaseline(baseline: CohortBaseline): string {
  switch (baseline.kind) {
    case 'complement':
      return t('plumbline.cohorts.head-delta', 'vs rest');
    case 'overall':
      return t('plumbline.cohorts.vs-whole', 'vs whole');
    case 'reference':
      return t('plumbline.cohorts.vs-reference', 'vs reference');
    case 'cohort':
      return t('plumbline.cohorts.vs-cohort', 'vs {{name}}', { ...RAW, name: nameOf(baseline) });
  }
}

/** What the value that differences are to is called. */
export function baselineName(baseline: CohortBaseline): string {
  switch (baseline.kind) {
    case 'complement':
      return t('plumbline.cohorts.rest', 'Everybody else');
    case 'overall':
      return t('plumbline.cohorts.overall', 'Overall');
    case 'reference':
      return t('plumbline.cohorts.reference', 'In the reference');
    case 'cohort':
      return nameOf(baseline);
  }
}
