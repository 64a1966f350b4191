import { type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Field, Stack, TextArea } from '@grafana/ui';
import { type PlumblineQuery } from '../../query/model';
import { type PlumblineDataSource } from '../datasource';
import { type PlumblineOptions, type VariableList, type VariableQuery } from '../types';
import { Choice, namesAsOptions } from './fields';
import { useModel, useModels } from './useCatalogue';

type Props = QueryEditorProps<PlumblineDataSource, PlumblineQuery, PlumblineOptions, VariableQuery>;

/** Editor of a query variable: what to list, of which model and column. */
export function VariableQueryEditor({ datasource, query, onChange }: Props) {
  const list = query.list ?? 'models';
  const models = useModels(datasource.catalogue);
  const model = useModel(datasource.catalogue, query.model ?? '');
  const set = (change: Partial<VariableQuery>) => {
    const next: VariableQuery = { ...query, list, refId: query.refId || 'variable', ...change };
    onChange(next);
  };
  return (
    <Stack gap={2} wrap="wrap">
      <Choice<VariableList>
        label={t('datasource.variable.list', 'List')}
        value={list}
        options={[
          { value: 'models', label: t('datasource.variable.models', 'Models') },
          { value: 'columns', label: t('datasource.variable.columns', 'Features') },
          { value: 'segments', label: t('datasource.variable.segments', 'Segment keys') },
          { value: 'values', label: t('datasource.variable.values', 'Values of a column') },
          { value: 'references', label: t('datasource.variable.references', 'References') },
          { value: 'versions', label: t('datasource.variable.versions', 'Versions') },
          { value: 'environments', label: t('datasource.variable.environments', 'Environments') },
          { value: 'sql', label: t('datasource.variable.sql', 'Rows of a statement') },
        ]}
        onChange={(chosen) => set({ list: chosen })}
      />
      {list !== 'models' && list !== 'sql' && (
        <Choice
          label={t('datasource.field.model', 'Model')}
          value={query.model}
          options={namesAsOptions(models.value)}
          loading={models.loading}
          problem={models.error}
          custom
          onChange={(name) => set({ model: name })}
        />
      )}
      {list === 'values' && (
        <Choice
          label={t('datasource.field.column', 'Column')}
          value={query.column}
          options={namesAsOptions((model.value?.columns ?? []).map(({ name }) => name))}
          loading={model.loading}
          problem={model.error}
          custom
          onChange={(column) => set({ column })}
        />
      )}
      {list === 'sql' && (
        <Field
          label={t('datasource.variable.statement', 'Statement')}
          description={t(
            'datasource.variable.statement-is',
            'Columns __text and __value, or the first column. $__searchFilter is what was typed.'
          )}
          htmlFor="plumbline-variable-sql"
          noMargin
        >
          <TextArea
            id="plumbline-variable-sql"
            cols={60}
            rows={4}
            defaultValue={query.rawSql}
            placeholder={'SELECT DISTINCT carrier FROM predictions."flights"'}
            onBlur={(event) => set({ rawSql: event.currentTarget.value })}
          />
        </Field>
      )}
    </Stack>
  );
}
