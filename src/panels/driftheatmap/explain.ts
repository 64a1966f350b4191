import { type Box, boxSpan } from './box';
import { pearson } from './correlation';
import { rankValue } from './figures';
import { isBreach, isIncomplete, isInsufficient } from './grid';
import { type DriftView } from './view';

/** A column within selected windows. */
export interface MovedColumn {
  name: string;
  /** Cell of the grid of single windows where it was furthest out; -1 without any figure. */
  worst: number;
  /** What it ranks by there: its severity, or its score where there is no limit. */
  rank: number;
  /** Cell of its first breach; -1 without one. */
  first: number;
}

/** A column whose severity went up and down with the leader's. */
export interface Companion {
  name: string;
  /** Pearson's r over all windows that both have, in [-1, 1]. */
  r: number;
  windows: number;
  /** Whether it is among the selected ones. */
  selected: boolean;
}

/** A metric inside of the selected windows and outside of them: means over windows, each counted once. */
export interface MetricThere {
  name: string;
  row: number;
  inside: number;
  outside: number;
}

/** What happened in a selected region. */
export interface Explanation {
  columns: number;
  /** Those over their limit there: first movers first, then the highest. */
  breached: MovedColumn[];
  /** The one that was furthest over its limit, or highest where none was; undefined without any figure. */
  leader?: MovedColumn;
  /** What moved with the leader, strongest first. */
  companions: Companion[];
  metrics: MetricThere[];
}

/** Weaker than this is no company. */
const TOGETHER_FROM = 0.7;
/** Fewer common windows correlate by chance alone. */
const WINDOWS_AT_LEAST = 4;

/**
 * Which columns moved, which of them together, and how the model did: from what the picture has. Open windows and those with too
 * few rows don't count.
 */
export function explainBox(view: DriftView, box: Box): Explanation {
  const { source: grid } = view;
  const { rows, columns } = boxSpan(box);
  const [from, to] = [view.starts[columns[0]], view.ends[columns[1]]];
  const inside = grid.times.map((time) => time >= from && time < to);
  const members = (first: number, last: number) => [
    ...new Set(view.rows.slice(first, last + 1).flatMap((row) => (row.kind === 'metric' ? [] : row.members))),
  ];
  const selected = members(rows[0], rows[1]);
  const moved = selected.map((row) => ({ row, ...movedIn(view, row, inside) }));
  const known = moved.filter(({ worst }) => worst >= 0);
  const breached = known.filter(({ first }) => first >= 0);
  const leader = (breached.length > 0 ? breached : known).reduce<(typeof moved)[number] | undefined>(
    (most, each) => (most && most.rank >= each.rank ? most : each),
    undefined
  );
  const windowOf = (cell: number) => cell % grid.times.length;
  const all = members(0, view.rows.length - 1);
  return {
    columns: selected.length,
    breached: [...breached].sort((a, b) => windowOf(a.first) - windowOf(b.first) || b.rank - a.rank),
    leader,
    companions: leader ? companionsOf(view, leader.row, all, new Set(selected)) : [],
    metrics: grid.rows.flatMap(({ metric, name }, row): MetricThere[] =>
      metric === undefined ? [] : [{ name, row, ...metricIn(view, row, inside) }]
    ),
  };
}

function movedIn({ source: grid }: DriftView, row: number, inside: readonly boolean[]): MovedColumn {
  const moved: MovedColumn = { name: grid.rows[row].name, worst: -1, rank: -Infinity, first: -1 };
  inside.forEach((isIn, window) => {
    const cell = row * grid.times.length + window;
    const rank = isIn ? rankValue(grid, cell) : NaN;
    if (rank > moved.rank) {
      [moved.worst, moved.rank] = [cell, rank];
    }
    if (isIn && moved.first < 0 && isBreach(grid, cell)) {
      moved.first = cell;
    }
  });
  return moved;
}

function companionsOf(
  { source: grid }: DriftView,
  leader: number,
  rows: readonly number[],
  selected: ReadonlySet<number>
): Companion[] {
  const width = grid.times.length;
  return rows
    .filter((row) => row !== leader)
    .map((row): Companion => {
      const pairs = grid.times
        .map((_, at): [number, number] => [rankValue(grid, leader * width + at), rankValue(grid, row * width + at)])
        .filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
      const r = pairs.length >= WINDOWS_AT_LEAST ? pearson(pairs) : NaN;
      return { name: grid.rows[row].name, r, windows: pairs.length, selected: selected.has(row) };
    })
    .filter(({ r }) => r >= TOGETHER_FROM)
    .sort((a, b) => b.r - a.r);
}

function metricIn({ source: grid }: DriftView, row: number, inside: readonly boolean[]) {
  const mean = (isIn: boolean) => {
    const values = grid.times.flatMap((_, at) => {
      const cell = row * grid.times.length + at;
      const counts = !isIncomplete(grid, cell) && !isInsufficient(grid, cell) && !Number.isNaN(grid.score[cell]);
      return counts && inside[at] === isIn ? [grid.score[cell]] : [];
    });
    return values.length > 0 ? values.reduce((a, b) => a + b) / values.length : NaN;
  };
  return { inside: mean(true), outside: mean(false) };
}
