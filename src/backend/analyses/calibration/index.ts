/** Are scores probabilities? Reliability bins with the isotonic rate, and metrics over windows. */
import { DEFAULT_CALIBRATION_BINS, DEFAULT_CALIBRATION_METRICS, DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { FRAME_VERSION, type FrameCustom } from '../../../query/frames';
import { type CalibrationMetric, type CalibrationQuery, type Threshold } from '../../../query/model';
import { type ModelInfo } from '../../store/types';
import { type Analysis } from '../context';
import { checkSeries, support } from '../performance';
import { comparison } from '../performance/comparison';
import { labelledRows, type LabelledOptions } from '../performance/labelled';
import { judge, limitsOf } from '../performance/limits';
import { metricOptions } from '../performance/options';
import { cellKey, type Counted, rowCounts } from '../performance/outcomes';
import { type ScoreGroup, scoreGroups } from '../performance/scoreGroups';
import { type Segment, WHOLE } from '../shared/cells';
import { finish } from '../shared/frames';
import { keepMasked, refuseMaskedOutcome } from '../shared/masked';
import { metricFrames } from '../shared/metricFrames';
import { type MetricRow } from '../shared/metricRows';
import { oneWindow, refuseSegments, withWindow } from '../shared/oneWindow';
import { requireRole, resolveScope, type Scope } from '../shared/scope';
import { windowsFrom } from '../shared/segmentWindows';
import { askTogether } from '../shared/together';
import { type ReliabilityBin, reliabilityBins } from './bins';
import { calibrationMetric, type BinPlan, WORSE_UPWARDS } from './metrics';
import { type ReliabilitySet, reliabilityFrame } from './reliability';

export const calibration: Analysis<CalibrationQuery> = async (asked, context) => {
  const plan: BinPlan = {
    count: asked.bins ?? DEFAULT_CALIBRATION_BINS,
    binning: asked.binning ?? 'mass',
    drawn: true,
  };
  const table = asked.format === 'table';
  const scope = await resolveScope(table ? { ...asked, window: asked.window ?? 'all' } : asked, context);
  const query = keepMasked(asked, scope);
  requireBinary(scope.model, 'calibration');
  const metrics = query.metrics ?? [...DEFAULT_CALIBRATION_METRICS];
  const custom: FrameCustom = {
    plumbline: 'calibration',
    v: FRAME_VERSION,
    model: scope.model.name,
    metrics,
    bins: plan.count,
    binning: plan.binning,
    confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    labels: query.labels ?? {},
  };
  const frames = table
    ? await reliability(scope, query, plan)
    : metricFrames(scope, 'calibration', metrics, await metricRows(scope, query, metrics, plan), {
        limits: (metric) => thresholdOf(query, scope.model, metric),
        higherIsWorse: (metric) => WORSE_UPWARDS[metric] ?? true,
      });
  return finish(frames, scope.ledger, custom, query.refId);
};

/** Throws `unprocessable` for a model without one score of one class. */
export function requireBinary(model: ModelInfo, purpose: string): void {
  requireRole(model, 'score', purpose);
  if (model.task !== 'binary') {
    throw new PlumblineError(
      'unprocessable',
      `${purpose} is defined for binary models, and ${model.name} has the task ${model.task}`,
      'Ask for performance, or declare the right task.',
      'model'
    );
  }
}

const thresholdOf = (query: CalibrationQuery, model: ModelInfo, metric: CalibrationMetric): Threshold =>
  query.threshold ?? model.thresholds[`calibration.${metric}`] ?? {};

interface Counts {
  counted: Counted[];
  groups: Map<string, ScoreGroup[]>;
  bins: Map<string, ReliabilityBin[]>;
}

async function count(scope: Scope, plan: BinPlan, source?: LabelledOptions['source']): Promise<Counts> {
  const rows = labelledRows(scope, source ? { source } : {});
  return askTogether(scope, rows, {
    counted: rowCounts(scope, rows, ['brier', 'log_loss', 'mean_score'], metricOptions({})),
    groups: scoreGroups(scope, rows),
    bins: reliabilityBins(scope, rows, plan.count, plan.binning),
  });
}

async function metricRows(
  scope: Scope,
  query: CalibrationQuery,
  metrics: readonly CalibrationMetric[],
  plan: BinPlan
): Promise<MetricRow[]> {
  const { counted, groups, bins } = await count(scope, plan);
  const confidence = query.confidence ?? DEFAULT_CONFIDENCE;
  const cells = new Map(counted.map((each) => [cellKey(each), each]));
  const segments: Segment[] =
    scope.segments.length === 0
      ? [WHOLE]
      : [...new Map(counted.map((each) => [each.segment.id, each.segment])).values()];
  checkSeries(segments.length * metrics.length);
  const drawn = drawable(scope, groups, metrics.length);
  return segments.flatMap((segment) =>
    windowsFrom(
      scope,
      counted.filter((each) => each.segment.id === segment.id)
    ).flatMap((window) =>
      metrics.map((metric): MetricRow => {
        const key = cellKey({ segment, window: window.index });
        const own = cells.get(key);
        const row = { window, segment, column: null, metric };
        if (!own) {
          return { ...row, value: null, lo: null, hi: null, n: 0, nLabelled: 0, coverage: null, status: 'no_data' };
        }
        const found = calibrationMetric(
          metric,
          cellOf(own, groups.get(key), bins.get(key)),
          { ...plan, drawn },
          confidence
        );
        const coverage = own.mature > 0 ? own.labelled / own.mature : null;
        const limits = limitsOf(thresholdOf(query, scope.model, metric), WORSE_UPWARDS[metric]);
        const status = support('brier', query, found.n, coverage) ?? judge(found.value, limits);
        const shown = status === 'pending_labels' || status === 'insufficient' ? null : found.value;
        return {
          ...row,
          value: shown,
          lo: shown === null ? null : (found.interval?.lo ?? null),
          hi: shown === null ? null : (found.interval?.hi ?? null),
          n: own.rows,
          nLabelled: own.labelled,
          coverage,
          status,
        };
      })
    )
  );
}

/** Groups times metrics whose replicates are drawn in a few seconds. */
const MAX_DRAWN = 250_000;

/** False, with a notice, where bootstrap intervals would hold the engine for long. */
function drawable(scope: Scope, groups: ReadonlyMap<string, ScoreGroup[]>, metrics: number): boolean {
  const work = metrics * [...groups.values()].reduce((sum, { length }) => sum + length, 0);
  if (work > MAX_DRAWN) {
    scope.ledger.notice(
      'info',
      'No bootstrap intervals over so many windows and scores: choose longer windows or fewer metrics'
    );
  }
  return work <= MAX_DRAWN;
}

const NO_SAMPLE = { n: 0, mean: 0, variance: 0 };

const cellOf = (counted: Counted, groups: ScoreGroup[] = [], bins: ReliabilityBin[] = []) => ({
  groups,
  bins,
  brier: counted.means.get('brier') ?? NO_SAMPLE,
  logLoss: counted.means.get('log_loss') ?? NO_SAMPLE,
  score: counted.means.get('mean_score') ?? NO_SAMPLE,
});

/** One stretch of time, and a second set beside it where the query has a reference. */
async function reliability(scope: Scope, query: CalibrationQuery, plan: BinPlan) {
  refuseMaskedOutcome(scope, 'calibration');
  refuseSegments(scope, 'Ask for metrics over windows, or filter by the segment.');
  const window = oneWindow(scope);
  const current = withWindow(scope, window);
  const sets: ReliabilitySet[] = [await setOf('current', current, plan)];
  if (query.reference) {
    const other = await comparison(current, window, query.reference);
    sets.push(await setOf('reference', other.scope, plan, other.source));
  }
  return [reliabilityFrame(sets, query.confidence ?? DEFAULT_CONFIDENCE)];
}

async function setOf(
  name: string,
  scope: Scope,
  plan: BinPlan,
  source?: LabelledOptions['source']
): Promise<ReliabilitySet> {
  const { counted, groups, bins } = await count(scope, plan, source);
  const [own] = counted;
  const key = own ? cellKey(own) : '';
  if (!own || own.labelled === 0) {
    scope.ledger.notice('warning', `${name}: there are no labelled predictions`);
  }
  return { name, groups: groups.get(key) ?? [], bins: bins.get(key) ?? [] };
}
