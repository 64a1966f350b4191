/** Conditions of cohorts in words, and as short as a label. */
import { t } from '@grafana/i18n';
import { type Filter } from '../../query/model';

const RAW = { interpolation: { escapeValue: false } } as const;

/** "country DE or AT and age under 25", as a screen reader says it. */
export function conditionsInWords(filters: readonly Filter[]): string {
  return filters.map(inWords).join(t('plumbline.cohorts.words-and', ' and '));
}

function inWords({ key, operator, value = '', values = [] }: Filter): string {
  const given = { ...RAW, key, value };
  switch (operator) {
    case '=':
      return value === ''
        ? t('plumbline.cohorts.words-missing', '{{key}} missing', given)
        : t('plumbline.cohorts.words-is', '{{key}} {{value}}', given);
    case '!=':
      return value === ''
        ? t('plumbline.cohorts.words-present', '{{key}} present', given)
        : t('plumbline.cohorts.words-not', '{{key}} not {{value}}', given);
    case '<':
      return t('plumbline.cohorts.words-under', '{{key}} under {{value}}', given);
    case '<=':
      return t('plumbline.cohorts.words-at-most', '{{key}} at most {{value}}', given);
    case '>':
      return t('plumbline.cohorts.words-over', '{{key}} over {{value}}', given);
    case '>=':
      return t('plumbline.cohorts.words-at-least', '{{key}} at least {{value}}', given);
    case '=|':
      return t('plumbline.cohorts.words-is', '{{key}} {{value}}', {
        ...RAW,
        key,
        value: values.join(t('plumbline.cohorts.words-or', ' or ')),
      });
    case '!=|':
      return t('plumbline.cohorts.words-neither', '{{key}} neither {{value}}', {
        ...RAW,
        key,
        value: values.join(t('plumbline.cohorts.words-nor', ' nor ')),
      });
    case '=~':
      return t('plumbline.cohorts.words-like', '{{key}} like {{value}}', given);
    case '!~':
      return t('plumbline.cohorts.words-not-like', '{{key}} not like {{value}}', given);
  }
}

const SIGNS: Partial<Record<Filter['operator'], string>> = { '!=': '≠', '<=': '≤', '>=': '≥', '=~': '~', '!~': '!~' };

/** "country in DE, AT · age < 25", for titles. */
export function conditionsAsLabel(filters: readonly Filter[]): string {
  return filters
    .map(({ key, operator, value = '', values = [] }) =>
      operator === '=|'
        ? t('plumbline.cohorts.label-in', '{{key}} in {{value}}', { ...RAW, key, value: values.join(', ') })
        : operator === '!=|'
          ? t('plumbline.cohorts.label-not-in', '{{key}} not in {{value}}', { ...RAW, key, value: values.join(', ') })
          : `${key} ${SIGNS[operator] ?? operator} ${value === '' ? '∅' : value}`
    )
    .join(' · ');
}
