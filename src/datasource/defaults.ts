import { CoreApp } from '@grafana/data';
import { type PlumblineQuery, QUERY_VERSION, type QueryType } from '../query/model';
import { traitsOf } from './analyses/table';

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
  const traits = traitsOf(queryType);
  const { formats, defaults, needsModel } = traits;
  const [format] = formats;
  if (needsModel === false) {
    return { ...base, ...defaults, queryType, format } as PlumblineQuery;
  }
  const kinds = new Set([...traits.fields(), ...traits.more()].map(({ kind }) => kind));
  const shared =
    'model' in query
      ? {
          model: query.model,
          versions: query.versions,
          environments: query.environments,
          filters: query.filters,
          timezone: query.timezone,
          ...(kinds.has('segments') ? { segmentBy: query.segmentBy } : {}),
          ...(kinds.has('labels') ? { labels: query.labels } : {}),
        }
      : { model: '' };
  return { ...base, ...shared, ...defaults, queryType, format } as PlumblineQuery;
}
