/** Rows and sums of attributions by bin of value, from chunks of rows. */
import { type BinSums } from '../../statistics/mixFunction';
import { BinLocator, MISSING_BIN } from '../../store/rollups';
import { type FrozenBins } from '../../store/types';
import { NO_VALUE } from './values';

/** Bins of a chunk. */
let located = new Uint8Array(0);

/** Of one column. Values of numbers are numbers, those of categories their bin by `frozenBin`. */
export class BinTally {
  private readonly locator: BinLocator | null;
  /** One more than there are bins: rows without a value come first. */
  private readonly n: Float64Array;
  private readonly totals: Float64Array;

  constructor(bins: FrozenBins) {
    this.locator = bins.kind === 'numeric' ? new BinLocator(bins.edges) : null;
    const size = (bins.kind === 'numeric' ? bins.edges.length + 1 : bins.categories.length + 1) - NO_VALUE;
    this.n = new Float64Array(size);
    this.totals = new Float64Array(size);
  }

  /** NaN is a missing value. */
  add(values: ArrayLike<number>, phis: ArrayLike<number>, rows: number): void {
    const { locator, n, totals } = this;
    if (locator && located.length < rows) {
      located = new Uint8Array(rows);
    }
    locator?.locate(values, rows, located);
    for (let row = 0; row < rows; row += 1) {
      const bin = locator ? (located[row] as number) : (values[row] as number);
      const at = bin === MISSING_BIN ? 0 : bin - NO_VALUE;
      n[at] = (n[at] as number) + 1;
      totals[at] = (totals[at] as number) + (phis[row] as number);
    }
  }

  /** By bin, without those that have no rows. */
  sums(): Map<number, BinSums> {
    const found = Array.from(this.n, (n, at) => [at + NO_VALUE, { n, sum: this.totals[at] ?? 0 }] as const);
    return new Map(found.filter(([, { n }]) => n > 0));
  }
}
