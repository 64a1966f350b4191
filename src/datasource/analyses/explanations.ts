import { t } from '@grafana/i18n';
import { type Format } from '../../query/model';
import { IMPORTANCE_STATISTICS } from '../../query/explanations';
import { LINEAGE, namesOf, rowsAndZone, WHOLE } from './common';
import { type AnalysisTraits, type NamedField } from './specs';

const TABLE: readonly Format[] = ['table'];

const importance: AnalysisTraits = {
  label: () => t('datasource.analysis.importance', 'Importance'),
  description: () => t('datasource.analysis.importance-is', 'SHAP values by feature'),
  formats: ['table', 'numeric', 'timeseries'],
  defaults: { topK: 10, window: 'all' },
  fields: () => [topK(), { kind: 'window' }, { kind: 'reference' }, { kind: 'filters' }],
  more: () => [
    ...LINEAGE,
    { kind: 'segments', label: t('datasource.field.cohorts', 'Cohorts by') },
    { kind: 'switch', key: 'quartiles', label: t('datasource.field.quartiles', 'Numbers at quartiles') },
    {
      kind: 'choice',
      key: 'statistic',
      label: t('datasource.field.statistic', 'Statistic'),
      options: namesOf(IMPORTANCE_STATISTICS),
      fallback: 'mean_abs',
    },
    output(),
    { kind: 'threshold' },
    ...rowsAndZone(),
  ],
};

const beeswarm: AnalysisTraits = {
  label: () => t('datasource.analysis.beeswarm', 'Beeswarm'),
  description: () => t('datasource.analysis.beeswarm-is', 'Every attribution, by value of its feature'),
  formats: TABLE,
  defaults: { topK: 10, window: 'all' },
  fields: () => [topK(), { kind: 'window' }, { kind: 'filters' }],
  more: () => [
    ...LINEAGE,
    output(),
    { kind: 'reference' },
    { kind: 'switch', key: 'split', label: t('datasource.field.reference-below', 'Reference below') },
  ],
};

const dependence: AnalysisTraits = {
  label: () => t('datasource.analysis.dependence', 'Dependence'),
  description: () => t('datasource.analysis.dependence-is', 'Attribution of one column over its values'),
  formats: TABLE,
  defaults: { window: 'all' },
  fields: () => [
    { kind: 'columns' },
    {
      kind: 'column',
      key: 'colorBy',
      label: t('datasource.field.color-by', 'Coloured by'),
      placeholder: t('datasource.field.color-auto', 'What interacts most'),
    },
    { kind: 'window' },
    { kind: 'filters' },
  ],
  more: () => [...LINEAGE, output(), { kind: 'reference' }],
};

const explanation: AnalysisTraits = {
  label: () => t('datasource.analysis.explanation', 'Explanation'),
  description: () => t('datasource.analysis.explanation-is', 'The attributions of one record'),
  formats: TABLE,
  defaults: { window: 'all' },
  fields: () => [
    {
      kind: 'text',
      key: 'id',
      label: t('datasource.field.id', 'Record'),
      placeholder: t('datasource.field.id-newest', 'the newest'),
      wide: true,
    },
    { kind: 'text', key: 'time', label: t('datasource.field.time', 'Its time'), wide: true },
    { kind: 'filters' },
  ],
  more: () => [...LINEAGE, output()],
};

const impact: AnalysisTraits = {
  label: () => t('datasource.analysis.impact', 'Impact'),
  description: () => t('datasource.analysis.impact-is', 'What moved the mean prediction, by feature: mix and function'),
  formats: WHOLE,
  defaults: { window: 'all', reference: { kind: 'fixed' } },
  fields: () => [topK(), { kind: 'window' }, { kind: 'reference' }, { kind: 'filters' }],
  more: () => [...LINEAGE, output(), ...rowsAndZone()],
};

export const EXPLANATION_ANALYSES = { importance, beeswarm, dependence, explanation, impact };

function topK(): NamedField {
  return { kind: 'number', key: 'topK', label: t('datasource.field.top', 'Features shown'), placeholder: '10' };
}

function output(): NamedField {
  return { kind: 'text', key: 'output', label: t('datasource.field.output', 'Output of the model') };
}
