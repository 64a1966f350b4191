/** A rule for every kind of trouble that the analyses know. The provisioned templates are made from this table. */
import { METHOD_TRAITS } from '../../query/defaults';
import { QUERY_VERSION, type QueryType } from '../../query/model';
import { type RuleDraft, type Severity } from './rule';

export const RULE_KINDS = [
  'drift-warn',
  'drift',
  'prediction-drift',
  'drifted-share',
  'attribution-drift',
  'concept-drift',
  'missing',
  'unseen',
  'performance',
  'performance-estimated',
  'calibration',
  'fairness',
  'volume',
  'freshness',
  'label-coverage',
  'label-lag',
  'latency',
  'errors',
  'cost',
  'kpi',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** What a template must be told of a model. */
export interface RuleSubject {
  model: string;
  datasourceUid: string;
  /** Column with the score, or the prediction; default `score`. */
  scoreColumn?: string;
  /** Segment key that groups are made of; default `segment`. */
  segment?: string;
  owner?: string;
  runbookUrl?: string;
  /** Predictions that a day has at least; default 100. */
  dailyVolume?: number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Two whole weeks: weekdays weigh the same in every evaluation. */
const FORTNIGHT = 14 * DAY;

interface Template {
  title: string;
  query: (subject: Required<RuleSubject>) => { queryType: QueryType; [field: string]: unknown };
  condition: (subject: Required<RuleSubject>) => RuleDraft['condition'];
  rangeSeconds: number;
  severity: Severity;
  summary: string;
  description: string;
  noData?: RuleDraft['noData'];
  for?: string;
}

const above = (limit: number) => () => ({ type: 'gt' as const, params: [limit] });
const below = (limit: number) => () => ({ type: 'lt' as const, params: [limit] });
const whole = { window: 'all' };
const daily = { window: '1d' };
const fixed = { reference: { kind: 'fixed' } };
const VALUE = '{{ printf "%.3f" $values.A.Value }}';
const SHARE = '{{ humanizePercentage $values.A.Value }}';
const MODEL = '{{ $labels.model }}';

const drift = (title: string, limit: number, severity: Severity): Template => ({
  title,
  query: () => ({ queryType: 'drift', columns: ['*'], method: 'psi', ...fixed, ...whole }),
  condition: above(limit),
  rangeSeconds: FORTNIGHT,
  severity,
  summary: `{{ $labels.column }} of ${MODEL} has drifted`,
  description: `PSI is ${VALUE} over the last 14 days, the limit is ${limit}.`,
});

const { warn, breach } = METHOD_TRAITS.psi.threshold;

export const RULE_TEMPLATES: Record<RuleKind, Template> = {
  'drift-warn': drift('Drift of a column, warn', warn, 'warning'),
  drift: drift('Drift of a column, breach', breach, 'critical'),
  'prediction-drift': {
    ...drift('Drift of the predictions', breach, 'critical'),
    query: ({ scoreColumn }) => ({ queryType: 'drift', columns: [scoreColumn], method: 'psi', ...fixed, ...whole }),
    summary: `The predictions of ${MODEL} have drifted`,
  },
  'drifted-share': {
    title: 'Many columns drift at once',
    query: () => ({ queryType: 'drift-multivariate', method: 'drifted_share', columns: ['*'], ...fixed, ...whole }),
    condition: above(0.5),
    rangeSeconds: FORTNIGHT,
    severity: 'critical',
    summary: `Many columns of ${MODEL} drift at once`,
    description: `${SHARE} of the columns are past their limit: a join, a unit or a feed may have changed.`,
  },
  'attribution-drift': {
    title: 'Drift of the explanations',
    query: () => ({ queryType: 'importance', statistic: 'ndcg', ...fixed, ...whole }),
    condition: below(0.9),
    rangeSeconds: FORTNIGHT,
    severity: 'warning',
    summary: `Other features decide in ${MODEL} than in the reference`,
    description: `NDCG of the order of importance is ${VALUE}, the limit is 0.9.`,
  },
  'concept-drift': {
    title: 'Concept drift',
    query: () => ({
      queryType: 'concept-drift',
      metrics: ['error_rate'],
      ...fixed,
      ...whole,
      labels: { minCoverage: 0.8 },
    }),
    condition: above(0.05),
    rangeSeconds: FORTNIGHT,
    severity: 'critical',
    summary: `${MODEL} errs more on the same inputs`,
    description: `With the mix held fixed the error rate changed by ${VALUE}.`,
  },
  missing: {
    title: 'Missing values of a column',
    query: () => ({ queryType: 'quality', metrics: ['missing_rate'], columns: ['*'], ...daily }),
    condition: above(0.5),
    rangeSeconds: 2 * DAY,
    severity: 'critical',
    summary: `{{ $labels.column }} of ${MODEL} is missing`,
    description: `${SHARE} of the last whole day's rows have no value.`,
  },
  unseen: {
    title: 'Values that the reference never had',
    query: () => ({ queryType: 'quality', metrics: ['unseen_rate'], columns: ['*'], ...daily }),
    condition: above(0.05),
    rangeSeconds: 2 * DAY,
    severity: 'warning',
    summary: `{{ $labels.column }} of ${MODEL} has values that it never had`,
    description: `${SHARE} of the last whole day's values are not in the reference.`,
  },
  performance: {
    title: 'Realised performance',
    query: () => ({ queryType: 'performance', metrics: ['accuracy'], ...whole, labels: { minCoverage: 0.8 } }),
    condition: below(0.7),
    rangeSeconds: FORTNIGHT,
    severity: 'critical',
    summary: `Accuracy of ${MODEL} is low`,
    description: `It is ${SHARE} over the last 14 days, the limit is 70 %.`,
  },
  'performance-estimated': {
    title: 'Estimated performance',
    query: () => ({ queryType: 'performance-estimated', metrics: ['auc'], realised: false, ...fixed, ...whole }),
    condition: below(0.6),
    rangeSeconds: FORTNIGHT,
    severity: 'warning',
    summary: `${MODEL} is thought to get worse`,
    description: `The estimate before labels come is ${VALUE}, the limit is 0.6.`,
  },
  calibration: {
    title: 'Calibration',
    query: () => ({ queryType: 'calibration', metrics: ['ece'], ...whole, labels: { minCoverage: 0.8 } }),
    condition: above(0.1),
    rangeSeconds: FORTNIGHT,
    severity: 'warning',
    summary: `Scores of ${MODEL} are no probabilities`,
    description: `The expected calibration error is ${VALUE}, the limit is 0.1.`,
  },
  fairness: {
    title: 'Fairness between groups',
    query: ({ segment }) => ({ queryType: 'fairness', metrics: ['disparate_impact'], segmentBy: [segment], ...whole }),
    condition: () => ({ type: 'outside_range', params: [0.8, 1.25] }),
    rangeSeconds: 2 * FORTNIGHT,
    severity: 'warning',
    summary: `${MODEL} treats groups unequally`,
    description: `Disparate impact is ${VALUE}, outside 0.8 to 1.25.`,
  },
  volume: {
    title: 'Prediction volume',
    query: () => ({ queryType: 'quality', metrics: ['volume'], ...daily }),
    condition: ({ dailyVolume }) => ({ type: 'lt', params: [dailyVolume] }),
    rangeSeconds: 2 * DAY,
    severity: 'critical',
    summary: `Few predictions of ${MODEL}`,
    description: '{{ $values.A.Value }} came in the last whole day.',
    noData: 'Alerting',
  },
  freshness: {
    title: 'Freshness',
    query: ({ model }) => ({
      queryType: 'sql',
      rawSql: [
        `SELECT '${model.replaceAll("'", "''")}' AS model, date_diff('minute', max(time), $__timeTo()) AS minutes`,
        `FROM predictions."${model.replaceAll('"', '""')}"`,
        'WHERE time < $__timeTo()',
      ].join('\n'),
    }),
    condition: above(36 * 60),
    rangeSeconds: 7 * DAY,
    severity: 'critical',
    summary: `No new predictions of ${MODEL}`,
    description: 'The newest one is {{ humanizeDuration (mul $values.A.Value 60.0) }} old.',
    noData: 'Alerting',
  },
  'label-coverage': {
    title: 'Labels do not come',
    query: () => ({ queryType: 'performance', metrics: ['label_coverage'], ...daily, labels: { maturity: '7d' } }),
    condition: below(0.8),
    rangeSeconds: 10 * DAY,
    severity: 'warning',
    summary: `Labels of ${MODEL} are missing`,
    description: `${SHARE} of the predictions that are a week old have one.`,
  },
  'label-lag': {
    title: 'Labels come late',
    query: () => ({ queryType: 'performance', metrics: ['label_lag'], ...whole }),
    condition: above(3 * DAY),
    rangeSeconds: FORTNIGHT,
    severity: 'warning',
    summary: `Labels of ${MODEL} come late`,
    description: 'Half of them took longer than {{ humanizeDuration $values.A.Value }}.',
  },
  latency: {
    title: 'Latency',
    query: () => ({ queryType: 'service', metrics: ['latency_p99'], window: '15m' }),
    condition: above(1000),
    rangeSeconds: HOUR,
    severity: 'critical',
    for: '5m',
    summary: `${MODEL} answers slowly`,
    description: 'p99 is {{ printf "%.0f" $values.A.Value }} ms.',
  },
  errors: {
    title: 'Errors of the service',
    query: () => ({ queryType: 'service', metrics: ['error_rate'], window: '15m' }),
    condition: above(0.05),
    rangeSeconds: HOUR,
    severity: 'critical',
    for: '5m',
    summary: `${MODEL} fails`,
    description: `${SHARE} of the calls ended in an error.`,
  },
  cost: {
    title: 'Cost of a prediction',
    query: () => ({ queryType: 'service', metrics: ['cost_per_prediction'], ...daily }),
    condition: above(0.01),
    rangeSeconds: 2 * DAY,
    severity: 'warning',
    summary: `${MODEL} has become dear`,
    description: `A prediction costs ${VALUE}.`,
  },
  kpi: {
    title: 'Business number',
    query: () => ({ queryType: 'kpi', name: 'cost of errors', costs: { fp: 1, fn: 5 }, per: 'mean', ...whole }),
    condition: above(2),
    rangeSeconds: FORTNIGHT,
    severity: 'warning',
    summary: `Errors of ${MODEL} cost too much`,
    description: `They cost ${VALUE} a prediction.`,
  },
};

/** The rule of a kind for a model. */
export function ruleFor(kind: RuleKind, subject: RuleSubject): RuleDraft & { uid: string } {
  const told: Required<RuleSubject> = {
    scoreColumn: 'score',
    segment: 'segment',
    owner: '',
    runbookUrl: '',
    dailyVolume: 100,
    ...subject,
  };
  const {
    title,
    query,
    condition,
    rangeSeconds,
    severity,
    summary,
    description,
    noData,
    for: pending,
  } = RULE_TEMPLATES[kind];
  const asked = query(told);
  return {
    uid: uidOf(subject.model, kind),
    name: `${subject.model}: ${title}`,
    datasourceUid: subject.datasourceUid,
    query: {
      refId: 'A',
      pluginVersion: QUERY_VERSION,
      ...(asked.queryType === 'sql' ? {} : { model: subject.model }),
      ...asked,
    },
    condition: condition(told),
    rangeSeconds,
    severity,
    summary,
    description,
    ...(noData ? { noData } : {}),
    ...(pending ? { for: pending } : {}),
    ...(told.owner ? { owner: told.owner } : {}),
    ...(told.runbookUrl ? { runbookUrl: told.runbookUrl } : {}),
    labels: { model: subject.model, kind },
  };
}

/** Grafana takes 40 characters of letters, digits, `-` and `_`. */
function uidOf(model: string, kind: RuleKind): string {
  return `${model.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 39 - kind.length)}-${kind}`;
}
