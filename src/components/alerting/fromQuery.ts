/** The rule that fits a query of a panel: its own limits where it has them, else those of its kind of trouble. */
import { METHOD_TRAITS } from '../../query/defaults';
import { DRIFT_METHODS, PERFORMANCE_METRIC_TRAITS, type Threshold } from '../../query/model';
import { type RuleDraft } from './rule';
import { RULE_TEMPLATES, ruleFor, type RuleKind } from './templates';

type Query = RuleDraft['query'];

export interface Context {
  datasourceUid: string;
  dashboardUid?: string;
  panelId?: number;
  runbookUrl?: string;
  owner?: string;
  /** Name of the rule; default the kind of trouble. */
  name?: string;
}

/** Which kind of trouble a query looks for; undefined where a rule makes no sense, such as for records. */
export function kindOf(query: Query): RuleKind | undefined {
  const [metric] = Array.isArray(query.metrics) ? query.metrics.map(String) : [];
  switch (query.queryType) {
    case 'drift':
    case 'distribution':
      return 'drift';
    case 'drift-multivariate':
      return 'drifted-share';
    case 'importance':
    case 'beeswarm':
    case 'dependence':
    case 'impact':
      return 'attribution-drift';
    case 'quality':
      return metric === 'volume' ? 'volume' : metric === 'unseen_rate' ? 'unseen' : 'missing';
    case 'performance':
    case 'cohorts':
      return metric === 'label_coverage' ? 'label-coverage' : metric === 'label_lag' ? 'label-lag' : 'performance';
    case 'service':
      return metric?.startsWith('latency') ? 'latency' : metric?.startsWith('cost') ? 'cost' : 'errors';
    case 'concept-drift':
    case 'performance-estimated':
    case 'calibration':
    case 'fairness':
    case 'kpi':
      return query.queryType;
    default:
      return undefined;
  }
}

/**
 * A draft of the rule for a query without variables. What the query says (columns, metric, reference, segments, filters,
 * limits) stays; what only a picture needs (the window `auto`, several metrics) becomes what a rule needs.
 */
export function draftFrom(query: Query, context: Context): RuleDraft | undefined {
  const kind = kindOf(query);
  if (!kind) {
    return undefined;
  }
  const model = String(query.model ?? '');
  const { name, ...links } = context;
  const template = ruleFor(kind, { model, datasourceUid: context.datasourceUid });
  const keeps = query.queryType === template.query.queryType;
  const asked: Query = keeps
    ? { ...template.query, ...query, window: windowOf(query, template) }
    : { ...template.query, ...scopeOf(query) };
  const single = keeps && Array.isArray(asked.metrics) ? { metrics: asked.metrics.slice(0, 1) } : {};
  return {
    ...template,
    ...links,
    uid: undefined,
    name: name ?? `${model}: ${RULE_TEMPLATES[kind].title}`,
    query: { ...asked, ...single },
    condition: conditionOf(query, template),
  };
}

/** A rule judges complete windows of a length that does not change with the width of a panel. */
function windowOf(query: Query, template: RuleDraft): unknown {
  return query.window === undefined || query.window === 'auto' ? template.query.window : query.window;
}

function scopeOf({ versions, environments, filters, columns, reference }: Query): Query {
  const given = Object.entries({ versions, environments, filters, columns, reference });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** The limit that the query itself has, on the side where it is worse. */
function conditionOf(query: Query, template: RuleDraft): RuleDraft['condition'] {
  const threshold = query.threshold as Threshold | undefined;
  const method = DRIFT_METHODS.find((each) => each === query.method);
  if (query.queryType === 'drift' && method) {
    const traits = METHOD_TRAITS[method];
    const limit = threshold?.breach ?? traits.threshold.breach;
    return { type: traits.higherIsWorse ? 'gt' : 'lt', params: [limit] };
  }
  const [metric] = Array.isArray(query.metrics) ? query.metrics.map(String) : [];
  const traits =
    query.queryType === 'performance' && metric && Object.hasOwn(PERFORMANCE_METRIC_TRAITS, metric)
      ? PERFORMANCE_METRIC_TRAITS[metric as keyof typeof PERFORMANCE_METRIC_TRAITS]
      : undefined;
  const limit = threshold?.breach;
  const { type, params } = template.condition;
  const side = traits?.higherIsWorse === true ? 'gt' : traits?.higherIsWorse === false ? 'lt' : type;
  return limit === undefined ? { type: side, params } : { type: side.includes('range') ? 'gt' : side, params: [limit] };
}
