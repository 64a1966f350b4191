import { t } from '@grafana/i18n';
import { driftMethodNames } from '../../components/names';
import {
  COHORT_METRICS,
  DRIFT_METHODS,
  PERFORMANCE_METRICS,
  QUALITY_METRICS,
  type QueryType,
  QUERY_TYPES,
} from '../../query/model';
import { FIXED, ROWS_AND_ZONE, TIMED, WHOLE } from './common';
import { type AnalysisTraits, type NamedField, type Option } from './specs';

/** Values as their own labels. */
export const namesOf = (values: readonly string[]): Option[] => values.map((value) => ({ value, label: value }));

const metrics = (values: readonly string[]): NamedField => ({
  kind: 'choices',
  key: 'metrics',
  label: t('datasource.field.metrics', 'Metrics'),
  options: namesOf(values),
});

type Analysis = Exclude<QueryType, 'sql'>;

/** Every analysis of the builder. One that is missing here still opens, with the fields that all of them have. */
export const ANALYSES: Partial<Record<Analysis, AnalysisTraits>> = {
  drift: {
    label: () => t('datasource.analysis.drift', 'Drift'),
    description: () => t('datasource.analysis.drift-is', 'How far each column is from its reference'),
    formats: ['matrix', ...TIMED],
    defaults: { columns: ['*'], method: 'psi', reference: FIXED, window: 'auto' },
    fields: () => [
      { kind: 'columns' },
      {
        kind: 'choice',
        key: 'method',
        label: t('datasource.field.method', 'Method'),
        options: methodOptions(),
        fallback: 'psi',
      },
      { kind: 'window' },
      { kind: 'reference' },
      { kind: 'segments' },
      { kind: 'filters' },
    ],
    more: () => [
      { kind: 'versions' },
      { kind: 'environments' },
      { kind: 'threshold' },
      {
        kind: 'choice',
        key: 'missing',
        label: t('datasource.field.missing', 'Missing values'),
        options: [
          { value: 'exclude', label: t('datasource.missing.exclude', 'Left out') },
          { value: 'bin', label: t('datasource.missing.bin', 'A bin of their own') },
        ],
        fallback: 'exclude',
      },
      ...ROWS_AND_ZONE(),
    ],
  },
  distribution: {
    label: () => t('datasource.analysis.distribution', 'Distribution'),
    description: () => t('datasource.analysis.distribution-is', 'Values of a column beside the reference'),
    formats: ['table'],
    defaults: { columns: ['*'], reference: FIXED, window: 'all' },
    fields: () => [{ kind: 'columns' }, { kind: 'window' }, { kind: 'reference' }, { kind: 'filters' }],
    more: () => [{ kind: 'versions' }, { kind: 'environments' }, ...ROWS_AND_ZONE()],
  },
  performance: {
    label: () => t('datasource.analysis.performance', 'Performance'),
    description: () => t('datasource.analysis.performance-is', 'Accuracy, AUC and more, with label coverage'),
    formats: TIMED,
    defaults: { metrics: ['accuracy'], window: 'auto' },
    fields: () => [metrics(PERFORMANCE_METRICS), { kind: 'window' }, { kind: 'segments' }, { kind: 'filters' }],
    more: () => [
      { kind: 'versions' },
      { kind: 'environments' },
      { kind: 'threshold' },
      { kind: 'labels' },
      ...ROWS_AND_ZONE(),
    ],
  },
  quality: {
    label: () => t('datasource.analysis.quality', 'Quality'),
    description: () => t('datasource.analysis.quality-is', 'Missing and unseen values, volume'),
    formats: TIMED,
    defaults: { metrics: ['missing_rate'], columns: ['*'], window: 'auto' },
    fields: () => [
      { kind: 'columns' },
      metrics(QUALITY_METRICS),
      { kind: 'window' },
      { kind: 'segments' },
      { kind: 'filters' },
    ],
    more: () => [{ kind: 'versions' }, { kind: 'environments' }, { kind: 'threshold' }, ...ROWS_AND_ZONE()],
  },
  importance: {
    label: () => t('datasource.analysis.importance', 'Importance'),
    description: () => t('datasource.analysis.importance-is', 'SHAP values by feature'),
    formats: WHOLE,
    defaults: { topK: 10, window: 'all' },
    fields: () => [
      { kind: 'number', key: 'topK', label: t('datasource.field.top', 'Features shown'), placeholder: '10' },
      { kind: 'window' },
      { kind: 'reference' },
      { kind: 'filters' },
    ],
    more: () => [{ kind: 'versions' }, { kind: 'environments' }, ...ROWS_AND_ZONE()],
  },
  cohorts: {
    label: () => t('datasource.analysis.cohorts', 'Cohorts'),
    description: () => t('datasource.analysis.cohorts-is', 'A metric by segment, against everybody else'),
    formats: WHOLE,
    defaults: { metrics: ['accuracy'], window: 'all' },
    fields: () => [
      { kind: 'segments', label: t('datasource.field.cohorts', 'Cohorts by') },
      metrics(COHORT_METRICS),
      { kind: 'window' },
      { kind: 'filters' },
    ],
    more: () => [
      { kind: 'versions' },
      { kind: 'environments' },
      { kind: 'labels' },
      { kind: 'number', key: 'fdr', label: t('datasource.field.fdr', 'False discovery rate'), placeholder: '0.05' },
      ...ROWS_AND_ZONE(),
    ],
  },
  records: {
    label: () => t('datasource.analysis.records', 'Records'),
    description: () => t('datasource.analysis.records-is', 'The predictions themselves'),
    formats: ['table'],
    defaults: { limit: 100 },
    fields: () => [
      { kind: 'number', key: 'limit', label: t('datasource.field.limit', 'Rows at most'), placeholder: '500' },
      {
        kind: 'column',
        key: 'orderBy.column',
        label: t('datasource.field.order', 'Sorted by'),
        placeholder: t('datasource.field.order-time', 'newest first'),
      },
      { kind: 'switch', key: 'onlyErrors', label: t('datasource.field.only-errors', 'Only wrong predictions') },
      { kind: 'filters' },
    ],
    more: () => [{ kind: 'versions' }, { kind: 'environments' }, { kind: 'labels' }],
  },
  models: {
    label: () => t('datasource.analysis.models', 'Models'),
    description: () => t('datasource.analysis.models-is', 'One row a model'),
    formats: WHOLE,
    defaults: {},
    fields: () => [],
    more: () => [],
    needsModel: false,
  },
};

/** The description of an analysis, or the fields that all of them have. */
export function traitsOf(queryType: Analysis): AnalysisTraits {
  return (
    ANALYSES[queryType] ?? {
      label: () => queryType,
      description: () => '',
      formats: TIMED,
      defaults: {},
      fields: () => [{ kind: 'columns' }, { kind: 'window' }, { kind: 'segments' }, { kind: 'filters' }],
      more: () => [{ kind: 'versions' }, { kind: 'environments' }, ...ROWS_AND_ZONE()],
    }
  );
}

/** All analyses of the builder, in the order of the contract. */
export const ANALYSIS_TYPES = QUERY_TYPES.filter((type): type is Analysis => type !== 'sql');

function methodOptions(): Option[] {
  const names = driftMethodNames();
  return DRIFT_METHODS.map((value) => ({ value, ...names[value] }));
}
