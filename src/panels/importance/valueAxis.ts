/** How values of a column are bent onto an axis: as they are, by their logarithm, or by how many records lie below. Pure. */
import { linearScale } from '../../components/scale/linearScale';
import { logScale } from './quadrants';
import { type TrendBin } from './readDependence';

export interface Bend {
  /** Place of a value in [0, 1] between the ends, and back. */
  to: (value: number) => number;
  from: (share: number) => number;
  /** Values to label on an axis of that length. */
  ticks: (width: number) => number[];
}

/** CSS pixels a label needs. */
const LABEL = 80;
/** Shares of the records that a quantile axis is labelled at. */
const QUANTILES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];

export function linearBend([low, high]: [number, number]): Bend {
  const pad = (high - low) * 0.02;
  const span = high - low + 2 * pad;
  return {
    to: (value) => (value - low + pad) / span,
    from: (share) => low - pad + share * span,
    ticks: (width) => linearScale([low, high], width, Math.max(2, Math.floor(width / LABEL))).ticks,
  };
}

/** Undefined where there are values that have no logarithm. */
export function logBend([low, high]: [number, number]): Bend | undefined {
  if (!(low > 0)) {
    return undefined;
  }
  const [from, to] = [Math.log(low), Math.log(high)];
  const pad = (to - from) * 0.02;
  const span = to - from + 2 * pad;
  return {
    to: (value) => (Math.log(Math.max(value, low / 2)) - from + pad) / span,
    from: (share) => Math.exp(from - pad + share * span),
    ticks: (width) => logScale([low, high], width).ticks.filter((tick) => tick >= low && tick <= high),
  };
}

/**
 * By the shares of the bins, whose ends the domain closes; values inside of a bin lie evenly. Without bins by the values
 * themselves. Undefined where there is nothing to count.
 */
export function quantileBend(
  bins: readonly TrendBin[],
  values: readonly number[],
  domain: [number, number]
): Bend | undefined {
  const known = bins
    .filter(({ share, lo, hi }) => share > 0 && !(Number.isNaN(lo) && Number.isNaN(hi)))
    .sort((a, b) => a.x - b.x);
  const knots: Array<{ value: number; share: number }> =
    known.length > 0 ? knotsOfBins(known, domain) : knotsOfValues(values);
  const total = knots.at(-1)?.share ?? 0;
  if (knots.length < 2 || !(total > 0)) {
    return undefined;
  }
  const between = (key: 'value' | 'share', other: 'value' | 'share', at: number) => {
    const next = knots.findIndex((knot) => knot[key] >= at);
    if (next <= 0) {
      return next === 0 ? knots[0][other] : knots[knots.length - 1][other];
    }
    const [a, b] = [knots[next - 1], knots[next]];
    return a[other] + ((b[other] - a[other]) * (at - a[key])) / (b[key] - a[key] || 1);
  };
  const pad = 0.02;
  const to = (value: number) => pad + (1 - 2 * pad) * (between('value', 'share', value) / total);
  const from = (share: number) => between('share', 'value', ((share - pad) / (1 - 2 * pad)) * total);
  return {
    to,
    from,
    ticks: () => [...new Set(QUANTILES.map((quantile) => from(pad + (1 - 2 * pad) * quantile)))],
  };
}

function knotsOfBins(bins: readonly TrendBin[], [low, high]: [number, number]) {
  const first = Number.isNaN(bins[0].lo) ? Math.min(low, bins[0].x) : bins[0].lo;
  const knots = [{ value: Math.max(low, first), share: 0 }];
  bins.forEach(({ hi, share }) => {
    const last = knots[knots.length - 1];
    knots.push({
      value: Math.max(last.value, Number.isNaN(hi) ? high : Math.min(hi, high)),
      share: last.share + share,
    });
  });
  return knots;
}

function knotsOfValues(values: readonly number[]) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  // Equal values are one step: their place is the middle of it.
  return [...new Set(sorted)].map((value) => ({
    value,
    share: (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2,
  }));
}
