/** Does isotonic calibration lower the calibration error on rows that it has not seen? Pure. */
import { calibrationErrors, massBins, pool, type ScoredGroup } from '../../statistics/calibration';
import { interpolate, isotonicKnots } from '../../statistics/isotonic';

/** Rows of one score, also by fold; folds come from a hash of the id. */
export interface FoldedGroup extends ScoredGroup {
  folds: ReadonlyArray<{ positives: number; negatives: number }>;
}

export const FOLDS = 10;
const BINS = 10;

/**
 * Expected calibration error on ten bins of equal mass before and after, over all folds put together. NannyML draws ten
 * random splits instead; the decision is the same kind and does not change from run to run.
 */
export function benefits(groups: readonly FoldedGroup[]): { before: number | null; after: number | null } {
  const calibrated: ScoredGroup[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const points = groups.flatMap((group) => {
      const own = group.folds[fold];
      const positives = group.positives - (own?.positives ?? 0);
      const weight = positives + group.negatives - (own?.negatives ?? 0);
      return weight > 0 ? [{ x: group.score, weight, y: positives / weight }] : [];
    });
    const knots = isotonicKnots(points);
    for (const group of groups) {
      const own = group.folds[fold];
      if (own && own.positives + own.negatives > 0 && knots.length > 0) {
        calibrated.push({ ...own, score: interpolate(knots, group.score) });
      }
    }
  }
  return { before: errorOf(groups), after: errorOf(calibrated.sort((a, b) => a.score - b.score)) };
}

function errorOf(groups: readonly ScoredGroup[]): number | null {
  const bins = massBins(groups, BINS);
  const pooled = pool(groups, (_, index) => bins[index] ?? 0);
  return calibrationErrors([...pooled.values()])?.ece ?? null;
}
