/** How large a difference is, whatever the number of rows. Pure. */
import { type Basis } from './difference';

/**
 * Cohen's h of two shares (2 asin sqrt a - 2 asin sqrt b; Cohen 1988), Hedges' g of two means: the difference in standard
 * deviations of both samples together, corrected for small ones (Hedges 1981). Null for anything else, and for means
 * without any variance.
 */
export function effectSize(a: Basis | null, b: Basis | null): number | null {
  if (a?.kind === 'proportion' && b?.kind === 'proportion') {
    const angle = ({ k, n }: { k: number; n: number }) => 2 * Math.asin(Math.sqrt(k / n));
    return a.n > 0 && b.n > 0 ? angle(a) - angle(b) : null;
  }
  if (a?.kind === 'mean' && b?.kind === 'mean') {
    const [one, two] = [a.sample, b.sample];
    const df = one.n + two.n - 2;
    const pooled = df > 0 ? ((one.n - 1) * one.variance + (two.n - 1) * two.variance) / df : 0;
    return pooled > 0 ? ((one.mean - two.mean) / Math.sqrt(pooled)) * (1 - 3 / (4 * df - 1)) : null;
  }
  return null;
}
