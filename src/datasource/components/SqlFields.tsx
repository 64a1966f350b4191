import { LoadingState, type PanelData } from '@grafana/data';
import { t } from '@grafana/i18n';
import { getTemplateSrv } from '@grafana/runtime';
import { Alert, Button, CodeEditor, type Monaco, type MonacoEditor, Stack, Text as Caption } from '@grafana/ui';
import { useEffect, useRef } from 'react';
import { type SqlQuery } from '../../query/model';
import { type CatalogueClient, type CatalogueModel } from '../catalogue';
import { type Schema } from '../sql/completion';
import { formatSql } from '../sql/format';
import { markerOf } from '../sql/markers';
import { connect, mark } from '../sql/monaco';
import { Choice } from './fields';
import { useLoaded } from './useCatalogue';

interface Props {
  query: SqlQuery;
  catalogue: CatalogueClient;
  data?: PanelData;
  onChange: (query: SqlQuery) => void;
  onRunQuery: () => void;
}

/** Height of the editor in pixels that a text of so many lines needs. */
const LINE_PX = 18;
const MIN_LINES = 6;
const MAX_LINES = 30;

const NO_MODELS: CatalogueModel[] = [];

/** One read-only statement, with what the store and the dashboard offer while typing. Ctrl or Cmd+Enter runs it. */
export function SqlFields({ query, catalogue, data, onChange, onRunQuery }: Props) {
  const models = useLoaded('tables', () => catalogue.described(), NO_MODELS);
  const error = errorOf(data, query.refId);
  // Monaco keeps the first handlers it is given; these hold the newest.
  const latest = useRef({ query, onChange, onRunQuery });
  const schema = useRef<Schema>({ models: NO_MODELS, variables: [] });
  const failure = useRef<string | undefined>(undefined);
  const mounted = useRef<{ editor: MonacoEditor; monaco: Monaco; disconnect: () => void } | undefined>(undefined);
  useEffect(() => {
    latest.current = { query, onChange, onRunQuery };
    schema.current = { models: models.value, variables: variableNames() };
  }, [query, onChange, onRunQuery, models.value]);
  useEffect(() => {
    failure.current = error;
    if (mounted.current) {
      const { editor, monaco } = mounted.current;
      mark(monaco, editor, error === undefined ? [] : [markerOf(editor.getValue(), error)]);
    }
  }, [error, data]);
  useEffect(() => () => mounted.current?.disconnect(), []);

  const run = (rawSql: string) => {
    latest.current.onChange({ ...latest.current.query, rawSql });
    latest.current.onRunQuery();
  };
  const didMount = (editor: MonacoEditor, monaco: Monaco) => {
    mounted.current?.disconnect();
    mounted.current = { editor, monaco, disconnect: connect(monaco, editor, () => schema.current) };
    // The answer may have come before the editor did.
    mark(monaco, editor, failure.current === undefined ? [] : [markerOf(editor.getValue(), failure.current)]);
    editor.addAction({
      id: 'plumbline-run-query',
      label: t('datasource.sql.run', 'Run query'),
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
      run: () => run(editor.getValue()),
    });
  };
  const lines = Math.min(MAX_LINES, Math.max(MIN_LINES, query.rawSql.split('\n').length + 1));

  return (
    <Stack direction="column" gap={1}>
      <CodeEditor
        language="sql"
        value={query.rawSql}
        height={lines * LINE_PX}
        showMiniMap={false}
        showLineNumbers
        onEditorDidMount={didMount}
        onBlur={(rawSql) => rawSql !== query.rawSql && onChange({ ...query, rawSql })}
        onSave={run}
      />
      {error !== undefined && <Alert severity="error" title={error} />}
      <Stack gap={2} alignItems="flex-end" wrap="wrap">
        <Choice
          label={t('datasource.field.format', 'Format')}
          value={query.format ?? 'table'}
          options={[
            { value: 'table' as const, label: t('datasource.format.table', 'Table') },
            { value: 'timeseries' as const, label: t('datasource.format.timeseries', 'Time series') },
          ]}
          onChange={(format) => {
            onChange({ ...query, format });
            onRunQuery();
          }}
        />
        <Button variant="secondary" icon="play" onClick={() => run(mounted.current?.editor.getValue() ?? query.rawSql)}>
          {t('datasource.sql.run', 'Run query')}
        </Button>
        <Button
          variant="secondary"
          icon="brackets-curly"
          onClick={() => onChange({ ...query, rawSql: formatSql(mounted.current?.editor.getValue() ?? query.rawSql) })}
        >
          {t('datasource.sql.format', 'Tidy up')}
        </Button>
      </Stack>
      <Caption variant="bodySmall" color="secondary">
        {t(
          'datasource.sql.help',
          'One SELECT statement of DuckDB; Ctrl or Cmd+Enter runs it. Tables are predictions."model", labels."model" and attributions."model". Macros begin with $__: $__timeFilter(time), $__timeGroup(time, \'1d\'), $__filters.'
        )}
      </Caption>
    </Stack>
  );
}

/** What the back end said about the query that ran last. */
export function errorOf(data: PanelData | undefined, refId: string): string | undefined {
  const errors = data?.state === LoadingState.Error ? (data.errors ?? []) : [];
  const own = errors.find((each) => each.refId === refId) ?? errors.find((each) => each.refId === undefined);
  return own?.message ?? own?.data?.message;
}

function variableNames(): string[] {
  return getTemplateSrv()
    .getVariables()
    .map(({ name }) => name);
}
