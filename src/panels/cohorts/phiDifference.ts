/** How differently columns push the predictions of two cohorts: the difference of their mean attributions. Pure but for frames. */
import { type DataFrame } from '@grafana/data';
import { isOfOneSet } from '../../components/frames/attributionTraits';
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

export interface PhiDifferences {
  /** By column; empty where either side is missing, and where there is not exactly one kind. */
  columns: Map<string, PhiDifference>;
  /** Kinds of attributions that both sides have: outputs, spaces, explainers, backgrounds, versions. */
  kinds: number;
}

/**
 * From a frame of the query type "importance" with both cohorts in it (`segmentBy`), else from the answers to two queries,
 * the first filtered for A and the second for B. An answer has a frame a kind of attributions, and only those of one kind
 * are differences of anything. Tested by Welch, and corrected over the columns (Benjamini & Hochberg).
 */
export function phiDifferences(
  series: readonly DataFrame[],
  names: { a: string; b: string },
  confidence: number
): PhiDifferences {
  const pairs = pairsOf(series, names);
  const [a, b] = pairs.length === 1 ? pairs[0] : [];
  const found = [...(a ?? [])].flatMap(([column, own]) => {
    const other = b?.get(column);
    return other ? [{ column, own, other, test: tested(own, other, confidence) }] : [];
  });
  const q = adjusted(found.map(({ test }) => test.p));
  const columns = found.map(({ column, own, other, test }, i): [string, PhiDifference] => [
    column,
    { ...test, q: q[i] ?? NaN, meanA: own.mean, meanB: other.mean },
  ]);
  return { columns: new Map(columns), kinds: pairs.length };
}

type Side = Map<string, Moments>;

/** Both sides, once a kind of attributions. */
function pairsOf(series: readonly DataFrame[], names: { a: string; b: string }): Array<[Side, Side]> {
  const frames = series.filter((frame) => customOf(frame, 'importance') && fieldNamed(frame, IMPORTANCE_FIELDS.sd));
  const whole = frames.filter((frame) => fieldNamed(frame, IMPORTANCE_FIELDS.cohort));
  if (whole.length > 0) {
    return whole
      .map((frame): [Side, Side] => [momentsOf(frame, names.a), momentsOf(frame, names.b)])
      .filter(([a, b]) => a.size > 0 && b.size > 0);
  }
  // Without the name of its query a frame is an answer by itself.
  const byQuery = new Map<unknown, DataFrame[]>();
  frames.forEach((frame, at) => {
    const query = frame.refId ?? at;
    byQuery.set(query, [...(byQuery.get(query) ?? []), frame]);
  });
  const [first = [], second = []] = byQuery.values();
  return first.flatMap((a) =>
    second.filter((b) => isOfOneSet(a, b)).map((b): [Side, Side] => [momentsOf(a), momentsOf(b)])
  );
}

function tested(a: Moments, b: Moments, confidence: number): MeanDifference {
  const isThin = Math.min(a.n, b.n) < LEAST;
  return isThin ? { delta: a.mean - b.mean, lo: NaN, hi: NaN, p: NaN } : welch(a, b, confidence);
}

function momentsOf(frame: DataFrame, cohort?: string): Side {
  const field = (key: keyof typeof IMPORTANCE_FIELDS) => fieldNamed(frame, IMPORTANCE_FIELDS[key]);
  const [column, name, n, mean, sd] = [field('column'), field('cohort'), field('n'), field('mean'), field('sd')];
  const found: Side = new Map();
  for (let at = 0; at < frame.length; at++) {
    const own = { n: numberAt(n, at), mean: numberAt(mean, at), sd: numberAt(sd, at) };
    if ((cohort === undefined || textAt(name, at) === cohort) && !Number.isNaN(own.mean)) {
      found.set(textAt(column, at) ?? '', own);
    }
  }
  return found;
}
