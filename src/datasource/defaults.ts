import { CoreApp } from '@grafana/data';
import { METHOD_TRAITS } from '../query/defaults';
import { type BacktestRule, type PlumblineQuery, QUERY_VERSION, type QueryType } from '../query/model';
import { wholeCondition } from './backtest/condition';
import { isAnalysis } from './isAnalysis';
import { traitsOf } from './analyses/table';
import { type PlumblineOptions } from './types';

/**
 * A fresh query: drift of every feature, as numbers for an alert rule and as a grid everywhere else; or an empty statement
 * where the data source's settings begin in SQL.
 */
export function defaultQuery(app?: CoreApp, { defaultEditor, rawSql }: PlumblineOptions = {}): Partial<PlumblineQuery> {
  const alerting = app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
  if (defaultEditor === 'sql' && rawSql !== 'off' && !alerting) {
    return {
      queryType: 'sql',
      pluginVersion: QUERY_VERSION,
      rawSql: '',
      format: app === CoreApp.Explore ? 'timeseries' : 'table',
    };
  }
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
  const { refId, hide, key, datasource, live } = query;
  const base = { refId, hide, key, datasource, pluginVersion: QUERY_VERSION, ...(live ? { live } : {}) };
  if (queryType === 'sql') {
    return { ...base, queryType, rawSql: '', format: 'table' };
  }
  const traits = traitsOf(queryType);
  const { formats, defaults, needsModel } = traits;
  const [format] = formats;
  if (queryType === 'backtest') {
    return { ...base, queryType, rule: ruleFrom(query), format: 'table' };
  }
  if (needsModel === false) {
    return { ...base, ...defaults, queryType, format } as PlumblineQuery;
  }
  const kinds = new Set([...traits.fields(), ...traits.more()].map(({ kind }) => kind));
  const shared = isAnalysis(query)
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

/** A back-test with something to edit: one that a person wrote may lack its rule, or a part of it, down to a limit. */
export function withRule(query: PlumblineQuery): PlumblineQuery {
  if (query.queryType !== 'backtest') {
    return query;
  }
  const { rule }: { rule?: Partial<BacktestRule> } = query;
  const fresh = ruleFrom(rule?.query ?? { ...query, queryType: 'models' });
  const condition = wholeCondition(rule?.condition, fresh.condition);
  return rule?.query && condition === rule.condition
    ? query
    : { ...query, rule: { ...fresh, ...rule, query: rule?.query ?? fresh.query, condition } };
}

/** The rule that a back-test of this query begins with: its limits, or those of its method. */
function ruleFrom(query: PlumblineQuery): BacktestRule {
  const asked =
    query.queryType === 'sql' || (isAnalysis(query) && traitsOf(query.queryType).formats.includes('numeric'))
      ? query
      : withQueryType(query, 'drift');
  const inner = asked as BacktestRule['query'];
  const drift = inner.queryType === 'drift' ? METHOD_TRAITS[inner.method ?? 'psi'] : undefined;
  const breach = 'threshold' in inner ? inner.threshold?.breach : undefined;
  const falls = drift ? !drift.higherIsWorse : inner.queryType === 'performance';
  return {
    query: 'window' in inner && inner.window === 'auto' ? { ...inner, window: '1d' } : inner,
    condition: { type: falls ? 'lt' : 'gt', params: [breach ?? drift?.threshold.breach ?? 0.8] },
  };
}
