/** The score that a window without change stays below, by method. Pure. */
import { type DriftMethod } from '../../../query/model';
import { type Counts, total } from '../../statistics/divergence';
import * as noChange from '../../statistics/noChange';
import { type FrozenBins } from '../../store/types';
import { energyScale, scaledByDeviation, usedBins } from './score';

/** Simulated units by shape and level, kept as long as the bins they are of. */
const units = new WeakMap<FrozenBins, Map<string, number | null>>();

function unitOf(bins: FrozenBins, shape: noChange.Shape, level: number): number | null {
  const known = units.get(bins) ?? new Map<string, number | null>();
  units.set(bins, known);
  const key = `${shape}:${level}`;
  const found = known.get(key);
  if (found !== undefined) {
    return found;
  }
  const { counts, widths } = frozenShape(bins, shape);
  const unit = noChange.simulatedUnit(shape, counts, widths, level);
  known.set(key, unit);
  return unit;
}

function frozenShape(bins: FrozenBins, shape: noChange.Shape): { counts: Counts; widths: number[] } {
  if (bins.kind === 'categorical') {
    return { counts: [...bins.categories.map(({ count }) => count), bins.other], widths: [] };
  }
  if (shape === 'total_variation') {
    return { counts: bins.counts, widths: [] };
  }
  const knots = [bins.min, ...bins.fineEdges, Math.max(bins.max, bins.fineEdges.at(-1) ?? bins.max)];
  // A gap at an edge lasts from the middle of the bin below to the middle of the bin above.
  const widths = bins.fineEdges.map((_, index) => ((knots[index + 2] ?? 0) - (knots[index] ?? 0)) / 2);
  return { counts: bins.fineCounts, widths: [...widths, 0] };
}

export interface Sizes {
  n: number;
  m: number;
  /** Counts that the method scores, where it reads counts. */
  pair: { reference: Counts; current: Counts } | null;
}

/** `null` for tests, whose p-value says it already, and where there are no rows. */
export function noChangeLimit(method: DriftMethod, bins: FrozenBins, sizes: Sizes, level: number): number | null {
  const { n, m, pair } = sizes;
  if (!(n > 0) || !(m > 0)) {
    return null;
  }
  const used = pair ? usedBins(pair.reference, pair.current) : 0;
  const simulated = (shape: noChange.Shape): number | null => {
    const unit = unitOf(bins, shape, level);
    return unit === null ? null : unit * Math.sqrt(1 / n + 1 / m);
  };
  const sd = bins.kind === 'numeric' ? bins.sd : 0;
  switch (method) {
    case 'psi':
      return noChange.psiFloor(used, n, m, level);
    case 'js':
      return noChange.jensenShannonFloor(used, n, m, level);
    case 'kl':
      return noChange.kullbackLeiblerFloor(used, n, m, level);
    case 'hellinger':
      return noChange.hellingerFloor(used, n, m, level);
    case 'linf':
      return pair && total(pair.reference) > 0 ? noChange.lInfinityFloor(pair.reference, m, level) : null;
    case 'tvd':
      return simulated('total_variation');
    case 'ks':
    case 'ks_binned':
      return noChange.kolmogorovFloor(n, m, level);
    case 'wasserstein':
    case 'wasserstein_binned': {
      const limit = simulated('wasserstein');
      return limit === null ? null : scaledByDeviation(limit, sd);
    }
    case 'energy': {
      const limit = simulated('energy');
      return limit === null ? null : limit / energyScale(sd);
    }
    default:
      return null;
  }
}
