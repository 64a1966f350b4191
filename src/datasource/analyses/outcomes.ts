import { t } from '@grafana/i18n';
import {
  DEFAULT_BETA,
  DEFAULT_COHORT_ROWS,
  DEFAULT_DEPTH,
  DEFAULT_K,
  DEFAULT_PERFORMANCE_METRICS,
  DEFAULT_QUANTILE,
} from '../../query/defaults';
import {
  AVERAGES,
  BINNINGS,
  CALIBRATION_METRICS,
  COHORT_BASELINES,
  COHORT_METRICS,
  COHORT_VIEWS,
  CURVES,
  ESTIMATED_METRICS,
  ESTIMATION_METHODS,
  FAIRNESS_COMPARISONS,
  FAIRNESS_METRICS,
  type OutcomeQuery,
  type PerformanceMetric,
  PERFORMANCE_METRIC_TRAITS,
  PERFORMANCE_METRICS,
  SERVICE_METRICS,
} from '../../query/model';
import { hasVariable } from '../validate';
import { controlFields, FIXED, limitSource, LINEAGE, metricsField, namesOf, rowsAndZone, TIMED, WHOLE } from './common';
import { type AnalysisTraits, type FieldSpec, type NamedField, valueAt } from './specs';

const WHERE: readonly FieldSpec[] = [{ kind: 'window' }, { kind: 'segments' }, { kind: 'filters' }];

/** Metrics of a ranking, which have a depth and an order. */
const RANKED: readonly PerformanceMetric[] = ['precision_at_k', 'recall_at_k', 'map', 'mrr', 'hit_rate', 'ndcg'];

/** What a query that names no metrics may mean, by its model. */
const SILENT = Object.values(DEFAULT_PERFORMANCE_METRICS).flat();

/** True for a query that asks for one of these metrics, or may: a variable stands for any. */
const measures =
  (...metrics: PerformanceMetric[]) =>
  (query: object): boolean => {
    const asked = valueAt(query, 'metrics');
    const wanted: unknown[] = asked === undefined ? SILENT : Array.isArray(asked) ? asked : [];
    return wanted.some((metric) => metrics.some((each) => each === metric) || hasVariable(String(metric)));
  };

const performance: AnalysisTraits = {
  label: () => t('datasource.analysis.performance', 'Performance'),
  description: () => t('datasource.analysis.performance-is', 'Accuracy, AUC, errors and more, with label coverage'),
  formats: TIMED,
  defaults: { metrics: ['accuracy'], window: 'auto' },
  fields: () => [
    metricsField(
      PERFORMANCE_METRICS.map((value) => ({
        value,
        label: value,
        description: PERFORMANCE_METRIC_TRAITS[value].title,
      }))
    ),
    ...WHERE,
  ],
  more: () => [
    ...LINEAGE,
    { kind: 'threshold' },
    limitSource('fixed'),
    ...controlFields(),
    { kind: 'labels' },
    text('baselineVersion', t('datasource.field.baseline', 'Tested against version')),
    {
      ...choice('average', t('datasource.field.average', 'Average of classes'), AVERAGES, 'macro'),
      when: measures('precision', 'recall', 'specificity', 'f1'),
    },
    {
      kind: 'number',
      key: 'k',
      label: t('datasource.field.k', 'Places that count (k)'),
      placeholder: String(DEFAULT_K),
      when: measures(...RANKED),
    },
    { kind: 'column', key: 'rankBy', label: t('datasource.field.rank-by', 'Ranking by'), when: measures(...RANKED) },
    {
      kind: 'number',
      key: 'beta',
      label: t('datasource.field.beta', 'Beta'),
      placeholder: String(DEFAULT_BETA),
      when: measures('f_beta'),
    },
    {
      kind: 'number',
      key: 'depth',
      label: t('datasource.field.depth', 'Depth of lift and gain'),
      placeholder: String(DEFAULT_DEPTH),
      when: measures('lift', 'gain'),
    },
    {
      kind: 'number',
      key: 'quantile',
      label: t('datasource.field.quantile', 'Quantile'),
      placeholder: String(DEFAULT_QUANTILE),
      when: measures('quantile_loss'),
    },
    ...rowsAndZone(),
  ],
};

const estimated: AnalysisTraits = {
  label: () => t('datasource.analysis.estimated', 'Estimated performance'),
  description: () => t('datasource.analysis.estimated-is', 'Performance before labels come, beside what was realised'),
  formats: TIMED,
  defaults: { metrics: ['accuracy'], window: 'auto', reference: FIXED },
  fields: () => [metricsField(namesOf(ESTIMATED_METRICS)), { kind: 'reference' }, ...WHERE],
  more: () => [
    ...LINEAGE,
    choice('method', t('datasource.field.estimator', 'Estimator'), ESTIMATION_METHODS, 'auto'),
    { kind: 'threshold' },
    limitSource('reference_chunks'),
    { kind: 'labels' },
    ...rowsAndZone(),
  ],
};

const calibration: AnalysisTraits = {
  label: () => t('datasource.analysis.calibration', 'Calibration'),
  description: () => t('datasource.analysis.calibration-is', 'Are scores probabilities? Curve, ECE, Brier'),
  formats: ['table', 'timeseries', 'numeric'],
  silent: 'timeseries',
  defaults: { metrics: ['ece'], window: 'all' },
  fields: () => [metricsField(namesOf(CALIBRATION_METRICS)), ...WHERE],
  more: () => [
    ...LINEAGE,
    { kind: 'number', key: 'bins', label: t('datasource.field.bins', 'Bins'), placeholder: '10' },
    choice('binning', t('datasource.field.binning', 'Bins of equal'), BINNINGS, 'mass'),
    { kind: 'reference' },
    { kind: 'threshold' },
    { kind: 'labels' },
    ...rowsAndZone(),
  ],
};

const curves: AnalysisTraits = {
  label: () => t('datasource.analysis.curves', 'Curves'),
  description: () => t('datasource.analysis.curves-is', 'ROC, precision and recall, gain, confusion, thresholds'),
  formats: ['table'],
  defaults: { curve: 'bins', window: 'all' },
  fields: () => [
    choice('curve', t('datasource.field.curve', 'Curve'), CURVES, 'bins'),
    {
      kind: 'number',
      key: 'operatingPoint',
      label: t('datasource.field.operating-point', 'Positive from score'),
      placeholder: '0.5',
    },
    ...WHERE,
  ],
  more: () => [...LINEAGE, ...costFields(), { kind: 'reference' }, { kind: 'labels' }, ...rowsAndZone()],
};

const isCrossed = (query: object) => valueAt(query, 'view') === 'intersections';
const isCompared = (query: object) => (valueAt(query, 'view') ?? 'compare') === 'compare';

const cohorts: AnalysisTraits = {
  label: () => t('datasource.analysis.cohorts', 'Cohorts'),
  description: () => t('datasource.analysis.cohorts-is', 'A metric by segment, against everybody else'),
  formats: WHOLE,
  defaults: { metrics: ['accuracy'], window: 'all' },
  fields: () => [
    { kind: 'segments', label: t('datasource.field.cohorts', 'Cohorts by') },
    metricsField(namesOf(COHORT_METRICS)),
    { kind: 'window' },
    { kind: 'filters' },
  ],
  more: () => [
    ...LINEAGE,
    choice('view', t('datasource.field.view', 'View'), COHORT_VIEWS, 'compare'),
    {
      ...choice(
        'baseline.kind',
        t('datasource.field.cohort-baseline', 'Compared with'),
        COHORT_BASELINES,
        'complement'
      ),
      when: isCompared,
    },
    {
      ...text('baseline.cohort', t('datasource.field.baseline-cohort', 'Cohort to compare with'), 'carrier=UA'),
      when: (query) => isCompared(query) && valueAt(query, 'baseline.kind') === 'cohort',
    },
    {
      kind: 'number',
      key: 'bins',
      label: t('datasource.field.bins', 'Bins'),
      placeholder: '8',
      when: isCrossed,
    },
    { ...choice('binning', t('datasource.field.binning', 'Bins of equal'), BINNINGS, 'mass'), when: isCrossed },
    { kind: 'choices', key: 'saved', label: t('datasource.field.saved-cohorts', 'Saved cohorts'), options: [] },
    { kind: 'reference' },
    { kind: 'labels' },
    { kind: 'number', key: 'fdr', label: t('datasource.field.fdr', 'False discovery rate'), placeholder: '0.05' },
    ...rowsAndZone(),
  ],
};

const fairness: AnalysisTraits = {
  label: () => t('datasource.analysis.fairness', 'Fairness'),
  description: () => t('datasource.analysis.fairness-is', 'Parity between groups'),
  formats: ['table', 'timeseries', 'numeric'],
  defaults: { metrics: ['disparate_impact'], window: 'all' },
  fields: () => [
    { kind: 'segments', label: t('datasource.field.groups', 'Groups by') },
    metricsField(namesOf(FAIRNESS_METRICS)),
    { kind: 'window' },
    { kind: 'filters' },
  ],
  more: () => [
    ...LINEAGE,
    choice('comparison', t('datasource.field.comparison', 'Compared'), FAIRNESS_COMPARISONS, 'between_groups'),
    text('privileged', t('datasource.field.privileged', 'Privileged group')),
    { kind: 'threshold' },
    { kind: 'labels' },
    ...rowsAndZone(),
  ],
};

const service: AnalysisTraits = {
  label: () => t('datasource.analysis.service', 'Service'),
  description: () => t('datasource.analysis.service-is', 'Throughput, errors, latency, tokens, cost'),
  formats: TIMED,
  defaults: { metrics: ['throughput'], window: 'auto' },
  fields: () => [metricsField(namesOf(SERVICE_METRICS)), ...WHERE],
  more: () => [
    ...LINEAGE,
    { kind: 'choices', key: 'evaluations', label: t('datasource.field.evaluations', 'Evaluations'), options: [] },
    { kind: 'threshold' },
    ...controlFields(),
    ...rowsAndZone('1'),
  ],
};

const kpi: AnalysisTraits = {
  label: () => t('datasource.analysis.kpi', 'Business number'),
  description: () => t('datasource.analysis.kpi-is', 'An SQL aggregate of your own, or a cost matrix'),
  formats: TIMED,
  defaults: { expression: 'count(*)', window: 'auto' },
  fields: () => [
    text('name', t('datasource.field.kpi-name', 'Called'), 'kpi'),
    {
      kind: 'text',
      key: 'expression',
      label: t('datasource.field.expression', 'Aggregate'),
      placeholder: 'sum(amount) FILTER (WHERE prediction <> label)',
      wide: true,
    },
    ...WHERE,
  ],
  more: () => [
    ...LINEAGE,
    ...costFields(),
    choice('per', t('datasource.field.per', 'Costs as'), ['mean', 'sum'], 'mean'),
    text('unit', t('datasource.field.unit', 'Unit'), 'currencyEUR'),
    { kind: 'threshold' },
    ...controlFields(),
    { kind: 'labels' },
    ...rowsAndZone(t('datasource.field.min-rows-costs', '1, for costs {{rows}}', { rows: DEFAULT_COHORT_ROWS })),
  ],
};

export const OUTCOME_ANALYSES: Record<OutcomeQuery['queryType'], AnalysisTraits> = {
  performance,
  'performance-estimated': estimated,
  calibration,
  curves,
  cohorts,
  fairness,
  service,
  kpi,
};

function choice(key: string, label: string, values: readonly string[], fallback: string): NamedField {
  return { kind: 'choice', key, label, options: namesOf(values), fallback };
}

function text(key: string, label: string, placeholder?: string): NamedField {
  return { kind: 'text', key, label, placeholder };
}

function costFields(): NamedField[] {
  const cost = (key: string, label: string): NamedField => ({ kind: 'number', key, label, placeholder: '0' });
  return [
    cost('costs.tp', t('datasource.field.cost-tp', 'Cost of a true positive')),
    cost('costs.fp', t('datasource.field.cost-fp', 'Cost of a false positive')),
    cost('costs.fn', t('datasource.field.cost-fn', 'Cost of a false negative')),
    cost('costs.tn', t('datasource.field.cost-tn', 'Cost of a true negative')),
  ];
}
