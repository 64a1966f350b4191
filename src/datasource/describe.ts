import { type BacktestRule, type CohortBaseline, type PlumblineQuery } from '../query/model';
import { formatReference } from '../query/reference';

/** One line for Explore's history and the query inspector: what is asked of which model. */
export function describeQuery(query: PlumblineQuery): string {
  if (query.queryType === 'sql') {
    return query.rawSql.replace(/\s+/g, ' ').trim();
  }
  if (query.queryType === 'models') {
    return 'models';
  }
  if (query.queryType === 'refusals') {
    return ['refusals', query.window ? `window=${query.window}` : ''].filter(Boolean).join(' ');
  }
  if (query.queryType === 'backtest') {
    const { rule }: { rule?: Partial<BacktestRule> } = query;
    if (!rule?.query || !rule.condition) {
      return 'backtest';
    }
    const { condition, for: pending, query: asked } = rule;
    const { params, type }: { params?: unknown; type?: string } = condition;
    const limit = [type, Array.isArray(params) ? params.join(' and ') : '', pending ? `for ${pending}` : ''];
    return `${['backtest', ...limit].filter(Boolean).join(' ')}: ${describeQuery(asked)}`;
  }
  if (query.queryType === 'annotations') {
    return ['annotations', query.model ? `model=${query.model}` : '', list('kinds', query.kinds)]
      .filter(Boolean)
      .join(' ');
  }
  return [
    query.queryType,
    `model=${query.model}`,
    list('columns', query.columns),
    'method' in query && query.method ? `method=${query.method}` : '',
    'preset' in query && query.preset ? `preset=${query.preset}` : '',
    'metrics' in query ? list('metrics', query.metrics) : '',
    'statistic' in query && query.statistic ? `statistic=${query.statistic}` : '',
    'reference' in query && query.reference ? `reference=${formatReference(query.reference)}` : '',
    'baseline' in query && query.baseline ? `against=${formatBaseline(query.baseline)}` : '',
    query.window ? `window=${query.window}` : '',
    list('by', query.segmentBy),
    ...(query.filters ?? []).map(({ key, operator, value, values }) =>
      values ? `${key}${operator}(${values.join(', ')})` : `${key}${operator}${value ?? ''}`
    ),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const formatBaseline = (baseline: CohortBaseline) => (baseline.kind === 'cohort' ? baseline.cohort : baseline.kind);

function list(name: string, values: readonly string[] | undefined): string {
  return values && values.length > 0 ? `${name}=${values.join(',')}` : '';
}
