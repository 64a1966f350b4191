import { type CoreApp, type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Alert, ControlledCollapse, RadioButtonGroup, Stack } from '@grafana/ui';
import { useEffect, useRef } from 'react';
import { type AnalysisQuery, type PlumblineQuery, type QueryType, QUERY_TYPES } from '../../query/model';
import { type PlumblineDataSource } from '../datasource';
import { defaultQuery, FORMATS_OF, withQueryType } from '../defaults';
import { type PlumblineOptions } from '../types';
import { problemsOf } from '../validate';
import { AnalysisFields } from './AnalysisFields';
import { Choice, Choices, namesAsOptions, WIDTH } from './fields';
import { FiltersField } from './FiltersField';
import { MoreFields } from './MoreFields';
import { SqlFields } from './SqlFields';
import { useModel, useModels } from './useCatalogue';

type Props = QueryEditorProps<PlumblineDataSource, PlumblineQuery, PlumblineOptions>;
type Mode = 'builder' | 'sql';

/** Builder of every analysis, and SQL. Switching between the two keeps what was written on the other side. */
export function QueryEditor({ datasource, query: saved, onChange, onRunQuery, app }: Props) {
  const query: PlumblineQuery = saved.queryType
    ? saved
    : ({ ...defaultQuery(app), ...withoutEmpty(saved) } as PlumblineQuery);
  const other = useRef<PlumblineQuery | undefined>(undefined);
  const mode: Mode = query.queryType === 'sql' ? 'sql' : 'builder';

  const apply = (next: PlumblineQuery) => {
    onChange(next);
    if (Object.keys(problemsOf(next)).length === 0) {
      onRunQuery();
    }
  };
  const switchMode = (next: Mode) => {
    const kept = other.current;
    other.current = query;
    onChange(kept ?? withQueryType(query, next === 'sql' ? 'sql' : 'drift'));
  };

  return (
    <Stack direction="column" gap={2}>
      <Stack justifyContent="flex-end">
        <RadioButtonGroup<Mode>
          size="sm"
          value={mode}
          options={[
            { value: 'builder', label: t('datasource.mode.builder', 'Builder') },
            {
              value: 'sql',
              label: t('datasource.mode.sql', 'SQL'),
              description:
                datasource.rawSql === 'off'
                  ? t('datasource.mode.sql-off', 'Switched off in the settings of this data source')
                  : undefined,
            },
          ]}
          disabledOptions={datasource.rawSql === 'off' && mode !== 'sql' ? ['sql'] : []}
          onChange={switchMode}
        />
      </Stack>
      {query.queryType === 'sql' ? (
        <SqlFields query={query} catalogue={datasource.catalogue} onChange={onChange} onRunQuery={onRunQuery} />
      ) : (
        <Builder datasource={datasource} query={query} app={app} onChange={apply} />
      )}
    </Stack>
  );
}

interface BuilderProps {
  datasource: PlumblineDataSource;
  query: Exclude<PlumblineQuery, { queryType: 'sql' }>;
  app?: CoreApp;
  onChange: (query: PlumblineQuery) => void;
}

function Builder({ datasource, query, app, onChange }: BuilderProps) {
  const { catalogue } = datasource;
  const models = useModels(catalogue);
  const [firstModel] = models.value;
  const needsModel = query.queryType !== 'models' && query.model === '';
  useEffect(() => {
    if (needsModel && firstModel) {
      onChange({ ...query, model: firstModel });
    }
    // Runs once the list is there; later edits are the user's own.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [needsModel, firstModel]);

  return (
    <>
      <Stack gap={2} wrap="wrap" alignItems="flex-start">
        <Choice<QueryType>
          label={t('datasource.field.analysis', 'Analysis')}
          value={query.queryType}
          options={analysisOptions()}
          onChange={(queryType) => onChange(withQueryType(query, queryType))}
        />
        {query.queryType !== 'models' && (
          <Choice
            label={t('datasource.field.model', 'Model')}
            value={query.model === '' ? undefined : query.model}
            options={namesAsOptions(models.value)}
            loading={models.loading}
            problem={models.error ?? problemsOf(query).model}
            custom
            onChange={(model) => onChange({ ...query, model })}
          />
        )}
        {query.queryType !== 'models' && FORMATS_OF[query.queryType].length > 1 && (
          <Choice
            label={t('datasource.field.format', 'Format')}
            value={query.format ?? FORMATS_OF[query.queryType][0]}
            options={formatOptions().filter(({ value }) => FORMATS_OF[query.queryType].includes(value))}
            onChange={(format) => onChange({ ...query, format })}
          />
        )}
      </Stack>
      {!models.loading && !models.error && models.value.length === 0 && (
        <Alert severity="info" title={t('datasource.no-models.title', 'This store has no model yet')}>
          {t(
            'datasource.no-models.text',
            'A model appears with its first prediction: post it to v1/models/NAME/predictions, or load a file by the command line.'
          )}
        </Alert>
      )}
      {query.queryType !== 'models' && <AnalysisBuilder {...{ datasource, query, app, onChange }} />}
    </>
  );
}

function AnalysisBuilder({
  datasource: { catalogue },
  query,
  onChange,
}: Omit<BuilderProps, 'query'> & { query: AnalysisQuery }) {
  const model = useModel(catalogue, query.model);
  const problems = problemsOf(query);
  const fields = { query, model: model.value, catalogue, problems, onChange };
  return (
    <>
      <AnalysisFields {...fields} />
      <Stack gap={2} wrap="wrap" alignItems="flex-start">
        <Choices
          label={
            query.queryType === 'cohorts'
              ? t('datasource.field.cohorts', 'Cohorts by')
              : t('datasource.field.split', 'Split by')
          }
          value={query.segmentBy}
          width={WIDTH.medium}
          options={namesAsOptions(
            (model.value?.columns ?? []).filter(({ segment }) => segment).map(({ name }) => name)
          )}
          loading={model.loading}
          placeholder={t('datasource.field.split-none', 'Not split')}
          custom
          onChange={(keys) => onChange({ ...query, segmentBy: keys.length === 0 ? undefined : keys })}
        />
        <FiltersField
          catalogue={catalogue}
          model={query.model}
          columns={model.value?.columns ?? []}
          filters={query.filters ?? []}
          problem={problems.filters}
          onChange={(filters) => onChange({ ...query, filters })}
        />
      </Stack>
      <ControlledCollapse label={t('datasource.more', 'More options')}>
        <MoreFields {...fields} />
      </ControlledCollapse>
    </>
  );
}

/** Grafana hands a new query over with nothing but a refId and maybe a data source. */
function withoutEmpty(query: PlumblineQuery): Partial<PlumblineQuery> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

function formatOptions() {
  return [
    { value: 'matrix' as const, label: t('datasource.format.matrix', 'Matrix') },
    { value: 'timeseries' as const, label: t('datasource.format.timeseries', 'Time series') },
    { value: 'table' as const, label: t('datasource.format.table', 'Table') },
    { value: 'numeric' as const, label: t('datasource.format.numeric', 'Numbers for alerts') },
  ];
}

function analysisOptions() {
  const described: Record<Exclude<QueryType, 'sql'>, [label: string, description: string]> = {
    drift: [
      t('datasource.analysis.drift', 'Drift'),
      t('datasource.analysis.drift-is', 'How far each column is from its reference'),
    ],
    distribution: [
      t('datasource.analysis.distribution', 'Distribution'),
      t('datasource.analysis.distribution-is', 'Values of a column beside the reference'),
    ],
    performance: [
      t('datasource.analysis.performance', 'Performance'),
      t('datasource.analysis.performance-is', 'Accuracy, AUC and more, with label coverage'),
    ],
    quality: [
      t('datasource.analysis.quality', 'Quality'),
      t('datasource.analysis.quality-is', 'Missing and unseen values, volume'),
    ],
    importance: [
      t('datasource.analysis.importance', 'Importance'),
      t('datasource.analysis.importance-is', 'SHAP values by feature'),
    ],
    cohorts: [
      t('datasource.analysis.cohorts', 'Cohorts'),
      t('datasource.analysis.cohorts-is', 'A metric by segment, against everybody else'),
    ],
    records: [
      t('datasource.analysis.records', 'Records'),
      t('datasource.analysis.records-is', 'The predictions themselves'),
    ],
    models: [t('datasource.analysis.models', 'Models'), t('datasource.analysis.models-is', 'One row a model')],
  };
  return QUERY_TYPES.filter((type) => type !== 'sql').map((value) => {
    const [label, description] = described[value];
    return { value, label, description };
  });
}
