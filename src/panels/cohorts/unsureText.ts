/** Why a cohort has a value and nothing that says how sure it is, in words. */
import { t } from '@grafana/i18n';
import { COHORT_UNSURE, type CohortUnsure } from '../../query/model';
import { type CohortRow } from './cohortData';

/** What the data say; undefined for anything that is no reason of ours. */
export const unsureOf = (text: string | undefined): CohortUnsure | undefined =>
  COHORT_UNSURE.find((each) => each === text);

export function unsureText(why: CohortUnsure): string {
  switch (why) {
    case 'too_many':
      return t('plumbline.cohorts.unsure-many', 'no interval: too many cohorts for a bootstrap');
    case 'too_many_classes':
      return t('plumbline.cohorts.unsure-classes', 'no interval: too many classes for a bootstrap');
    case 'one_row':
      return t('plumbline.cohorts.unsure-row', 'no interval: a single row');
    case 'one_of_a_class':
      return t('plumbline.cohorts.unsure-class', 'no interval: a single row of a class');
    case 'same_rows':
      return t('plumbline.cohorts.unsure-same', 'not tested: the same rows on both sides');
    case 'few_rows':
      return t('plumbline.cohorts.unsure-few', 'not tested: too few rows on one side alone');
    case 'no_variation':
      return t('plumbline.cohorts.unsure-alike', 'no interval: the rows do not vary');
  }
}

/** Each reason once, over the metrics that are shown. */
export function unsureTexts(row: CohortRow, metrics: readonly string[]): string[] {
  const found = metrics.flatMap((metric) => row.cells.get(metric)?.unsure ?? []);
  return [...new Set(found)].map(unsureText);
}
