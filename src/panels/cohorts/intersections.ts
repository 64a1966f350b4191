/** Cohorts of two columns as a grid. Pure. */
import { type CohortCell, type CohortRow } from './cohortData';

export interface Intersections {
  /** The two columns: down and across. */
  keys: [string, string];
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

/** The grid of the pair of columns that most cohorts have; undefined where none has two. */
export function intersections(rows: readonly CohortRow[], metric: string): Intersections | undefined {
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
  // The column with fewer values goes across.
  const [first, second] = [valuesOf(0), valuesOf(1)];
  const [down, across] = first.length >= second.length ? [0, 1] : [1, 0];
  const [names, heads] = down === 0 ? [first, second] : [second, first];
  const cells = new Array<Intersections['cells'][number]>(names.length * heads.length).fill(undefined);
  for (const { parts, cohort, cell } of chosen) {
    cells[names.indexOf(parts[down][1]) * heads.length + heads.indexOf(parts[across][1])] = { cohort, cell };
  }
  return {
    keys: [chosen[0].parts[down][0], chosen[0].parts[across][0]],
    rows: names,
    columns: heads,
    cells,
    largest: Math.max(1, ...chosen.map(({ cohort }) => cohort.n || 0)),
  };
}
