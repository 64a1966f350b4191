/** From places of a dependence to what lies there, and back. Pure; places are CSS pixels of the plot. */
import { type XAxis } from './dependenceLayout';
import { type DependenceData } from './readDependence';
import { type Box } from './useBoxDrag';
import { type DependenceSelection } from './useDependenceSelection';

/** Farther away than this one does not point at a record. */
const REACH = 5;

interface Places {
  /** From the left of the axis. */
  axis: XAxis;
  /** Where the axis begins. */
  left: number;
  toY: (phi: number) => number;
}

/** The record whose dot is nearest; undefined where none is near, or where nobody knows its id. */
export function recordNear(
  { points }: DependenceData,
  place: { x: number; y: number },
  { axis, left, toY }: Places
): string | undefined {
  let best: number | undefined;
  let nearest = REACH;
  for (let i = 0; points && i < points.x.length; i++) {
    const away = Math.hypot(left + axis.place(points.x[i], points.label[i]) - place.x, toY(points.phi[i]) - place.y);
    if (away <= nearest) {
      [best, nearest] = [i, away];
    }
  }
  return (best === undefined ? undefined : points?.id[best]) || undefined;
}

/** Where the dots of some records lie. */
export function placesOf(
  { points }: DependenceData,
  isMeant: (id: string) => boolean,
  { axis, left, toY }: Places
): Array<{ x: number; y: number }> {
  return (points?.id ?? []).flatMap((id, i) =>
    points && id !== '' && isMeant(id)
      ? [{ x: left + axis.place(points.x[i], points.label[i]), y: toY(points.phi[i]) }]
      : []
  );
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
  const inside = data.now.flatMap((bin, i) => {
    const at = left + axis.binAt(bin);
    return at >= from && at <= to ? [i] : [];
  });
  const [first, last] = [inside[0], inside.at(-1)];
  return first === undefined || last === undefined ? undefined : { from: first, to: last };
}

/** Where a selection lies; open ends reach to those of the plot. */
export function boxOf(
  data: DependenceData,
  { from, to, phi }: DependenceSelection,
  { axis, left, toY }: Places,
  plot: { right: number; top: number; bottom: number }
): Box {
  const ends = [left + axis.gutter, plot.right];
  const place = (value: number, open: number) => (Number.isFinite(value) ? left + axis.place(value, '') : open);
  const middle = (index: number) => left + axis.binAt(data.now[index]);
  const height = (value: number, open: number) =>
    Number.isFinite(value) ? Math.max(plot.top, Math.min(plot.bottom, toY(value))) : open;
  return {
    x:
      data.kind === 'numeric'
        ? [place(from, ends[0]), place(to, ends[1])]
        : [middle(from) - axis.band / 2, middle(to) + axis.band / 2],
    y: phi && [height(phi.hi, plot.top), height(phi.lo, plot.bottom)],
  };
}
