import { type PanelData, type TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Alert, Stack } from '@grafana/ui';
import { useEffect } from 'react';
import { type PlumblineQuery, type QueryType } from '../../query/model';
import { ANALYSIS_TYPES, traitsOf } from '../analyses/table';
import { type PlumblineDataSource } from '../datasource';
import { withQueryType } from '../defaults';
import { isAnalysis } from '../isAnalysis';
import { problemsOf } from '../validate';
import { BacktestFields } from './BacktestFields';
import { EventsFields } from './EventsFields';
import { executedSql, ExecutedSql } from './ExecutedSql';
import { Choice, namesAsOptions } from './fields';
import { ModelFields } from './ModelFields';
import { useModels } from './useCatalogue';
import { WindowField } from './WindowField';

interface Props {
  datasource: PlumblineDataSource;
  query: Exclude<PlumblineQuery, { queryType: 'sql' }>;
  data?: PanelData;
  range?: TimeRange;
  onChange: (query: PlumblineQuery) => void;
  /** Goes on in SQL from the statements that the query ran; absent where SQL is switched off. */
  onTakeOver?: (sql: string) => void;
}

/** The builder: analysis, model, format, then the fields that the analysis has. */
export function Builder({ datasource, query, data, range, onChange, onTakeOver }: Props) {
  const { catalogue } = datasource;
  const models = useModels(catalogue);
  const [firstModel] = models.value;
  const traits = traitsOf(query.queryType);
  const needsModel = isAnalysis(query) && !query.model;
  useEffect(() => {
    if (needsModel && firstModel) {
      onChange({ ...query, model: firstModel });
    }
    // Runs once the list is there; later edits are the user's own.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [needsModel, firstModel]);
  const executed = executedSql(data, query.refId);

  return (
    <>
      <Stack gap={2} wrap="wrap" alignItems="flex-start">
        <Choice<QueryType>
          label={t('datasource.field.analysis', 'Analysis')}
          value={query.queryType}
          options={analysisOptions()}
          onChange={(queryType) => onChange(withQueryType(query, queryType))}
        />
        {isAnalysis(query) && (
          <Choice
            label={t('datasource.field.model', 'Model')}
            value={query.model ? query.model : undefined}
            options={namesAsOptions(models.value)}
            loading={models.loading}
            problem={models.error ?? problemsOf(query).model}
            custom
            onChange={(model) => onChange({ ...query, model })}
          />
        )}
        {traits.formats.length > 1 && (
          <Choice
            label={t('datasource.field.format', 'Format')}
            value={query.format ?? traits.silent ?? traits.formats[0]}
            options={formatOptions().filter(({ value }) => traits.formats.includes(value))}
            onChange={(format) => onChange({ ...query, format } as PlumblineQuery)}
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
      {isAnalysis(query) && <ModelFields catalogue={catalogue} query={query} range={range} onChange={onChange} />}
      {query.queryType === 'refusals' && (
        <WindowField
          value={query.window}
          problem={problemsOf(query).window}
          onChange={(window) => onChange({ ...query, window })}
        />
      )}
      {query.queryType === 'annotations' && <EventsFields catalogue={catalogue} query={query} onChange={onChange} />}
      {query.queryType === 'backtest' && (
        <BacktestFields catalogue={catalogue} query={query} data={data} range={range} onChange={onChange} />
      )}
      {executed && <ExecutedSql sql={executed} onTakeOver={onTakeOver ? () => onTakeOver(executed) : undefined} />}
    </>
  );
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
  return ANALYSIS_TYPES.map((value) => {
    const { label, description } = traitsOf(value);
    return { value, label: label(), description: description() };
  });
}
