import {
  CustomVariableSupport,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  FieldType,
  type MetricFindValue,
  type ScopedVars,
  toDataFrame,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { from, map, type Observable } from 'rxjs';
import { type PlumblineQuery } from '../query/model';
import { type CatalogueClient } from './catalogue';
import { VariableQueryEditor } from './components/VariableQueryEditor';
import { type PlumblineDataSource } from './datasource';
import { sqlValue } from './interpolate';
import { type VariableQuery } from './types';

/** Query variables: lists from the catalogue, each name a value of the variable, or the rows of a statement. */
export class ListVariables extends CustomVariableSupport<PlumblineDataSource, VariableQuery> {
  editor = VariableQueryEditor;

  constructor(private readonly datasource: PlumblineDataSource) {
    super();
  }

  query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const [target] = request.targets;
    if (target?.list === 'sql') {
      return this.datasource
        .query(statementRequest(request, target))
        .pipe(map(({ data, ...rest }) => ({ ...rest, data: [valuesFrame(data.flatMap(rowsOf))] })));
    }
    const names = target ? listNames(this.datasource.catalogue, replaceIn(target, request.scopedVars)) : [];
    return from(Promise.resolve(names)).pipe(
      map((found) => ({ data: [valuesFrame(found.map((text) => ({ text, value: text })))] }))
    );
  }
}

/** The names a variable query asks for; a query that lacks its model or column has none yet. */
export async function listNames(catalogue: CatalogueClient, query: VariableQuery): Promise<string[]> {
  const { list, model, column } = query;
  if (list === 'models') {
    return catalogue.models();
  }
  if (!model) {
    return [];
  }
  switch (list) {
    case 'columns':
      return (await catalogue.model(model)).columns.filter(({ role }) => role === 'feature').map(({ name }) => name);
    case 'segments':
      return (await catalogue.model(model)).columns.filter(({ segment }) => segment).map(({ name }) => name);
    case 'values':
      return column ? catalogue.values(model, column) : [];
    case 'references':
      return catalogue.references(model);
    case 'versions':
      return catalogue.versions(model);
    case 'environments':
      return catalogue.environments(model);
    case 'sql':
      return [];
  }
}

function replaceIn(query: VariableQuery, scopedVars: ScopedVars): VariableQuery {
  const replace = (text?: string) => (text === undefined ? undefined : getTemplateSrv().replace(text, scopedVars));
  return { ...query, model: replace(query.model), column: replace(query.column) };
}

/** A statement of a variable as a query of its own; nothing is asked while it is empty. */
function statementRequest(
  request: DataQueryRequest<VariableQuery>,
  { refId, rawSql = '' }: VariableQuery
): DataQueryRequest<PlumblineQuery> {
  const search = (request as { searchFilter?: unknown }).searchFilter;
  const typed = typeof search === 'string' ? search : '';
  return {
    ...request,
    targets: [{ refId, queryType: 'sql', rawSql: withSearch(rawSql, typed), format: 'table' }],
  };
}

/** `$__searchFilter` inside a string of the statement, such as `LIKE '%$__searchFilter%'`; quotes in it are doubled. */
export function withSearch(rawSql: string, typed: string): string {
  return rawSql.replaceAll(/\$__searchFilter|\$\{__searchFilter\}/g, () => sqlValue(typed));
}

/** Rows of an answer as values: `__text` and `__value` where there are any, else the first column as both. */
export function rowsOf(frame: DataFrame): Array<{ text: string; value: string }> {
  const named = (name: string) => frame.fields.find((field) => field.name === name);
  const value = named('__value') ?? named('__text') ?? frame.fields[0];
  const text = named('__text') ?? value;
  if (!value || !text) {
    return [];
  }
  return Array.from({ length: frame.length }, (_, row) => ({
    text: String(text.values[row] ?? ''),
    value: String(value.values[row] ?? ''),
  }));
}

function valuesFrame(values: MetricFindValue[]): DataFrame {
  return toDataFrame({
    fields: [
      { name: 'text', type: FieldType.string, values: values.map(({ text }) => text) },
      { name: 'value', type: FieldType.string, values: values.map(({ value, text }) => String(value ?? text)) },
    ],
  });
}
