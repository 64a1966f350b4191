import { t } from '@grafana/i18n';
import { MACRO_TEXTS } from '../../query/macros';
import { type CatalogueModel } from '../catalogue';
import { FUNCTIONS } from './functions';
import { nameOf, type Token, tokensOf } from './tokens';

export interface Suggestion {
  label: string;
  /** What is written; the label where absent. */
  insert?: string;
  detail?: string;
  documentation?: string;
  kind: 'table' | 'column' | 'macro' | 'function' | 'keyword' | 'variable';
}

/** What can be completed with: the models and the dashboard's variables. */
export interface Schema {
  models: readonly CatalogueModel[];
  variables: readonly string[];
}

const TABLE_KINDS = ['predictions', 'labels', 'attributions'] as const;

const KEYWORDS = [
  'SELECT',
  'FROM',
  'WHERE',
  'GROUP BY ALL',
  'GROUP BY',
  'ORDER BY',
  'HAVING',
  'QUALIFY',
  'LIMIT',
  'JOIN',
  'LEFT JOIN',
  'USING',
  'WITH',
  'CASE WHEN',
  'UNION ALL',
  'IS NOT NULL',
  'IS NULL',
  'BETWEEN',
  'DISTINCT',
];

/** Columns of the tables that are no columns of the predictions. */
const FIXED_COLUMNS: Record<string, readonly string[]> = {
  labels: ['id', 'prediction_time', 'value', 'observed_at', 'arrived_at'],
  attributions: ['id', 'time', 'base_value', 'output_name', 'output_space', 'explainer', 'background'],
};

/** What fits at `offset`: tables after FROM, an alias's columns after its dot, else columns, macros and functions. */
export function suggestionsAt(sql: string, offset: number, schema: Schema): Suggestion[] {
  const all = tokensOf(sql);
  const inside = all.find(({ start, text }) => start < offset && offset < start + text.length);
  if (inside?.kind === 'string' || inside?.kind === 'comment') {
    return inside.kind === 'string' ? schema.variables.map(variable) : [];
  }
  const solid = all.filter(({ kind }) => kind !== 'space' && kind !== 'comment');
  const before = solid.filter(({ start, text }) => start + text.length < offset || (start < offset && text === '.'));
  const last = before.at(-1);
  const used = tablesIn(solid, schema.models);
  if (last?.text === '.') {
    const owner = before.at(-2);
    return owner ? afterDot(nameOf(owner), used, schema.models) : [];
  }
  if (/^(FROM|JOIN)$/i.test(last?.text ?? '')) {
    return [...tables(schema.models), ...schema.variables.map(variable)];
  }
  const columns = used.length > 0 ? used.flatMap(columnsOf) : schema.models.flatMap((model) => modelColumns(model));
  return [
    ...unique(columns),
    ...macros(),
    ...schema.variables.map(variable),
    ...functions(),
    ...KEYWORDS.map((label): Suggestion => ({ label, kind: 'keyword' })),
    ...tables(schema.models),
  ];
}

interface UsedTable {
  schema: string;
  model: CatalogueModel;
  /** The alias, or the name itself. */
  alias: string;
}

/** Tables of models that the statement names, with their aliases. */
export function tablesIn(solid: readonly Token[], models: readonly CatalogueModel[]): UsedTable[] {
  return solid.flatMap((token, index): UsedTable[] => {
    const schema = TABLE_KINDS.find((kind) => kind === token.text.toLowerCase());
    const name = solid[index + 2];
    const model = schema && solid[index + 1]?.text === '.' && name && models.find((each) => each.name === nameOf(name));
    if (!schema || !model) {
      return [];
    }
    const next = solid[index + 3]?.text.toUpperCase() === 'AS' ? solid[index + 4] : solid[index + 3];
    const named = next && (next.kind === 'name' || (next.kind === 'word' && !isReserved(next.text)));
    return [{ schema, model, alias: named ? nameOf(next) : model.name }];
  });
}

const RESERVED =
  /^(WHERE|GROUP|ORDER|JOIN|LEFT|RIGHT|FULL|INNER|CROSS|SEMI|ANTI|ASOF|ON|USING|LIMIT|HAVING|QUALIFY|UNION|AS)$/i;
const isReserved = (word: string): boolean => RESERVED.test(word);

function afterDot(owner: string, used: readonly UsedTable[], models: readonly CatalogueModel[]): Suggestion[] {
  const schema = TABLE_KINDS.find((kind) => kind === owner.toLowerCase());
  if (schema) {
    return models.map(({ name, task }) => ({ label: name, insert: quoted(name), detail: task, kind: 'table' }));
  }
  return unique(used.filter(({ alias }) => alias.toLowerCase() === owner.toLowerCase()).flatMap(columnsOf));
}

function columnsOf({ schema, model }: UsedTable): Suggestion[] {
  const fixed = (FIXED_COLUMNS[schema] ?? []).map((label): Suggestion => ({
    label,
    kind: 'column',
    detail: `${schema}.${model.name}`,
  }));
  if (schema === 'attributions') {
    const features = model.columns.filter(({ role }) => role === 'feature');
    return [...fixed, ...features.map(({ name }): Suggestion => column(`shap_${name}`, model.name, 'SHAP'))];
  }
  return schema === 'predictions' ? modelColumns(model) : fixed;
}

function modelColumns(model: CatalogueModel): Suggestion[] {
  return model.columns.map(({ name, role, kind }) => column(name, model.name, `${role}, ${kind}`));
}

function column(name: string, model: string, detail: string): Suggestion {
  return { label: name, insert: quoted(name), detail, documentation: model, kind: 'column' };
}

function tables(models: readonly CatalogueModel[]): Suggestion[] {
  return models.flatMap(({ name, task }) =>
    TABLE_KINDS.map((kind): Suggestion => ({ label: `${kind}.${quotedAlways(name)}`, detail: task, kind: 'table' }))
  );
}

function macros(): Suggestion[] {
  return Object.values(MACRO_TEXTS).map(({ usage, description }) => ({
    label: usage,
    insert: usage.replace(/\[.*?\]/g, ''),
    documentation: description,
    kind: 'macro',
  }));
}

function functions(): Suggestion[] {
  return Object.entries(FUNCTIONS).map(([label, usage]) => ({
    label,
    insert: usage.includes('OVER') || usage.endsWith('()') ? usage : `${label}($0)`,
    detail: usage,
    kind: 'function',
  }));
}

const variable = (name: string): Suggestion => ({
  label: `$${name}`,
  detail: t('datasource.sql.variable', 'Dashboard variable'),
  kind: 'variable',
});

function unique(list: Suggestion[]): Suggestion[] {
  return [...new Map(list.map((each) => [each.label, each])).values()];
}

const quotedAlways = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** Quoted only where DuckDB needs it. */
const quoted = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : quotedAlways(name));

/** What the word at `offset` is, for the editor's hover; undefined where there is nothing to say. */
export function explainAt(
  sql: string,
  offset: number,
  schema: Schema
): { start: number; end: number; text: string } | undefined {
  const all = tokensOf(sql);
  const token = all.find(({ start, text }) => start <= offset && offset < start + text.length);
  if (!token) {
    return undefined;
  }
  const text = explain(token, all, schema);
  return text === undefined ? undefined : { start: token.start, end: token.start + token.text.length, text };
}

function explain(token: Token, all: readonly Token[], { models }: Schema): string | undefined {
  if (token.kind === 'macro') {
    const macro = Object.entries(MACRO_TEXTS).find(([name]) => `$__${name}` === token.text)?.[1];
    return macro && `${code(macro.usage)}\n\n${macro.description}`;
  }
  if (token.kind !== 'word' && token.kind !== 'name') {
    return undefined;
  }
  const name = nameOf(token);
  const used = tablesIn(
    all.filter(({ kind }) => kind !== 'space' && kind !== 'comment'),
    models
  );
  const table = used.find((each) => each.model.name === name || each.alias === name);
  if (table) {
    return `${code(`${table.schema}.${quotedAlways(table.model.name)}`)}\n\n${table.model.task}`;
  }
  const found = used.flatMap(columnsOf).find(({ label }) => label === name);
  if (found) {
    return `${code(found.label)}\n\n${found.detail ?? ''}`;
  }
  const usage = Object.hasOwn(FUNCTIONS, name.toLowerCase()) ? FUNCTIONS[name.toLowerCase()] : undefined;
  return token.kind === 'word' && usage ? code(usage) : undefined;
}

/** Names of models are anybody's: a back tick in one must not end the code. */
const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;
