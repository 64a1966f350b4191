/** Turns scores into probabilities that hold on the reference: isotonic regression, where it helps. */
import { benefits, type FoldedGroup } from './crossValidation';
import { type ScoreGroup } from '../performance/scoreGroups';
import { isotonicKnots, type Knot } from '../../statistics/isotonic';

export interface Calibrator {
  /** Empty where scores are used as they are. */
  knots: Knot[];
  /** Expected calibration error before and after, measured on rows that the fit has not seen. */
  before: number | null;
  after: number | null;
}

/** `null` where only one class occurs. */
export function fitCalibrator(groups: ReadonlyArray<FoldedGroup & Pick<ScoreGroup, 'score'>>): Calibrator | null {
  const positives = groups.reduce((sum, group) => sum + group.positives, 0);
  const negatives = groups.reduce((sum, group) => sum + group.negatives, 0);
  if (!(positives > 0) || !(negatives > 0)) {
    return null;
  }
  const { before, after } = benefits(groups);
  const helps = before !== null && after !== null && after < before;
  const points = groups.map((group) => {
    const weight = group.positives + group.negatives;
    return { x: group.score, weight, y: group.positives / weight };
  });
  return { knots: helps ? isotonicKnots(points) : [], before, after };
}
