import { CoreApp } from '@grafana/data';
import { type Format, type PlumblineQuery, QUERY_VERSION, type QueryType } from '../query/model';

/** A fresh query: drift of every feature, as numbers for an alert rule and as a grid everywhere else. */
export function defaultQuery(app?: CoreApp): Partial<PlumblineQuery> {
  const alerting = app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
  return {
    queryType: 'drift',
    pluginVersion: QUERY_VERSION,
    model: '',
    columns: ['*'],
    method: 'psi',
    reference: { kind: 'fixed' },
    window: alerting ? '1d' : 'auto',
    format: alerting ? 'numeric' : app === CoreApp.Explore ? 'timeseries' : 'matrix',
  };
}

/** Formats that an analysis can answer in, the usual one first. */
export const FORMATS_OF: Record<Exclude<QueryType, 'sql'>, readonly Format[]> = {
  drift: ['matrix', 'timeseries', 'table', 'numeric'],
  distribution: ['table'],
  performance: ['timeseries', 'table', 'numeric'],
  quality: ['timeseries', 'table', 'numeric'],
  importance: ['table', 'numeric'],
  cohorts: ['table', 'numeric'],
  records: ['table'],
  models: ['table'],
};

/**
 * The same question asked of another analysis: model, filters and labels stay, what the new one does not know goes. An
 * SQL text is kept by the editor, not by the query.
 */
export function withQueryType(query: PlumblineQuery, queryType: QueryType): PlumblineQuery {
  const { refId, hide, key, datasource } = query;
  const base = { refId, hide, key, datasource, pluginVersion: QUERY_VERSION };
  if (queryType === 'sql') {
    return { ...base, queryType, rawSql: '', format: 'table' };
  }
  if (queryType === 'models') {
    return { ...base, queryType, format: 'table' };
  }
  const shared =
    query.queryType === 'sql' || query.queryType === 'models'
      ? { model: '' }
      : {
          model: query.model,
          versions: query.versions,
          environments: query.environments,
          filters: query.filters,
          segmentBy: query.segmentBy,
          labels: query.labels,
          timezone: query.timezone,
        };
  const [format] = FORMATS_OF[queryType];
  const analysis = { ...base, ...shared, format };
  switch (queryType) {
    case 'drift':
      return { ...analysis, queryType, columns: ['*'], method: 'psi', reference: { kind: 'fixed' }, window: 'auto' };
    case 'distribution':
      return { ...analysis, queryType, columns: ['*'], reference: { kind: 'fixed' }, window: 'all' };
    case 'performance':
      return { ...analysis, queryType, metrics: ['accuracy'], window: 'auto' };
    case 'quality':
      return { ...analysis, queryType, metrics: ['missing_rate'], columns: ['*'], window: 'auto' };
    case 'importance':
      return { ...analysis, queryType, topK: 10, window: 'all' };
    case 'cohorts':
      return { ...analysis, queryType, metrics: ['accuracy'], window: 'all' };
    case 'records':
      return { ...analysis, queryType, limit: 100 };
  }
}
