import { t } from '@grafana/i18n';
import { QUALITY_METRICS, type QueryType, QUERY_TYPES } from '../../query/model';
import { controlFields, LINEAGE, metricsField, namesOf, rowsAndZone, TIMED, WHOLE } from './common';
import { DRIFT_ANALYSES } from './drift';
import { EXPLANATION_ANALYSES } from './explanations';
import { OUTCOME_ANALYSES } from './outcomes';
import { type AnalysisTraits } from './specs';

type Analysis = Exclude<QueryType, 'sql'>;

/** Every analysis of the builder. One that is missing here still opens, with the fields that all of them have. */
export const ANALYSES: Partial<Record<Analysis, AnalysisTraits>> = {
  ...DRIFT_ANALYSES,
  ...OUTCOME_ANALYSES,
  ...EXPLANATION_ANALYSES,
  quality: {
    label: () => t('datasource.analysis.quality', 'Quality'),
    description: () => t('datasource.analysis.quality-is', 'Missing and unseen values, volume, freshness'),
    formats: TIMED,
    defaults: { metrics: ['missing_rate'], columns: ['*'], window: 'auto' },
    fields: () => [
      { kind: 'columns' },
      metricsField(namesOf(QUALITY_METRICS)),
      { kind: 'window' },
      { kind: 'segments' },
      { kind: 'filters' },
    ],
    more: () => [...LINEAGE, { kind: 'threshold' }, ...controlFields(), ...rowsAndZone()],
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
      {
        kind: 'choice',
        key: 'show',
        label: t('datasource.field.show', 'Shown as'),
        options: [
          { value: 'rows', label: t('datasource.field.show-rows', 'Table') },
          { value: 'logs', label: t('datasource.field.show-logs', 'Log lines') },
        ],
        fallback: 'rows',
      },
      { kind: 'filters' },
    ],
    more: () => [...LINEAGE, { kind: 'labels' }],
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
  annotations: {
    label: () => t('datasource.analysis.annotations', 'Events'),
    description: () =>
      t('datasource.analysis.annotations-is', 'Deploys, references, schema changes, backfills, breaches'),
    formats: ['table'],
    defaults: {},
    fields: () => [],
    more: () => [],
    needsModel: false,
  },
  refusals: {
    label: () => t('datasource.analysis.refusals', 'Refused calls'),
    description: () => t('datasource.analysis.refusals-is', 'Calls that lacked the role or the ingest key, by reason'),
    formats: ['timeseries', 'table', 'numeric'],
    defaults: { window: 'auto' },
    fields: () => [{ kind: 'window' }],
    more: () => [],
    needsModel: false,
  },
  backtest: {
    label: () => t('datasource.analysis.backtest', 'Back-test of a rule'),
    description: () => t('datasource.analysis.backtest-is', 'When an alert rule would have fired, and better limits'),
    formats: ['table', 'timeseries'],
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
      more: () => [...LINEAGE, ...rowsAndZone()],
    }
  );
}

/** All analyses of the builder, in the order of the contract. */
export const ANALYSIS_TYPES = QUERY_TYPES.filter((type): type is Analysis => type !== 'sql');
