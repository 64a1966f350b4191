/** Best split of a regression tree node from histograms: sums of the target by code of a column (CART, Breiman 1984). */

/** Rows of a node with one code of a column. */
export interface CodeSums {
  code: number;
  n: number;
  sum: number;
}

export interface Split {
  /** Codes that go to the left. */
  left: number[];
  /** How much the sum of squared errors falls. */
  gain: number;
}

/**
 * Ordered codes are cut at a threshold. Others are sorted by their mean target first, which finds the best of all subsets
 * for squared error (Fisher 1958). `null` where no cut leaves `minLeaf` rows on both sides or lowers the error.
 */
export function bestSplit(codes: readonly CodeSums[], ordered: boolean, minLeaf: number): Split | null {
  const sorted = [...codes].sort((a, b) => (ordered ? a.code - b.code : a.sum / a.n - b.sum / b.n || a.code - b.code));
  const n = sorted.reduce((total, code) => total + code.n, 0);
  const sum = sorted.reduce((total, code) => total + code.sum, 0);
  let best: Split | null = null;
  let leftN = 0;
  let leftSum = 0;
  sorted.forEach((code, index) => {
    leftN += code.n;
    leftSum += code.sum;
    const rightN = n - leftN;
    if (leftN >= minLeaf && rightN >= minLeaf) {
      const rightSum = sum - leftSum;
      const gain = (leftSum * leftSum) / leftN + (rightSum * rightSum) / rightN - (sum * sum) / n;
      if (gain > (best?.gain ?? 0)) {
        best = { left: sorted.slice(0, index + 1).map((each) => each.code), gain };
      }
    }
  });
  return best;
}
