/** What every bench gives: figures by name. */
export type Figures = Record<string, { value: number; unit: string; [detail: string]: unknown }>;

/** @throws RangeError for no values */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) {
    throw new RangeError('median of nothing');
  }
  return sorted.length % 2 === 1 ? middle : (middle + (sorted[(sorted.length >> 1) - 1] ?? middle)) / 2;
}
