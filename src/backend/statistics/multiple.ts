/**
 * Benjamini & Hochberg (1995) adjusted p-values, in the order given. `null` p-values stay `null` and do not count as
 * tests.
 */
export function benjaminiHochberg(pValues: ReadonlyArray<number | null>): Array<number | null> {
  return stepUp(pValues, () => 1);
}

/**
 * Benjamini & Yekutieli (2001): as above, and right under any dependence between the tests, at the price of a factor that
 * is the harmonic sum of their number.
 */
export function benjaminiYekutieli(pValues: ReadonlyArray<number | null>): Array<number | null> {
  return stepUp(pValues, (tests) =>
    Array.from({ length: tests }, (_, index) => 1 / (index + 1)).reduce((a, b) => a + b, 0)
  );
}

/** `factor` is what the p-values of so many tests are multiplied by. */
function stepUp(pValues: ReadonlyArray<number | null>, factor: (tests: number) => number): Array<number | null> {
  const tests = pValues
    .flatMap((p, index) => (p === null || Number.isNaN(p) ? [] : [{ p, index }]))
    .sort((a, b) => a.p - b.p);
  const adjusted: Array<number | null> = pValues.map(() => null);
  const scale = tests.length * factor(tests.length);
  let smallest = 1;
  for (let rank = tests.length; rank >= 1; rank -= 1) {
    const test = tests[rank - 1];
    if (test) {
      smallest = Math.min(smallest, (test.p * scale) / rank);
      adjusted[test.index] = smallest;
    }
  }
  return adjusted;
}
