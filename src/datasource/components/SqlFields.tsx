import { t } from '@grafana/i18n';
import {
  Button,
  CodeEditor,
  type CodeEditorSuggestionItem,
  CodeEditorSuggestionItemKind,
  type Monaco,
  type MonacoEditor,
  Stack,
  Text as Caption,
} from '@grafana/ui';
import { useEffect, useRef } from 'react';
import { type SqlQuery } from '../../query/model';
import { type CatalogueClient, type CatalogueModel } from '../catalogue';
import { Choice } from './fields';
import { useLoaded } from './useCatalogue';

interface Props {
  query: SqlQuery;
  catalogue: CatalogueClient;
  onChange: (query: SqlQuery) => void;
  onRunQuery: () => void;
}

/** Height of the editor in pixels that a text of so many lines needs. */
const LINE_PX = 18;
const MIN_LINES = 6;
const MAX_LINES = 30;

const NO_MODELS: CatalogueModel[] = [];

/** One read-only statement, with the macros and tables offered while typing. Ctrl or Cmd+Enter runs it. */
export function SqlFields({ query, catalogue, onChange, onRunQuery }: Props) {
  const tables = useLoaded('tables', () => loadModels(catalogue), NO_MODELS);
  // Monaco keeps the first handlers it is given; these hold the newest.
  const latest = useRef({ query, onChange, onRunQuery });
  const suggestions = useRef<CodeEditorSuggestionItem[]>([]);
  useEffect(() => {
    latest.current = { query, onChange, onRunQuery };
    suggestions.current = sqlSuggestions(tables.value);
  }, [query, onChange, onRunQuery, tables.value]);

  const run = (rawSql: string) => {
    latest.current.onChange({ ...latest.current.query, rawSql });
    latest.current.onRunQuery();
  };
  const bindKeys = (editor: MonacoEditor, monaco: Monaco) => {
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
        getSuggestions={() => suggestions.current}
        onEditorDidMount={bindKeys}
        onBlur={(rawSql) => rawSql !== query.rawSql && onChange({ ...query, rawSql })}
        onSave={run}
      />
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
        <Button variant="secondary" icon="play" onClick={() => run(query.rawSql)}>
          {t('datasource.sql.run', 'Run query')}
        </Button>
      </Stack>
      <Caption variant="bodySmall" color="secondary">
        {t(
          'datasource.sql.help',
          'One SELECT statement of DuckDB; Ctrl or Cmd+Enter runs it. Macros: $__timeFilter(column), $__timeGroup(column, interval), $__timeFrom(), $__timeTo(), $__interval. Ad hoc filters do not reach SQL.'
        )}
      </Caption>
    </Stack>
  );
}

async function loadModels(catalogue: CatalogueClient): Promise<CatalogueModel[]> {
  return Promise.all((await catalogue.models()).map((name) => catalogue.model(name)));
}

/** Completions of the SQL editor: macros, then each model's tables and columns. */
export function sqlSuggestions(models: readonly CatalogueModel[]): CodeEditorSuggestionItem[] {
  const macros = [
    ['$__timeFilter(time)', t('datasource.macro.time-filter', 'The column lies in the range of the dashboard')],
    ["$__timeGroup(time, '1d')", t('datasource.macro.time-group', 'Start of the window that the time lies in')],
    ['$__timeFrom()', t('datasource.macro.time-from', 'Start of the range')],
    ['$__timeTo()', t('datasource.macro.time-to', 'End of the range')],
    ['$__interval', t('datasource.macro.interval', 'A window that suits the width of the panel')],
  ].map(([label, documentation]) => ({ label, documentation, kind: CodeEditorSuggestionItemKind.Method }));
  const tables = models.flatMap(({ name }) =>
    ['predictions', 'labels', 'attributions'].map((kind) => ({
      label: `${kind}."${name.replaceAll('"', '""')}"`,
      detail: t('datasource.macro.table', 'Table'),
      kind: CodeEditorSuggestionItemKind.Property,
    }))
  );
  const columns = new Map(
    models.flatMap((model) => model.columns.map((column) => [column.name, column.role] as const))
  );
  return [
    ...macros,
    ...tables,
    ...[...columns].map(([label, detail]) => ({ label, detail, kind: CodeEditorSuggestionItemKind.Field })),
  ];
}
