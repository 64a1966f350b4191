/** What a query is about, resolved against the catalogue: model, rows, windows, segments. */
import { DEFAULT_TIMEZONE, DEFAULT_WINDOW } from '../../../query/defaults';
import { parseWindow, type WindowSpec } from '../../../query/duration';
import { PlumblineError } from '../../../query/errors';
import { type AnalysisBase, type Filter } from '../../../query/model';
import { attributionKey } from '../../store/attributionKey';
import { type ColumnInfo, type ColumnRole, type ModelInfo } from '../../store/types';
import { type AnalysisContext } from '../context';
import { boundAttributionFilters, type During, explainedBy, type RowFilter } from './attributionFilters';
import { findColumn } from './columns';
import { filterCondition } from './filters';
import { Ledger } from './ledger';
import { type Parameters, quoteName } from './statement';
import { resolveWindows, type Windows } from './windows';

export interface Scope {
  query: AnalysisBase;
  context: AnalysisContext;
  model: ModelInfo;
  windows: Windows;
  zone: string;
  /** Columns of `segmentBy`, in its order. */
  segments: ColumnInfo[];
  filters: RowFilter[];
  ledger: Ledger;
}

/** Resolves the common part of an analysis. Throws `not_found`, `bad_request` or `forbidden` naming the field. */
export async function resolveScope(query: AnalysisBase, context: AnalysisContext): Promise<Scope> {
  const model = await context.catalogue.model(query.model);
  const zone = query.timezone ?? DEFAULT_TIMEZONE;
  const windows = windowsOf(parseWindow(query.window ?? DEFAULT_WINDOW), context, zone);
  const segments = (query.segmentBy ?? []).map((name, index) =>
    readable(findColumn(model, name, `segmentBy[${index}]`), `segmentBy[${index}]`, context)
  );
  const filters = resolveFilters(model, query.filters ?? [], 'filters', context);
  boundAttributionFilters(filters);
  const scope = { query, context, model, windows, zone, segments, filters, ledger: new Ledger(context) };
  roleColumn(scope, 'version', query.versions, 'versions');
  roleColumn(scope, 'environment', query.environments, 'environments');
  return scope;
}

/** Filters with the columns that their keys name, of predictions or of attributions. Throws as `resolveScope` does. */
export function resolveFilters(
  model: ModelInfo,
  filters: readonly Filter[],
  owner: string,
  context: AnalysisContext
): RowFilter[] {
  return filters.map((filter, index): RowFilter => {
    const place = `${owner}[${index}]`;
    const explained = attributionKey(model, filter.key, `${place}.key`);
    return {
      filter,
      place,
      column: readable(explained ?? findColumn(model, filter.key, `${place}.key`), `${place}.key`, context),
      ...(explained ? { ofAttributions: true } : {}),
    };
  });
}

/** The range itself as the window is, of a replay, the range of each of its moments. */
function windowsOf(spec: WindowSpec, context: AnalysisContext, zone: string): Windows {
  return spec.kind === 'all' && context.moments
    ? {
        kind: 'time',
        windows: context.moments.map(({ from, to }) => ({ start: from, end: to, complete: true })),
        duration: null,
      }
    : resolveWindows(spec, context, zone);
}

/** Splitting or filtering by a masked column would read it out value by value. */
function readable(column: ColumnInfo, place: string, context: AnalysisContext): ColumnInfo {
  if (column.sensitive && !context.unmasked) {
    throw new PlumblineError(
      'forbidden',
      `${place}: ${column.name} is sensitive and masked for you`,
      'Use another column, or ask an administrator for unmasked access.',
      place
    );
  }
  return column;
}

function roleColumn(
  scope: Scope,
  role: ColumnRole,
  wanted: readonly string[] | undefined,
  place: string
): ColumnInfo | undefined {
  const column = scope.model.columns.find((candidate) => candidate.role === role);
  if (wanted && !column) {
    throw new PlumblineError(
      'bad_request',
      `${place}: model ${scope.model.name} logs no ${role}`,
      `Leave ${place} out.`,
      place
    );
  }
  return column;
}

/** Column of a role that a model must have for the analysis at hand. */
export function requireRole(model: ModelInfo, role: ColumnRole, purpose: string): ColumnInfo {
  const column = model.columns.find((candidate) => candidate.role === role);
  if (!column) {
    throw new PlumblineError(
      'unprocessable',
      `Model ${model.name} has no ${role} column, and ${purpose} needs one`,
      `Log a column with the role ${role}, or declare it.`
    );
  }
  return column;
}

/** Name of the column with the time of a prediction. */
export function timeColumn(model: ModelInfo): string {
  return quoteName(requireRole(model, 'time', 'every analysis').name);
}

/** Conditions of the query's filters on rows with times that `during` holds; `has` leaves out those on columns that the relation lacks. */
export function filterConditions(
  scope: Scope,
  parameters: Parameters,
  during: During,
  has: (column: ColumnInfo) => boolean = () => true
): string[] {
  return rowConditions(
    scope.model,
    scope.filters.filter(({ column }) => has(column)),
    parameters,
    during
  );
}

/** Conditions of filters on a relation with the columns of predictions; those on attributions are one. */
export function rowConditions(
  model: ModelInfo,
  filters: readonly RowFilter[],
  parameters: Parameters,
  during: During
): string[] {
  const explained = explainedBy(model, filters, parameters, during);
  return [...columnConditions(filters, parameters), ...(explained === undefined ? [] : [explained])];
}

/** Conditions of the filters that are on columns of predictions. */
export function columnConditions(filters: readonly RowFilter[], parameters: Parameters): string[] {
  return filters.flatMap(({ filter, column, place, ofAttributions }) =>
    ofAttributions ? [] : [filterCondition(filter, column, parameters, place)]
  );
}

/** Conditions of `versions` (or those given instead) and `environments`, which are about predictions only. */
export function lineageConditions(
  scope: Scope,
  parameters: Parameters,
  versions: readonly string[] | undefined = scope.query.versions
): string[] {
  const among = (role: ColumnRole, values: readonly string[] | undefined) => {
    const column = roleColumn(scope, role, values, role);
    return values && column
      ? [
          `${quoteName(column.name)}::VARCHAR IN (${values.map((value) => `${parameters.add(value)}::VARCHAR`).join(', ')})`,
        ]
      : [];
  };
  return [...among('version', versions), ...among('environment', scope.query.environments)];
}
