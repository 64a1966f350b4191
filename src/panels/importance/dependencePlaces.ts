/** From places of a dependence to what lies there, and back. Pure; places are CSS pixels of the plot. */
import { jitter, type XAxis } from './dependenceLayout';
import { type DependenceData } from './readDependence';
import { type Box } from './useBoxDrag';
import { type DependenceSelection } from './useDependenceSelection';

/** Farther away than this one does not point at a record. */
const REACH = 5;

export interface Places {
  /** From the left of the axis. */
  axis: XAxis;
  /** Where the axis begins. */
  left: number;
  toY: (phi: number) => number;
}

/** Few different values: dots would lie on each other. */
function hasSteps(values: readonly number[]): boolean {
  return new Set(values.slice(0, 2000)).size < Math.min(60, values.length / 4);
}

/** Where each record's dot is drawn, beside its value where dots would lie on each other; NaN where it has no place. */
export function dotPlaces(
  { points }: Pick<DependenceData, 'points'>,
  { axis, left, toY }: Places
): Array<{ x: number; y: number }> {
  if (!points) {
    return [];
  }
  const spread = axis.band > 0 ? Math.min(axis.band * 0.7, 40) / 8 : hasSteps(points.x) ? 1 : 0;
  return points.x.map((x, i) => ({
    x: left + axis.place(x, points.label[i]) + jitter(i) * spread,
    y: toY(points.phi[i]),
  }));
}

/** The record whose dot is nearest; undefined where none is near, or where nobody knows its id. */
export function recordNear(
  { points }: Pick<DependenceData, 'points'>,
  place: { x: number; y: number },
  dots: ReadonlyArray<{ x: number; y: number }>
): string | undefined {
  let best: number | undefined;
  let nearest = REACH;
  dots.forEach(({ x, y }, i) => {
    const away = Math.hypot(x - place.x, y - place.y);
    if (away <= nearest) {
      [best, nearest] = [i, away];
    }
  });
  return (best === undefined ? undefined : points?.id[best]) || undefined;
}

/** Where the dots of some records lie. */
export function placesOf(
  { points }: Pick<DependenceData, 'points'>,
  isMeant: (id: string) => boolean,
  dots: ReadonlyArray<{ x: number; y: number }>
): Array<{ x: number; y: number }> {
  return dots.filter((_, i) => {
    const id = points?.id[i] ?? '';
    return id !== '' && isMeant(id);
  });
}

/** Values between two places; of categories their places among `data.now`. Undefined where there are none. */
export function valuesBetween(
  data: DependenceData,
  [from, to]: readonly [number, number],
  { axis, left }: Pick<Places, 'axis' | 'left'>
): { from: number; to: number } | undefined {
  if (data.kind === 'numeric') {
    return { from: axis.valueAt(from - left), to: axis.valueAt(to - left) };
  }
  const middles = data.now.map((bin) => left + axis.binAt(bin));
  const inside = middles.flatMap((at, i) => (at >= from && at <= to ? [i] : []));
  // A short drag may lie between the middles: then it means the category that it lies in.
  const within = middles.findIndex((at) => Math.abs(at - (from + to) / 2) <= axis.band / 2);
  const [first = within, last = within] = [inside[0], inside.at(-1)];
  return first < 0 ? undefined : { from: first, to: last };
}

/** Where a selection lies: open ends reach to those of the plot, and categories that do not stand side by side are apart. */
export function boxesOf(
  data: DependenceData,
  { from, to, values, phi }: DependenceSelection,
  { axis, left, toY }: Places,
  plot: { right: number; top: number; bottom: number }
): Box[] {
  const ends = [left + axis.gutter, plot.right];
  const place = (value: number, open: number) => (Number.isFinite(value) ? left + axis.place(value, '') : open);
  const height = (value: number, open: number) =>
    Number.isFinite(value) ? Math.max(plot.top, Math.min(plot.bottom, toY(value))) : open;
  const y = phi && ([height(phi.hi, plot.top), height(phi.lo, plot.bottom)] as const);
  if (data.kind === 'numeric') {
    return [{ x: [place(from, ends[0]), place(to, ends[1])], y }];
  }
  const runs: Array<[number, number]> = [];
  data.now.forEach(({ label }, i) => {
    if (!values?.includes(label)) {
      return;
    }
    const run = runs.at(-1);
    if (run && run[1] === i - 1) {
      run[1] = i;
    } else {
      runs.push([i, i]);
    }
  });
  const middle = (index: number) => left + axis.binAt(data.now[index]);
  return runs.map(([first, last]) => ({ x: [middle(first) - axis.band / 2, middle(last) + axis.band / 2], y }));
}
