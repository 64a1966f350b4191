/** Parity between the groups of each column: gaps with intervals, tests and a status, and the groups' own rates. */
import {
  DEFAULT_COHORT_ROWS,
  DEFAULT_CONFIDENCE,
  DEFAULT_FAIRNESS_METRICS,
  DEFAULT_FDR,
  DISPARATE_IMPACT_LIMITS,
  MAX_SERIES,
} from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { FAIRNESS_FIELDS, FRAME_VERSION, type FrameCustom, type Status } from '../../../query/frames';
import { type FairnessMetric, type FairnessQuery, type Threshold } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { benjaminiHochberg } from '../../statistics/multiple';
import { type ModelInfo } from '../../store/types';
import { type Analysis } from '../context';
import { countOutcomes, type Outcomes } from '../performance/outcomes';
import { finish, numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { keepMasked } from '../shared/masked';
import { metricFrames } from '../shared/metricFrames';
import { type MetricRow } from '../shared/metricRows';
import { requireRole, resolveScope, type Scope } from '../shared/scope';
import { windowsFrom } from '../shared/segmentWindows';
import { oneWindow, withWindow } from '../shared/oneWindow';
import { combine, differenceGap, disparateImpact, type Gap, ratioGap, type Rated } from './gaps';
import { groupFrame } from './groupFrame';
import { type Group, rated, type Rate, rateOf } from './groups';

interface GapRow extends Gap {
  column: string;
  metric: FairnessMetric;
  groups: number;
  q: number | null;
  status: Status;
}

export const fairness: Analysis<FairnessQuery> = async (asked, context) => {
  const table = asked.format === undefined || asked.format === 'table' || asked.format === 'numeric';
  const resolved = await resolveScope({ ...asked, window: asked.window ?? (table ? 'all' : 'auto') }, context);
  const whole = table ? withWindow(resolved, oneWindow(resolved)) : resolved;
  const query = keepMasked(asked, resolved);
  requireRole(whole.model, 'prediction', 'fairness');
  if (whole.model.task !== 'binary') {
    throw new PlumblineError(
      'unprocessable',
      `fairness is defined for binary models, and ${whole.model.name} has the task ${whole.model.task}`,
      'Compare cohorts instead.',
      'model'
    );
  }
  if (whole.segments.length === 0) {
    throw new PlumblineError(
      'bad_request',
      'segmentBy is missing, and fairness compares the values of a column',
      'Name one or more columns in segmentBy.',
      'segmentBy'
    );
  }
  const metrics = query.metrics ?? [...DEFAULT_FAIRNESS_METRICS];
  const custom: FrameCustom = {
    plumbline: 'fairness',
    v: FRAME_VERSION,
    model: whole.model.name,
    metrics,
    comparison: query.comparison ?? 'between_groups',
    ...(query.privileged === undefined ? {} : { privileged: query.privileged }),
    confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    fdr: DEFAULT_FDR,
    minRows: query.minRows ?? DEFAULT_COHORT_ROWS,
    family: 'columns x metrics',
    // Base rates differ between groups, so the criteria exclude each other (Kleinberg et al. 2016).
    disclaimer:
      'Parity metrics cannot all hold at once where base rates differ; the four-fifths rule is a screening rule, not a verdict.',
  };
  const frames = table ? await atOnce(whole, query, metrics) : await overTime(whole, query, metrics);
  return finish(frames, whole.ledger, custom, query.refId);
};

async function atOnce(scope: Scope, query: FairnessQuery, metrics: readonly FairnessMetric[]): Promise<Frame[]> {
  const rows: GapRow[] = [];
  const all: Array<{ column: string; groups: Group[] }> = [];
  for (const column of scope.segments) {
    const counted = await countOutcomes({ ...scope, segments: [column] }, { metrics: ['accuracy'] });
    const groups = groupsOf(counted);
    all.push({ column: column.name, groups });
    rows.push(...metrics.map((metric) => gapRow(query, scope.model, column.name, groups, metric)));
  }
  const adjusted = benjaminiHochberg(rows.map((row) => row.p));
  const judged = rows.map((row, index) => ({ ...row, q: adjusted[index] ?? null }));
  if (query.format === 'numeric') {
    return [
      numericFrame(
        'fairness',
        'value',
        judged.map((row) => ({
          labels: { model: scope.model.name, column: row.column, metric: row.metric },
          value: row.status === 'insufficient' || row.status === 'pending_labels' ? null : row.value,
        }))
      ),
    ];
  }
  return [gapFrame(judged), groupFrame(all, query)];
}

async function overTime(scope: Scope, query: FairnessQuery, metrics: readonly FairnessMetric[]): Promise<Frame[]> {
  const rows: MetricRow[] = [];
  checkCount(scope.segments.length * metrics.length);
  for (const column of scope.segments) {
    const counted = await countOutcomes({ ...scope, segments: [column] }, { metrics: ['accuracy'] });
    const windows = windowsFrom({ ...scope, segments: [] }, counted);
    for (const window of windows) {
      const own = counted.filter((each) => each.window === window.index);
      const groups = groupsOf(own);
      rows.push(
        ...metrics.map((metric): MetricRow => {
          const gap = gapRow(query, scope.model, column.name, groups, metric);
          const shown = gap.status === 'insufficient' || gap.status === 'pending_labels' ? null : gap;
          const sum = (read: (counts: Outcomes) => number) => own.reduce((total, counts) => total + read(counts), 0);
          const mature = sum(({ mature: each }) => each);
          return {
            window,
            segment: { id: '[]', values: [] },
            column: column.name,
            metric,
            value: shown?.value ?? null,
            lo: shown?.interval?.lo ?? null,
            hi: shown?.interval?.hi ?? null,
            n: sum(({ rows: each }) => each),
            nLabelled: sum(({ labelled }) => labelled),
            coverage: mature > 0 ? sum(({ labelled }) => labelled) / mature : null,
            status: own.length === 0 ? 'no_data' : gap.status,
          };
        })
      );
    }
  }
  return metricFrames({ ...scope, segments: [] }, 'fairness', metrics, rows, {
    limits: (metric) => thresholdOf(query, scope.model, metric),
  });
}

function checkCount(series: number): void {
  if (series > MAX_SERIES) {
    throw new PlumblineError(
      'too_large',
      `The query gives ${series} series, the limit is ${MAX_SERIES}`,
      'Name fewer columns or metrics.',
      'segmentBy'
    );
  }
}

const groupsOf = (counted: readonly Outcomes[]): Group[] =>
  counted.map((counts) => ({ name: counts.segment.values[0] ?? '(missing)', counts }));

const thresholdOf = (query: FairnessQuery, model: ModelInfo, metric: FairnessMetric): Threshold =>
  query.threshold ?? model.thresholds[`fairness.${metric}`] ?? {};

/** Gaps over groups with enough rows; a group with fewer is left out and still listed. */
function gapRow(
  query: FairnessQuery,
  model: ModelInfo,
  column: string,
  groups: readonly Group[],
  metric: FairnessMetric
): GapRow {
  const minRows = Math.max(1, query.minRows ?? DEFAULT_COHORT_ROWS);
  const labelled = needsLabels(metric);
  const big = groups.filter(({ counts }) => (labelled ? counts.labelled : counts.rows) >= minRows);
  const gap = gapOf(metric, big, groups, query);
  const waiting = labelled && groups.length > 0 && groups.every(({ counts }) => counts.labelled === 0);
  return {
    ...gap,
    column,
    metric,
    groups: big.length,
    q: null,
    status: waiting
      ? 'pending_labels'
      : gap.value === null
        ? 'insufficient'
        : judge(metric, gap.value, thresholdOf(query, model, metric)),
  };
}

const needsLabels = (metric: FairnessMetric): boolean =>
  !metric.startsWith('demographic_parity') && metric !== 'disparate_impact';

function gapOf(
  metric: FairnessMetric,
  groups: readonly Group[],
  everybody: readonly Group[],
  query: FairnessQuery
): Gap {
  const confidence = query.confidence ?? DEFAULT_CONFIDENCE;
  const comparison = query.comparison ?? 'between_groups';
  const of = (rate: Rate): Rated => ({ groups: rated(groups, rate), overall: overallOf(everybody, rate) });
  const difference = (rate: Rate) => differenceGap(of(rate), comparison, confidence);
  const ratio = (rate: Rate) => ratioGap(of(rate), comparison, confidence);
  switch (metric) {
    case 'demographic_parity_difference':
      return difference('selection_rate');
    case 'demographic_parity_ratio':
      return ratio('selection_rate');
    case 'disparate_impact':
      return disparateImpact(of('selection_rate'), query.privileged, confidence);
    case 'equal_opportunity_difference':
      return difference('tpr');
    case 'equal_opportunity_ratio':
      return ratio('tpr');
    case 'equalized_odds_difference':
    case 'equalized_odds_difference_mean':
      return combine(metric, difference('tpr'), difference('fpr'));
    case 'equalized_odds_ratio':
      return combine(metric, ratio('tpr'), ratio('fpr'));
    case 'predictive_parity_difference':
      return difference('precision');
    case 'predictive_parity_ratio':
      return ratio('precision');
    case 'accuracy_difference':
      return difference('accuracy');
  }
}

function overallOf(groups: readonly Group[], rate: Rate) {
  const [k, n] = groups.reduce(
    ([successes, rows], { counts }) => {
      const own = rateOf(rate, counts);
      return [successes + own.k, rows + own.n];
    },
    [0, 0]
  );
  return n > 0 ? { name: 'overall', value: k / n, k, n } : null;
}

/** Ratios are worse the lower, differences the higher; a disparate impact breaches outside of 0.8-1.25 by default. */
function judge(metric: FairnessMetric, value: number, { warn, breach }: Threshold): Status {
  if (metric === 'disparate_impact' && warn === undefined && breach === undefined) {
    return value < DISPARATE_IMPACT_LIMITS.low || value > DISPARATE_IMPACT_LIMITS.high ? 'breach' : 'ok';
  }
  const downwards = metric.endsWith('_ratio') || metric === 'disparate_impact';
  const passed = (limit: number | undefined) => limit !== undefined && (downwards ? value <= limit : value >= limit);
  return passed(breach) ? 'breach' : passed(warn) ? 'warn' : 'ok';
}

function gapFrame(rows: readonly GapRow[]): Frame {
  return {
    name: 'fairness',
    fields: tableFields(rows, [
      { name: FAIRNESS_FIELDS.column, type: 'string', read: (row) => row.column },
      { name: FAIRNESS_FIELDS.metric, type: 'string', read: (row) => row.metric },
      { name: FAIRNESS_FIELDS.value, type: 'number', read: (row) => row.value },
      { name: FAIRNESS_FIELDS.lo, type: 'number', read: (row) => row.interval?.lo },
      { name: FAIRNESS_FIELDS.hi, type: 'number', read: (row) => row.interval?.hi },
      { name: FAIRNESS_FIELDS.p, type: 'number', read: (row) => row.p },
      { name: FAIRNESS_FIELDS.q, type: 'number', read: (row) => row.q },
      { name: FAIRNESS_FIELDS.low, type: 'string', read: (row) => row.low },
      { name: FAIRNESS_FIELDS.high, type: 'string', read: (row) => row.high },
      { name: FAIRNESS_FIELDS.groups, type: 'integer', read: (row) => row.groups },
      { name: FAIRNESS_FIELDS.status, type: 'string', read: (row) => row.status },
    ]),
    meta: TABLE_META,
  };
}
