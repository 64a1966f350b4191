import { t } from '@grafana/i18n';
import { Stack } from '@grafana/ui';
import {
  type AnalysisQuery,
  COHORT_METRICS,
  DRIFT_METHODS,
  PERFORMANCE_METRICS,
  QUALITY_METRICS,
} from '../../query/model';
import { driftMethodNames } from '../../components/names';
import { type CatalogueClient, type CatalogueModel } from '../catalogue';
import { type Problems } from '../validate';
import { Choice, Choices, namesAsOptions, NumberText, WIDTH } from './fields';
import { ReferenceFields } from './ReferenceFields';

interface Props<Q extends AnalysisQuery = AnalysisQuery> {
  query: Q;
  model: CatalogueModel | undefined;
  catalogue: CatalogueClient;
  problems: Problems;
  onChange: (query: AnalysisQuery) => void;
}

/** What makes one analysis differ from the next: its columns, method, metrics, reference and window. */
export function AnalysisFields(props: Props) {
  const { query, problems, onChange } = props;
  return (
    <Stack gap={2} wrap="wrap" alignItems="flex-start">
      {hasColumns(query) && <ColumnsField {...props} />}
      <MethodOrMetrics {...props} />
      {'window' in query && query.queryType !== 'records' && (
        <Choice
          label={t('datasource.field.window', 'Window')}
          value={query.window ?? 'auto'}
          width={WIDTH.short}
          options={windowOptions()}
          problem={problems.window}
          custom
          onChange={(window) => onChange({ ...query, window })}
        />
      )}
      {'reference' in query && query.reference && (
        <ReferenceFields
          catalogue={props.catalogue}
          model={query.model}
          value={query.reference}
          problem={problems.reference}
          onChange={(reference) => onChange({ ...query, reference })}
        />
      )}
    </Stack>
  );
}

function hasColumns(query: AnalysisQuery): boolean {
  return query.queryType === 'drift' || query.queryType === 'distribution' || query.queryType === 'quality';
}

function ColumnsField({ query, model, problems, onChange }: Props) {
  const features = model?.columns.filter(({ role }) => role !== 'id' && role !== 'time') ?? [];
  return (
    <Choices
      label={t('datasource.field.columns', 'Columns')}
      value={query.columns ?? ['*']}
      options={[
        { value: '*', label: t('datasource.field.all-features', 'Every feature (*)') },
        ...features.map(({ name, role, kind }) => ({ value: name, label: name, description: `${role}, ${kind}` })),
      ]}
      problem={problems.columns}
      custom
      onChange={(columns) => onChange({ ...query, columns: columns.length === 0 ? ['*'] : lastWins(columns) })}
    />
  );
}

/** `*` and names exclude each other: whichever was chosen last stays. */
function lastWins(columns: string[]): string[] {
  return columns.at(-1) === '*' ? ['*'] : columns.filter((name) => name !== '*');
}

function MethodOrMetrics({ query, onChange }: Props) {
  switch (query.queryType) {
    case 'drift': {
      const names = driftMethodNames();
      return (
        <Choice
          label={t('datasource.field.method', 'Method')}
          value={query.method ?? 'psi'}
          options={DRIFT_METHODS.map((value) => ({ value, ...names[value] }))}
          onChange={(method) => onChange({ ...query, method })}
        />
      );
    }
    case 'performance':
      return (
        <Choices
          label={t('datasource.field.metrics', 'Metrics')}
          value={query.metrics}
          options={namesAsOptions(PERFORMANCE_METRICS)}
          onChange={(metrics) => onChange({ ...query, metrics })}
        />
      );
    case 'quality':
      return (
        <Choices
          label={t('datasource.field.metrics', 'Metrics')}
          value={query.metrics}
          options={namesAsOptions(QUALITY_METRICS)}
          onChange={(metrics) => onChange({ ...query, metrics })}
        />
      );
    case 'cohorts':
      return (
        <Choices
          label={t('datasource.field.metrics', 'Metrics')}
          value={query.metrics}
          options={namesAsOptions(COHORT_METRICS)}
          onChange={(metrics) => onChange({ ...query, metrics })}
        />
      );
    case 'importance':
      return (
        <NumberText
          label={t('datasource.field.top', 'Features shown')}
          value={query.topK}
          placeholder="10"
          onChange={(topK) => onChange({ ...query, topK })}
        />
      );
    case 'records':
      return (
        <NumberText
          label={t('datasource.field.limit', 'Rows at most')}
          value={query.limit}
          placeholder="100"
          onChange={(limit) => onChange({ ...query, limit })}
        />
      );
    case 'distribution':
      return null;
  }
}

function windowOptions() {
  return [
    { value: 'auto', label: t('datasource.window.auto', 'Auto') },
    { value: '1h', label: t('datasource.window.hour', '1 hour') },
    { value: '1d', label: t('datasource.window.day', '1 day') },
    { value: '7d', label: t('datasource.window.week', '1 week') },
    { value: '28d', label: t('datasource.window.month', '4 weeks') },
    { value: 'all', label: t('datasource.window.all', 'Whole range') },
  ];
}
