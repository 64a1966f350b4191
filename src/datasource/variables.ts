import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  FieldType,
  type ScopedVars,
  toDataFrame,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { from, map, type Observable } from 'rxjs';
import { type CatalogueClient } from './catalogue';
import { VariableQueryEditor } from './components/VariableQueryEditor';
import { type PlumblineDataSource } from './datasource';
import { type VariableQuery } from './types';

/** Query variables: lists from the catalogue, each name a value of the variable. */
export class ListVariables extends CustomVariableSupport<PlumblineDataSource, VariableQuery> {
  editor = VariableQueryEditor;

  constructor(private readonly datasource: PlumblineDataSource) {
    super();
  }

  query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const [target] = request.targets;
    const names = target ? listNames(this.datasource.catalogue, replaceIn(target, request.scopedVars)) : [];
    return from(Promise.resolve(names)).pipe(
      map((values) => ({
        data: [toDataFrame({ fields: [{ name: 'text', type: FieldType.string, values }] })],
      }))
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
  }
}

function replaceIn(query: VariableQuery, scopedVars: ScopedVars): VariableQuery {
  const replace = (text?: string) => (text === undefined ? undefined : getTemplateSrv().replace(text, scopedVars));
  return { ...query, model: replace(query.model), column: replace(query.column) };
}
