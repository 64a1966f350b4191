/** How differently columns push the predictions of two cohorts: the difference of their mean attributions. Pure but for frames. */
import { type DataFrame } from '@grafana/data';
import { customOf, fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { adjusted, type MeanDifference, type Moments, welch } from '../../components/statistics/student';
import { IMPORTANCE_FIELDS } from '../../query/frames';

export interface PhiDifference extends MeanDifference {
  q: number;
  meanA: number;
  meanB: number;
}

/** Fewer records than this have no interval, as in the panel of importance. */
const LEAST = 30;

/**
 * By column, from one frame of the query type "importance" with both cohorts in it (`segmentBy`), else from two, the first
 * filtered for A and the second for B. Tested by Welch, and corrected over the columns (Benjamini & Hochberg). Empty where
 * either side is missing, or where the two are in different spaces.
 */
export function phiDifferences(
  series: readonly DataFrame[],
  names: { a: string; b: string },
  confidence: number
): Map<string, PhiDifference> {
  const frames = series.filter((frame) => customOf(frame, 'importance') && fieldNamed(frame, IMPORTANCE_FIELDS.sd));
  const both = frames.find((frame) => fieldNamed(frame, IMPORTANCE_FIELDS.cohort));
  const [first, second] = frames.filter((frame) => !fieldNamed(frame, IMPORTANCE_FIELDS.cohort));
  const [a, b] = both
    ? [momentsOf(both, names.a), momentsOf(both, names.b)]
    : first && second && spaceOf(first) === spaceOf(second)
      ? [momentsOf(first), momentsOf(second)]
      : [];
  const found = [...(a ?? [])].flatMap(([column, own]) => {
    const other = b?.get(column);
    return other ? [{ column, own, other, test: tested(own, other, confidence) }] : [];
  });
  const q = adjusted(found.map(({ test }) => test.p));
  return new Map(
    found.map(({ column, own, other, test }, i) => [
      column,
      { ...test, q: q[i] ?? NaN, meanA: own.mean, meanB: other.mean },
    ])
  );
}

function tested(a: Moments, b: Moments, confidence: number): MeanDifference {
  const isThin = Math.min(a.n, b.n) < LEAST;
  return isThin ? { delta: a.mean - b.mean, lo: NaN, hi: NaN, p: NaN } : welch(a, b, confidence);
}

const spaceOf = (frame: DataFrame): unknown => customOf(frame, 'importance')?.outputSpace;

function momentsOf(frame: DataFrame, cohort?: string): Map<string, Moments> {
  const field = (key: keyof typeof IMPORTANCE_FIELDS) => fieldNamed(frame, IMPORTANCE_FIELDS[key]);
  const [column, name, n, mean, sd] = [field('column'), field('cohort'), field('n'), field('mean'), field('sd')];
  const found = new Map<string, Moments>();
  for (let at = 0; at < frame.length; at++) {
    const own = { n: numberAt(n, at), mean: numberAt(mean, at), sd: numberAt(sd, at) };
    if ((cohort === undefined || textAt(name, at) === cohort) && !Number.isNaN(own.mean)) {
      found.set(textAt(column, at) ?? '', own);
    }
  }
  return found;
}
