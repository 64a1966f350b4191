/**
 * Benjamini & Hochberg (1995) adjusted p-values, in the order given. `null` p-values stay `null` and do not count as
 * tests.
 */
export function benjaminiHochberg(pValues: ReadonlyArray<number | null>): Array<number | null> {
  const tests = pValues
    .flatMap((p, index) => (p === null || Number.isNaN(p) ? [] : [{ p, index }]))
    .sort((a, b) => a.p - b.p);
  const adjusted: Array<number | null> = pValues.map(() => null);
  let smallest = 1;
  for (let rank = tests.length; rank >= 1; rank -= 1) {
    const test = tests[rank - 1];
    if (test) {
      smallest = Math.min(smallest, (test.p * tests.length) / rank);
      adjusted[test.index] = smallest;
    }
  }
  return adjusted;
}
