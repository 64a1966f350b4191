/** Curves of one stretch of time: the bins that a panel draws them from, or their points as a table. */
import { DEFAULT_CONFIDENCE, DEFAULT_OPERATING_POINT } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { FRAME_VERSION, type FrameCustom, type OutcomeFrameKind } from '../../../query/frames';
import { type Curve, type CurvesQuery } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { delong } from '../../statistics/auc';
import { delongOfGroups, rankMetrics } from '../../statistics/ranks';
import { type Analysis } from '../context';
import { requireBinary } from '../calibration';
import { reliabilityBins } from '../calibration/bins';
import { reliabilityFrame } from '../calibration/reliability';
import { scoreGroups } from '../performance/scoreGroups';
import { WHOLE } from '../shared/cells';
import { finish, numericFrame } from '../shared/frames';
import { refuseMaskedOutcome } from '../shared/masked';
import { requireRole, resolveScope, type Scope } from '../shared/scope';
import { askTogether } from '../shared/together';
import { type ConfusionCell, confusionCells, confusionFrame, type ConfusionPlan } from './confusion';
import { curveFrame, curvePoints, isPointCurve, type PointCurve } from './points';
import { type ResidualBin, residualBins, residualFrame } from './residuals';
import { type ScoreBin, scoreBinFrame, scoreBins, scoreRange, type ScoreRange } from './scoreBins';
import { checkSets, type RowSet, rowSets } from './sets';

/** Of an equal-mass reliability curve as a table. */
const CALIBRATION_BINS = 15;
/** Fewer positives give no curve to speak of. */
const MIN_POSITIVES = 10;

export const curves: Analysis<CurvesQuery> = async (query, context) => {
  const scope = await resolveScope({ ...query, window: query.window ?? 'all' }, context);
  refuseMaskedOutcome(scope, 'curves');
  const { window, sets } = await rowSets(scope, query);
  const curve = query.curve ?? 'bins';
  const costs = query.costs ?? {};
  const plan: ConfusionPlan = {
    costs,
    ...(query.operatingPoint === undefined ? {} : { operatingPoint: query.operatingPoint }),
  };
  const { frames, kind, custom } = await framesOf(scope, query, curve, sets, plan);
  return finish(
    frames,
    scope.ledger,
    {
      plumbline: kind,
      v: FRAME_VERSION,
      model: scope.model.name,
      curve,
      positiveClass: scope.model.positiveClass,
      operatingPoint: query.operatingPoint ?? DEFAULT_OPERATING_POINT,
      costs,
      confidence: query.confidence ?? DEFAULT_CONFIDENCE,
      labels: query.labels ?? {},
      window: { from: window.start, to: window.end },
      ...custom,
    },
    query.refId
  );
};

interface Answer {
  frames: Frame[];
  kind: OutcomeFrameKind;
  custom?: Partial<FrameCustom>;
}

async function framesOf(
  scope: Scope,
  query: CurvesQuery,
  curve: Curve,
  sets: readonly RowSet[],
  plan: ConfusionPlan
): Promise<Answer> {
  const numeric = query.format === 'numeric';
  const { task } = scope.model;
  if (curve === 'residuals' || (curve === 'bins' && task === 'regression')) {
    const bins = await residualsOf(scope, sets);
    const frame = numeric ? summary(scope, 'bias', biasOf(bins)) : residualFrame(bins);
    return { frames: [frame], kind: 'residual-bins' };
  }
  if (curve === 'confusion' || (curve === 'bins' && task === 'multiclass')) {
    const cells = await matrixOf(scope, sets, plan);
    const frame = numeric ? summary(scope, 'accuracy', accuracyOf(cells)) : confusionFrame(cells);
    return { frames: [frame], kind: 'confusion' };
  }
  requireBinary(scope.model, `curves.${curve}`);
  if (curve === 'calibration') {
    return { frames: [await calibrationOf(sets, query.confidence ?? DEFAULT_CONFIDENCE)], kind: 'calibration' };
  }
  const range = await scoreRange(sets);
  const bins = range ? (await Promise.all(sets.map((set) => scoreBins(set, range)))).flat() : [];
  const bySet = groupBySet(bins);
  checkSets([...bySet.keys()]);
  const custom = { ...describe(scope, bySet, range) };
  if (isPointCurve(curve)) {
    const points = [...bySet.values()].flatMap((own) => curvePoints(own, plan.costs ?? {}));
    const frame = numeric ? summary(scope, SUMMARY[curve], summaries(curve, bySet, plan)) : curveFrame(curve, points);
    return { frames: [frame], kind: 'curve', custom };
  }
  if (numeric) {
    return { frames: [summary(scope, 'auc', summaries('roc', bySet, plan))], kind: 'curve', custom };
  }
  const hasPredictions =
    plan.operatingPoint !== undefined || scope.model.columns.some((column) => column.role === 'prediction');
  const cells = hasPredictions ? await matrixOf(scope, sets, plan) : [];
  return { frames: [scoreBinFrame(bins), confusionFrame(cells)], kind: 'score-bins', custom };
}

async function residualsOf(scope: Scope, sets: readonly RowSet[]): Promise<ResidualBin[]> {
  if (scope.model.task !== 'regression') {
    throw new PlumblineError(
      'unprocessable',
      `curve: residuals are of a regression, and ${scope.model.name} has the task ${scope.model.task}`,
      'Choose another curve.',
      'curve'
    );
  }
  requireRole(scope.model, 'prediction', 'residuals');
  const bins = (await Promise.all(sets.map(residualBins))).flat();
  checkSets([...new Set(bins.map(({ set }) => set))]);
  return bins;
}

async function matrixOf(scope: Scope, sets: readonly RowSet[], plan: ConfusionPlan): Promise<ConfusionCell[]> {
  const { task } = scope.model;
  if ((task !== 'binary' && task !== 'multiclass') || (task === 'multiclass' && plan.operatingPoint !== undefined)) {
    throw new PlumblineError(
      'unprocessable',
      `curve: ${scope.model.name} has the task ${task}, which has no confusion matrix${task === 'multiclass' ? ' at an operating point' : ''}`,
      task === 'multiclass' ? 'Leave operatingPoint out.' : 'Choose another curve.',
      'curve'
    );
  }
  const cells = (await Promise.all(sets.map((set) => confusionCells(set, plan)))).flat();
  checkSets([...new Set(cells.map(({ set }) => set))]);
  return cells;
}

async function calibrationOf(sets: readonly RowSet[], confidence: number): Promise<Frame> {
  const found = await Promise.all(
    sets.map(async ({ scope, rows, nameOf }) => {
      const whole = `${WHOLE.id}:0`;
      if (rows.source.segments.length > 0) {
        throw new PlumblineError(
          'bad_request',
          'segmentBy: the calibration curve does not split its answer',
          'Filter by the segment.',
          'segmentBy'
        );
      }
      const { bins, groups } = await askTogether(scope, rows, {
        groups: scoreGroups(scope, rows),
        bins: reliabilityBins(scope, rows, CALIBRATION_BINS, 'mass'),
      });
      return {
        name: nameOf(WHOLE),
        groups: groups.get(whole) ?? [],
        bins: bins.get(whole) ?? [],
      };
    })
  );
  return reliabilityFrame(found, confidence);
}

function groupBySet(bins: readonly ScoreBin[]): Map<string, ScoreBin[]> {
  const sets = new Map<string, ScoreBin[]>();
  for (const bin of bins) {
    const list = sets.get(bin.set) ?? [];
    list.push(bin);
    sets.set(bin.set, list);
  }
  return sets;
}

/** What the panel must know of each set; a notice where the positives are too few for a curve. */
function describe(scope: Scope, sets: ReadonlyMap<string, ScoreBin[]>, range: ScoreRange | null) {
  const of = [...sets].map(([set, bins]) => {
    const sum = (read: (bin: ScoreBin) => number) => bins.reduce((total, bin) => total + read(bin), 0);
    const [n, pos, rows] = [sum((bin) => bin.n), sum((bin) => bin.pos), sum((bin) => bin.weight)];
    if (pos < MIN_POSITIVES || n - pos < MIN_POSITIVES) {
      scope.ledger.notice(
        'warning',
        `${set}: ${pos} positives and ${n - pos} negatives are too few for a curve, ${MIN_POSITIVES} of each are needed`
      );
    }
    return { set, n, pos, rows, prevalence: n > 0 ? pos / n : null, coverage: rows > 0 ? n / rows : null };
  });
  if (range && !range.probability) {
    scope.ledger.notice('info', `Scores lie in ${range.min} to ${range.max} and are no probabilities`);
  }
  return { sets: of, probability: range?.probability ?? null, minPositives: MIN_POSITIVES };
}

const SUMMARY: Record<PointCurve, string> = {
  roc: 'auc',
  pr: 'average_precision',
  gain: 'gain',
  threshold: 'cost',
};
const GAIN_DEPTH = 0.1;

/** One number a set for alert rules: area, average precision, gain of the first tenth, cost at the operating point. */
function summaries(
  curve: PointCurve,
  sets: ReadonlyMap<string, ScoreBin[]>,
  plan: ConfusionPlan
): Map<string, number | null> {
  const cut = plan.operatingPoint ?? DEFAULT_OPERATING_POINT;
  return new Map(
    [...sets].map(([set, bins]) => {
      const groups = bins.toReversed().map(({ n, pos }) => ({ positives: pos, negatives: n - pos }));
      const ranks = rankMetrics(groups, GAIN_DEPTH);
      switch (curve) {
        case 'roc':
          return [set, delong(delongOfGroups(groups), DEFAULT_CONFIDENCE)?.auc ?? null];
        case 'pr':
          return [set, ranks.averagePrecision];
        case 'gain':
          return [set, ranks.gain];
        case 'threshold':
          return [set, curvePoints(bins, plan.costs ?? {}).findLast((point) => point.threshold >= cut)?.cost ?? null];
      }
    })
  );
}

function biasOf(bins: readonly ResidualBin[]): Map<string, number | null> {
  const sets = [...new Set(bins.map(({ set }) => set))];
  return new Map(
    sets.map((set) => {
      const own = bins.filter((bin) => bin.set === set);
      const n = own.reduce((sum, bin) => sum + bin.n, 0);
      return [set, n > 0 ? own.reduce((sum, bin) => sum + bin.meanResidual * bin.n, 0) / n : null];
    })
  );
}

function accuracyOf(cells: readonly ConfusionCell[]): Map<string, number | null> {
  const sets = [...new Set(cells.map(({ set }) => set))];
  return new Map(
    sets.map((set) => {
      const own = cells.filter((cell) => cell.set === set);
      const n = own.reduce((sum, cell) => sum + cell.n, 0);
      const right = own.reduce((sum, cell) => sum + (cell.yTrue === cell.yPred ? cell.n : 0), 0);
      return [set, n > 0 ? right / n : null];
    })
  );
}

const summary = (scope: Scope, metric: string, values: ReadonlyMap<string, number | null>): Frame =>
  numericFrame(
    'curve',
    'value',
    [...values].map(([set, value]) => ({ labels: { model: scope.model.name, set, metric }, value }))
  );
