/** The row that adds up what is not shown. Pure. */
import { type Measure } from './measure';
import { type ImportanceRow } from './prepareImportance';

/**
 * What `topK` left out. The sum of means is an upper bound, as attributions of different signs cancel; signed means add
 * up exactly, and of largest values only the largest says something.
 */
export interface OtherRows {
  count: number;
  /** NaN where it is not known. */
  sum: number;
  /** Mean |sum of SHAP| of all of them together, where the back end knows it; NaN otherwise. */
  joint: number;
  share: number;
  names: string[];
}

const zeroIfNone = (value: number) => (Number.isNaN(value) ? 0 : value);

/** Features that the back end itself left out, as it sums them up in `meta.custom.others`. */
export interface Unsent {
  count: number;
  sum: number;
  joint: number;
}

export function unsentOf(others: unknown): Unsent {
  const given = new Map(typeof others === 'object' && others !== null ? Object.entries(others) : []);
  const number = (key: string, otherwise: number) => {
    const value: unknown = given.get(key);
    return typeof value === 'number' ? value : otherwise;
  };
  return { count: number('columns', 0), sum: number('sumMeanAbs', 0), joint: number('meanAbsSum', NaN) };
}

/** Values that are left out, as one; NaN where it is not known. */
export function addUp(rest: readonly number[], unsent: Unsent, measure: Measure): number {
  // What was not sent is only known as a sum of means.
  const isKnown = measure === 'mean_abs' || measure === 'other' || unsent.count === 0;
  const values = rest.map(zeroIfNone);
  return !isKnown
    ? NaN
    : measure === 'max_abs' || measure === 'p95_abs'
      ? Math.max(...values)
      : values.reduce((s, value) => s + value, measure === 'mean' ? 0 : unsent.sum);
}

export function othersOf(
  rest: ImportanceRow[],
  unsent: Unsent,
  total: number,
  measure: Measure
): OtherRows | undefined {
  const count = rest.length + unsent.count;
  if (count === 0) {
    return undefined;
  }
  const sum = addUp(
    rest.map(({ value }) => value),
    unsent,
    measure
  );
  return {
    count,
    sum,
    // What several features do together can't be put together from parts.
    joint: rest.length === 0 && measure === 'mean_abs' ? unsent.joint : NaN,
    share: total > 0 ? sum / total : NaN,
    names: rest.map((row) => row.name),
  };
}
