/** Calibration metrics of one cell with bootstrap intervals. Pure. */
import { type Binning, type CalibrationMetric } from '../../../query/model';
import { countReplicates, fromReplicates } from '../../statistics/bootstrap';
import * as calibration from '../../statistics/calibration';
import { type ScoredGroup } from '../../statistics/calibration';
import { type Estimate, NO_ESTIMATE } from '../../statistics/difference';
import { meanInterval, type Sample, wilson } from '../../statistics/intervals';

export interface CalibrationCell {
  /** Groups of one score each, or nearly. */
  groups: readonly ScoredGroup[];
  /** Exact sums of the reliability bins. */
  bins: readonly ScoredGroup[];
  /** Moments over rows. */
  brier: Sample;
  logLoss: Sample;
  score: Sample;
}

export interface BinPlan {
  count: number;
  binning: Binning;
  /** Whether replicates are drawn; without them there are no bootstrap intervals. */
  drawn: boolean;
}

/** More is worse; of the others more is better, or neither. */
export const WORSE_UPWARDS: Record<CalibrationMetric, boolean | null> = {
  ece: true,
  mce: true,
  brier: true,
  brier_skill: false,
  reliability: true,
  resolution: false,
  uncertainty: null,
  log_loss: true,
  calibration_slope: null,
  calibration_intercept: null,
  mean_score: null,
  base_rate: null,
};

export function calibrationMetric(
  metric: CalibrationMetric,
  cell: CalibrationCell,
  plan: BinPlan,
  confidence: number
): Estimate {
  const n = count(cell.bins);
  if (n === 0) {
    return NO_ESTIMATE;
  }
  switch (metric) {
    case 'brier':
      return ofSample(cell.brier, confidence);
    case 'log_loss':
      return ofSample(cell.logLoss, confidence);
    case 'mean_score':
      return ofSample(cell.score, confidence);
    case 'base_rate': {
      const k = cell.bins.reduce((sum, { positives }) => sum + positives, 0);
      return { value: k / n, interval: wilson(k, n, confidence), n, basis: { kind: 'proportion', k, n } };
    }
    default:
      return bootstrapped(metric, cell, plan, confidence, n);
  }
}

const count = (groups: readonly ScoredGroup[]) =>
  groups.reduce((sum, { positives, negatives }) => sum + positives + negatives, 0);

const ofSample = (sample: Sample, confidence: number): Estimate =>
  sample.n === 0
    ? NO_ESTIMATE
    : { value: sample.mean, interval: meanInterval(sample, confidence), n: sample.n, basis: { kind: 'mean', sample } };

type Drawn = Exclude<CalibrationMetric, 'brier' | 'log_loss' | 'mean_score' | 'base_rate'>;

/** Replicates draw the counts of each group; the value itself comes from the exact sums. */
function bootstrapped(metric: Drawn, cell: CalibrationCell, plan: BinPlan, confidence: number, n: number): Estimate {
  const mass = calibration.massBins(cell.groups, plan.count);
  const binOf = (group: ScoredGroup, index: number) =>
    plan.binning === 'width' ? calibration.widthBin(group.score, plan.count) : (mass[index] ?? 0);
  const value = valueOf(metric, cell.groups, cell.bins, cell.brier.mean);
  if (value === null) {
    return NO_ESTIMATE;
  }
  if (!plan.drawn) {
    return { value, interval: null, n, basis: null };
  }
  const replicates = countReplicates(
    (draw) =>
      cell.groups.map(({ score, positives, negatives }) => ({
        score,
        positives: draw(positives),
        negatives: draw(negatives),
      })),
    (drawn) => valueOf(metric, drawn, [...calibration.pool(drawn, binOf).values()], calibration.brier(drawn))
  );
  const spread = fromReplicates(value, replicates, confidence, LIMITS[metric]);
  return { value, interval: spread?.interval ?? null, n, basis: spread && { kind: 'se', se: spread.se } };
}

const UNIT = { min: 0, max: 1 };
const LIMITS: Record<Drawn, { min?: number; max?: number }> = {
  ece: UNIT,
  mce: UNIT,
  brier_skill: { max: 1 },
  reliability: UNIT,
  resolution: UNIT,
  uncertainty: { min: 0, max: 0.25 },
  calibration_slope: {},
  calibration_intercept: {},
};

function valueOf(
  metric: Drawn,
  groups: readonly ScoredGroup[],
  bins: readonly ScoredGroup[],
  brier: number | null
): number | null {
  switch (metric) {
    case 'ece':
      return calibration.calibrationErrors(bins)?.ece ?? null;
    case 'mce':
      return calibration.calibrationErrors(bins)?.mce ?? null;
    case 'brier_skill': {
      const n = count(groups);
      const rate = n > 0 ? groups.reduce((sum, { positives }) => sum + positives, 0) / n : null;
      return calibration.brierSkill(brier, rate);
    }
    case 'reliability':
    case 'resolution':
    case 'uncertainty':
      return calibration.brierParts(groups)?.[metric] ?? null;
    case 'calibration_slope':
      return calibration.calibrationLine(groups)?.slope ?? null;
    case 'calibration_intercept':
      return calibration.calibrationLine(groups)?.intercept ?? null;
  }
}
