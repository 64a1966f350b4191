/**
 * What a line drawn around records of a dependence selects. Pure.
 *
 * Filters know ranges and lists, and no line: few records are named by their ids, which is exact; of many, and of records that
 * are counted in cells, the box around those inside is what filters can say, and `all` tells what that takes in beside them.
 */
import { type Filter } from '../../query/model';
import { valueRecords } from './binRecords';
import { type Places } from './dependencePlaces';
import { type DependenceData } from './readDependence';
import { phiRecords } from './phiRecords';

export interface Place {
  x: number;
  y: number;
}

export interface LassoSelection {
  /** Records inside of the line. */
  n: number;
  /** Records that the filters keep, where these are more than those inside: they are a box. */
  all: number | undefined;
  filters: Filter[] | undefined;
}

/** More ids or categories than these make addresses that proxies and chat programs cut. */
const MOST_NAMES = 100;
const MOST_LETTERS = 1500;
const isShort = (names: readonly string[]) => names.length <= MOST_NAMES && names.join().length <= MOST_LETTERS;

/** Whether a place lies inside of a closed line, which may cross itself: by the even-odd rule. */
export function isInside(line: readonly Place[], { x, y }: Place): boolean {
  let inside = false;
  for (let i = 0, last = line.length - 1; i < line.length; last = i++) {
    const [a, b] = [line[i], line[last]];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) {
      inside = !inside;
    }
  }
  return inside;
}

/**
 * @param line places of the plot.
 * @param dots where the records of `data.points` lie, or the middles of `data.cells`.
 * @returns undefined where nothing lies inside.
 */
export function lassoRecords(
  data: DependenceData,
  line: readonly Place[],
  dots: readonly Place[]
): LassoSelection | undefined {
  const inside = dots.flatMap((dot, i) => (isInside(line, dot) ? [i] : []));
  if (inside.length === 0) {
    return undefined;
  }
  return data.points ? ofPoints(data, data.points, inside) : data.cells && ofCells(data, data.cells, inside);
}

function ofPoints(
  data: DependenceData,
  points: NonNullable<DependenceData['points']>,
  inside: readonly number[]
): LassoSelection {
  const ids = [...new Set(inside.map((i) => points.id[i]))];
  const n = inside.length;
  if (data.idColumn !== undefined && !ids.includes('') && isShort(ids)) {
    // An id may stand for several records, at several times.
    const all = points.id.filter((id) => ids.includes(id)).length;
    const [value = ''] = ids;
    return {
      n,
      all: all > n ? all : undefined,
      filters: [
        ids.length === 1
          ? { key: data.idColumn, operator: '=', value }
          : { key: data.idColumn, operator: '=|', value, values: ids },
      ],
    };
  }
  const phi = endsOf(inside.map((i) => points.phi[i]));
  const isIn = (value: number, [lo, hi]: readonly [number, number]) => value >= lo && value <= hi;
  if (data.kind === 'categorical') {
    const labels = [...new Set(inside.map((i) => points.label[i]))];
    const own = isShort(labels) ? valueRecords(data.column, labels) : undefined;
    if (!own) {
      return { n, all: undefined, filters: undefined };
    }
    const all = points.phi.filter((value, i) => isIn(value, phi) && labels.includes(points.label[i])).length;
    return { n, all: all > n ? all : undefined, filters: withPhi(data, own, phi) };
  }
  const values = endsOf(inside.map((i) => points.x[i]));
  if (values.some(Number.isNaN)) {
    // Some have no value: no range takes these in.
    return { n, all: undefined, filters: undefined };
  }
  const all = points.phi.filter((value, i) => isIn(value, phi) && isIn(points.x[i], values)).length;
  return { n, all: all > n ? all : undefined, filters: withPhi(data, between(data.column, values), phi) };
}

function ofCells(
  data: DependenceData,
  { xLo, xHi, phiLo, phiHi, n: rows }: NonNullable<DependenceData['cells']>,
  inside: readonly number[]
): LassoSelection {
  const sum = (of: readonly number[]) => of.reduce((total, i) => total + rows[i], 0);
  const values: [number, number] = [endsOf(inside.map((i) => xLo[i]))[0], endsOf(inside.map((i) => xHi[i]))[1]];
  const phi: [number, number] = [endsOf(inside.map((i) => phiLo[i]))[0], endsOf(inside.map((i) => phiHi[i]))[1]];
  const boxed = rows.flatMap((_, i) =>
    xLo[i] >= values[0] && xHi[i] <= values[1] && phiLo[i] >= phi[0] && phiHi[i] <= phi[1] ? [i] : []
  );
  return {
    n: sum(inside),
    all: boxed.length > inside.length ? sum(boxed) : undefined,
    filters: cellFilters(data, openEnds(values, [xLo, xHi]), openEnds(phi, [phiLo, phiHi])),
  };
}

/** Cells hold their lower edge, and only the outermost one its upper edge too: beyond these lies nothing, so no end is needed. */
function openEnds(
  [lo, hi]: readonly [number, number],
  [los, his]: readonly [readonly number[], readonly number[]]
): [number, number] {
  const known = (edges: readonly number[]) => edges.filter((edge) => !Number.isNaN(edge));
  return [lo > endsOf(known(los))[0] ? lo : -Infinity, hi < endsOf(known(his))[1] ? hi : Infinity];
}

function cellFilters(
  data: DependenceData,
  [lo, hi]: readonly [number, number],
  phi: readonly [number, number]
): Filter[] | undefined {
  const key = data.column;
  const ends: Filter[] = [
    ...(Number.isFinite(lo) ? [{ key, operator: '>=' as const, value: String(lo) }] : []),
    ...(Number.isFinite(hi) ? [{ key, operator: '<' as const, value: String(hi) }] : []),
  ];
  // Cells without a value lie in no box.
  const own: Filter[] = ends.length > 0 ? ends : [{ key, operator: '!=', value: '' }];
  const explained = withPhi(data, own, phi);
  return explained?.map((each) => (each.operator === '<=' ? { ...each, operator: '<' } : each));
}

function endsOf(values: readonly number[]): [number, number] {
  let [lo, hi] = [Infinity, -Infinity];
  for (const value of values) {
    // NaN stays, as it is in no range.
    [lo, hi] = [Math.min(lo, value), Math.max(hi, value)];
  }
  return [lo, hi];
}

const between = (key: string, [lo, hi]: readonly [number, number]): Filter[] => [
  { key, operator: '>=', value: String(lo) },
  { key, operator: '<=', value: String(hi) },
];

/** The same records, as far as their attributions lie between these ends, which belong to it. */
function withPhi(data: DependenceData, own: Filter[], [lo, hi]: readonly [number, number]): Filter[] | undefined {
  const explained = phiRecords(data, data.column, { lo, hi });
  return explained && [...own, ...explained.map((each) => (each.operator === '>' ? atLeast(each) : each))];
}

const atLeast = (filter: Filter): Filter => ({ ...filter, operator: '>=' });

/** Middles of the cells, in their order; NaN for records without a value. */
export function cellMiddles({ cells }: Pick<DependenceData, 'cells'>, { axis, left, toY }: Places): Place[] {
  return (cells?.n ?? []).map((_, i) =>
    cells
      ? {
          x: Number.isNaN(cells.xLo[i]) ? NaN : left + axis.place((cells.xLo[i] + cells.xHi[i]) / 2, ''),
          y: toY((cells.phiLo[i] + cells.phiHi[i]) / 2),
        }
      : { x: NaN, y: NaN }
  );
}
