/**
 * Splits the change of a mean attribution into what came of other values (mix) and what came of another attribution of
 * the same values (function). An Oaxaca-Blinder decomposition (Blinder 1973) over bins, without a remainder.
 */

/** Rows of one bin and the sum of their attributions. */
export interface BinSums {
  n: number;
  sum: number;
}

export interface MixFunction {
  /** Sum over bins of (share now - share then) x mean attribution then. */
  mix: number;
  /** Sum over bins of share now x (mean attribution now - then). */
  func: number;
  /** Share of the current rows in bins that the reference never had: what they attribute counts as mix. */
  unseen: number;
}

/** `mix + func` is the difference of the means. `null` where a side has no rows. Keys are bins of either side. */
export function mixFunction(
  reference: ReadonlyMap<number, BinSums>,
  current: ReadonlyMap<number, BinSums>
): MixFunction | null {
  const rows = (side: ReadonlyMap<number, BinSums>) => [...side.values()].reduce((n, bin) => n + bin.n, 0);
  const [before, now] = [rows(reference), rows(current)];
  if (!(before > 0) || !(now > 0)) {
    return null;
  }
  const parts: MixFunction = { mix: 0, func: 0, unseen: 0 };
  for (const bin of new Set([...reference.keys(), ...current.keys()])) {
    const r = reference.get(bin) ?? { n: 0, sum: 0 };
    const c = current.get(bin) ?? { n: 0, sum: 0 };
    if (r.n === 0) {
      parts.mix += c.sum / now;
      parts.unseen += c.n / now;
    } else {
      const then = r.sum / r.n;
      parts.mix += (c.n / now - r.n / before) * then;
      parts.func += c.sum / now - (c.n / now) * then;
    }
  }
  return parts;
}
