/** Cohorts of two columns as a grid. Pure. */
import { type CohortCrossing, type CrossedColumn } from '../../query/frames';
import { type CohortCell, type CohortRow, type CohortsData } from './cohortData';

export interface Intersections {
  /** The two columns: down and across. */
  keys: [string, string];
  /** Whether the values of each are bins of numbers. */
  cut: [boolean, boolean];
  rows: string[];
  columns: string[];
  /** Cell of a row and a column, by `row * columns.length + column`. */
  cells: Array<{ cohort: CohortRow; cell: CohortCell } | undefined>;
  /** Rows of the largest cell. */
  largest: number;
}

/** `a=x,b=y`, as series and cohorts of two columns are called; undefined for any other name. */
export function partsOf(name: string): Array<[string, string]> | undefined {
  const parts = name.split(',').map((part): [string, string] | undefined => {
    const equals = part.indexOf('=');
    return equals > 0 ? [part.slice(0, equals).trim(), part.slice(equals + 1).trim()] : undefined;
  });
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

/** The grid of the two columns that the data cross, else of the pair that most cohorts are named by; undefined where there is none. */
export function intersections({ rows, metrics, crossed }: Pick<CohortsData, 'rows' | 'metrics' | 'crossed'>) {
  const metric = metrics[0];
  return crossed ? crossedGrid(rows, metric, crossed) : namedGrid(rows, metric);
}

interface Placed {
  cohort: CohortRow;
  cell: CohortCell;
  /** Its values, as indices into those of both columns. */
  at: readonly [number, number];
}

function crossedGrid(rows: readonly CohortRow[], metric: string, columns: CohortCrossing): Intersections {
  const placed = rows.flatMap((cohort): Placed[] => {
    const cell = cohort.cells.get(metric);
    return cohort.at && cell ? [{ cohort, cell, at: cohort.at }] : [];
  });
  return gridOf(columns, placed);
}

function namedGrid(rows: readonly CohortRow[], metric: string): Intersections | undefined {
  const pairs = rows.flatMap((cohort) => {
    const parts = partsOf(cohort.name);
    const cell = cohort.cells.get(metric);
    return parts?.length === 2 && cell
      ? [{ cohort, cell, parts: [...parts].sort(([a], [b]) => a.localeCompare(b)) }]
      : [];
  });
  const byKeys = new Map<string, typeof pairs>();
  for (const pair of pairs) {
    const keys = JSON.stringify(pair.parts.map(([key]) => key));
    const members = byKeys.get(keys) ?? [];
    members.push(pair);
    byKeys.set(keys, members);
  }
  const chosen = [...byKeys.values()].sort((a, b) => b.length - a.length)[0];
  if (!chosen) {
    return undefined;
  }
  const valuesOf = (at: number) => {
    const sizes = new Map<string, number>();
    chosen.forEach(({ parts, cohort }) => sizes.set(parts[at][1], (sizes.get(parts[at][1]) ?? 0) + (cohort.n || 0)));
    return [...sizes].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([value]) => value);
  };
  const columnAt = (at: number): CrossedColumn => ({
    column: chosen[0].parts[at][0],
    values: valuesOf(at),
    cut: false,
  });
  const columns: CohortCrossing = [columnAt(0), columnAt(1)];
  const placed = chosen.map(({ cohort, cell, parts }): Placed => {
    const [a, b] = parts.map(([, value], side) => columns[side].values.indexOf(value));
    return { cohort, cell, at: [a, b] };
  });
  return gridOf(columns, placed);
}

/** The column with fewer values goes across. */
function gridOf(columns: CohortCrossing, placed: readonly Placed[]): Intersections {
  const [down, across] = columns[0].values.length >= columns[1].values.length ? [0, 1] : [1, 0];
  const [names, heads] = [columns[down].values, columns[across].values];
  const cells = new Array<Intersections['cells'][number]>(names.length * heads.length).fill(undefined);
  for (const { cohort, cell, at } of placed) {
    cells[at[down] * heads.length + at[across]] = { cohort, cell };
  }
  return {
    keys: [columns[down].column, columns[across].column],
    cut: [columns[down].cut, columns[across].cut],
    rows: names,
    columns: heads,
    cells,
    largest: Math.max(1, ...placed.map(({ cohort }) => cohort.n || 0)),
  };
}

/** A value with its column: "carrier = UA", "age 30 – 40". */
export const valueTitle = ({ keys, cut }: Intersections, side: 0 | 1, value: string): string =>
  cut[side] && value !== '(missing)' ? `${keys[side]} ${value}` : `${keys[side]} = ${value}`;
