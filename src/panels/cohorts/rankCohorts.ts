/** Which cohorts matter most. Pure. */
import { type CohortCell, type CohortRow } from './cohortData';
import { worseDirection } from './metrics';
import { type CohortsOptions } from './options';

/** See `CohortCell.excess`. Metrics without a bad direction count differences of either sign. */
export function guaranteedExcess(metric: string, n: number, deltaLo: number, deltaHi: number): number {
  const above = Math.max(0, deltaLo);
  const below = Math.max(0, -deltaHi);
  const bound = { up: above, down: below, none: Math.max(above, below) }[worseDirection(metric)];
  return Number.isNaN(bound) || Number.isNaN(n) ? 0 : n * bound;
}

/** How much worse than the others, whatever the direction; for ties of the excess. */
function badness(metric: string, cell: CohortCell | undefined): number {
  if (!cell || cell.insufficient || Number.isNaN(cell.delta)) {
    return -Infinity;
  }
  return { up: cell.delta, down: -cell.delta, none: Math.abs(cell.delta) }[worseDirection(metric)];
}

export function comparator(sort: CohortsOptions['sort'], metrics: string[]): (a: CohortRow, b: CohortRow) => number {
  const first = metrics[0];
  const byName = (a: CohortRow, b: CohortRow) => a.name.localeCompare(b.name, 'en', { numeric: true });
  const thin = (row: CohortRow) => (row.cells.get(first)?.insufficient === false ? 0 : 1);
  const descending = (key: (row: CohortRow) => number) => (a: CohortRow, b: CohortRow) => {
    const [x, y] = [orLowest(key(a)), orLowest(key(b))];
    return x === y ? 0 : y > x ? 1 : -1;
  };
  const key = {
    excess: descending((row) => row.cells.get(first)?.excess ?? 0),
    delta: descending((row) => badness(first, row.cells.get(first))),
    value: descending((row) => row.cells.get(first)?.value ?? NaN),
    n: descending((row) => row.n),
    q: descending((row) => -(row.cells.get(first)?.q ?? 1)),
    name: byName,
  }[sort];
  const worst = descending((row) => badness(first, row.cells.get(first)));
  // Cohorts with too few rows are never ranked: they come last, whatever the order.
  return (a, b) => (sort === 'name' ? 0 : thin(a) - thin(b)) || key(a, b) || worst(a, b) || byName(a, b);
}

const orLowest = (value: number) => (Number.isNaN(value) ? -Infinity : value);
