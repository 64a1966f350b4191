/**
 * Counts the rows of some hours by slice and column, into tables in memory from where one short transaction takes them.
 *
 * A slice is an hour of one version, environment and, for the keys that split by one, segment value.
 */
import { type Session } from '../database/session';
import { quoteName, quoteText } from '../names';
import { type NumericBins, type ReferenceInfo } from '../types';
import { type Layout, type RolledColumn, type RolledKey } from './layout';

/** What was counted and is not stored yet: in the instance's own database, which ends with the process. */
export const FRESH = {
  slices: 'memory.main.fresh_slices',
  counts: 'memory.main.fresh_counts',
  values: 'memory.main.fresh_values',
  codes: 'memory.main.fresh_codes',
  long: 'memory.main.fresh_long',
} as const;

/** Beyond these, rollups would be no smaller than the rows. */
export const MAX_SLICES_AN_HOUR = 500;
export const MAX_OTHER_VALUES = 500;

/** Columns that one statement counts: bounds the memory of its groups. */
const COLUMNS_A_STATEMENT = 50;

const TABLES: readonly string[] = [
  `CREATE OR REPLACE TABLE ${FRESH.slices} (key INTEGER, slice INTEGER, hour TIMESTAMP, version VARCHAR, environment VARCHAR, segment VARCHAR, rows BIGINT)`,
  `CREATE OR REPLACE TABLE ${FRESH.counts} (key INTEGER, slice INTEGER, "column" INTEGER, n INTEGER, total DOUBLE, lowest DOUBLE, highest DOUBLE, counts INTEGER[], fine INTEGER[])`,
  `CREATE OR REPLACE TABLE ${FRESH.values} (key INTEGER, slice INTEGER, "column" INTEGER, value VARCHAR, n BIGINT)`,
  `CREATE OR REPLACE TABLE ${FRESH.codes} ("column" INTEGER, value VARCHAR, code INTEGER)`,
  `CREATE OR REPLACE TABLE ${FRESH.long} (key INTEGER, slice INTEGER, "column" INTEGER, value VARCHAR, n BIGINT)`,
];

export interface Rows {
  /** Relation with the model's columns. */
  relation: string;
  /** SQL for the hour; NULL for the rows of a reference. */
  hour: string;
  has: (column: string) => boolean;
}

export interface Refusals {
  /** Indexes of columns with too many values beyond the reference's categories. */
  columns: number[];
  /** Keys with too many slices. */
  keys: number[];
}

/** Drops what was counted: it holds values of rows that may be deleted. */
export async function forgetFresh(session: Session): Promise<void> {
  await session.run(
    Object.values(FRESH)
      .map((table) => `DROP TABLE IF EXISTS ${table}`)
      .join(';')
  );
}

export async function prepareFresh(session: Session, layout: Layout, reference: ReferenceInfo | null): Promise<void> {
  for (const table of TABLES) {
    await session.run(table);
  }
  const codes = layout.columns.flatMap(({ index, kind, name }) => {
    const bins = reference?.bins.get(name);
    return kind === 'categorical' && bins?.kind === 'categorical'
      ? bins.categories.map(({ value }, code) => `(${index}, ${quoteText(value)}, ${code})`)
      : [];
  });
  if (codes.length > 0) {
    await session.run(`INSERT INTO ${FRESH.codes} VALUES ${codes.join(', ')}`);
  }
}

/**
 * Counts `rows` for every key of the layout; to be called after `prepareFresh` and before `foldValues`.
 * @returns keys with too many slices, of which nothing is kept
 */
export async function countRows(
  session: Session,
  layout: Layout,
  reference: ReferenceInfo | null,
  rows: Rows
): Promise<number[]> {
  const keys = layout.keys.filter(({ key }) => !layout.refusedKeys.has(key));
  const columns = layout.columns.filter(({ index, name }) => !layout.refusedColumns.has(index) && rows.has(name));
  const refused: number[] = [];
  for (const key of keys) {
    const groups = slicesOf(layout, key, rows);
    if (groups === null) {
      continue;
    }
    await makeSlices(session, key.key, groups, rows);
    if (await hasTooManySlices(session, key.key)) {
      refused.push(key.key);
      continue;
    }
    const binned = columns.filter(({ kind }) => kind !== 'categorical');
    for (let first = 0; first < binned.length; first += COLUMNS_A_STATEMENT) {
      await countBinned(session, key.key, groups, rows, binned.slice(first, first + COLUMNS_A_STATEMENT), reference);
    }
    for (const column of columns.filter(({ kind }) => kind === 'categorical')) {
      await countValues(session, key.key, groups, rows, column);
    }
  }
  return refused;
}

interface Groups {
  version: string;
  environment: string;
  segment: string;
}

/** SQL for what makes a slice; null where the rows lack the segment. */
function slicesOf({ environment, version }: Layout, { segment }: RolledKey, { has }: Rows): Groups | null {
  const text = (name: string | null) => (name !== null && has(name) ? `${quoteName(name)}::VARCHAR` : 'NULL::VARCHAR');
  return segment !== null && !has(segment)
    ? null
    : { version: text(version), environment: text(environment), segment: text(segment) };
}

const grouped = ({ environment, segment, version }: Groups, { hour }: Rows): string =>
  `${hour} AS "plumbline hour", ${version} AS "plumbline version", ${environment} AS "plumbline environment", ${segment} AS "plumbline segment"`;

const GROUP_BY = 'GROUP BY 1, 2, 3, 4';

const OF_SLICE = (key: number): string =>
  `JOIN ${FRESH.slices} AS s ON s.key = ${key} AND s.hour IS NOT DISTINCT FROM g."plumbline hour"
     AND s.version IS NOT DISTINCT FROM g."plumbline version"
     AND s.environment IS NOT DISTINCT FROM g."plumbline environment"
     AND s.segment IS NOT DISTINCT FROM g."plumbline segment"`;

async function makeSlices(session: Session, key: number, groups: Groups, rows: Rows): Promise<void> {
  await session.run(
    `INSERT INTO ${FRESH.slices}
     SELECT ${key}, (row_number() OVER (ORDER BY "plumbline hour") + (SELECT coalesce(max(slice), -1) FROM ${FRESH.slices} WHERE key = ${key}))::INTEGER, * FROM (
       SELECT ${grouped(groups, rows)}, count(*) FROM ${rows.relation} ${GROUP_BY})`
  );
}

async function hasTooManySlices(session: Session, key: number): Promise<boolean> {
  const [most] = await session.rows<{ slices: number }>(
    `SELECT count(*) AS slices FROM ${FRESH.slices} WHERE key = ${key} GROUP BY hour ORDER BY slices DESC LIMIT 1`
  );
  return (most?.slices ?? 0) > MAX_SLICES_AN_HOUR;
}

/** With an exponent DuckDB reads a number as DOUBLE, to the last bit. */
const list = (values: readonly number[]): string => `[${values.map((value) => value.toExponential()).join(', ')}]`;

/** Numbers by the fine bins, folded to the coarse ones; of other columns the rows with a value. */
async function countBinned(
  session: Session,
  key: number,
  groups: Groups,
  rows: Rows,
  columns: readonly RolledColumn[],
  reference: ReferenceInfo | null
): Promise<void> {
  const aggregates = columns.flatMap(({ kind, name }, position) => {
    const column = quoteName(name);
    const bins = reference?.bins.get(name);
    const n = `count(${column}) AS n${position}`;
    if (kind !== 'numeric' || bins?.kind !== 'numeric') {
      return [n];
    }
    const value = `${column}::DOUBLE`;
    return [
      n,
      `sum(${value}) AS t${position}`,
      `min(${value}) AS l${position}`,
      `max(${value}) AS u${position}`,
      `${histogram(value, bins.fineEdges)} AS h${position}`,
    ];
  });
  const structs = columns.map(({ index, kind, name }, position) => {
    const bins = reference?.bins.get(name);
    return kind === 'numeric' && bins?.kind === 'numeric'
      ? struct(
          index,
          position,
          `t${position}`,
          `l${position}`,
          `u${position}`,
          coarse(`h${position}`, bins),
          `h${position}`
        )
      : struct(index, position, 'NULL::DOUBLE', 'NULL::DOUBLE', 'NULL::DOUBLE', 'NULL::INTEGER[]', 'NULL::INTEGER[]');
  });
  await session.run(
    `INSERT INTO ${FRESH.counts}
     SELECT ${key}, slice, x.c, x.n, x.t, x.l, x.u, x.counts, x.fine FROM (
       SELECT s.slice, unnest([${structs.join(', ')}]) AS x
       FROM (SELECT ${[grouped(groups, rows), ...aggregates].join(', ')} FROM ${rows.relation} ${GROUP_BY}) AS g ${OF_SLICE(key)})
     WHERE x.n > 0`
  );
}

function struct(
  index: number,
  position: number,
  total: string,
  lowest: string,
  highest: string,
  counts: string,
  fine: string
): string {
  return `{'c': ${index}, 'n': n${position}::INTEGER, 't': ${total}, 'l': ${lowest}, 'u': ${highest}, 'counts': ${counts}, 'fine': ${fine}}`;
}

/** A bin is the number of edges below the value; the bin above the last edge is only there when it is not empty. */
function histogram(value: string, edges: readonly number[]): string {
  return edges.length === 0
    ? `[count(${value})::INTEGER]`
    : `map_values(histogram(${value}, ${list(edges)}))::INTEGER[]`;
}

/** The coarse bins as sums of neighbouring fine ones: their edges are among the fine edges. */
function coarse(fine: string, { edges, fineEdges }: NumericBins): string {
  const ends = [...edges.map((edge) => fineEdges.indexOf(edge) + 1), fineEdges.length + 1];
  const sums = ends.map((end, bin) => {
    const start = (ends[bin - 1] ?? 0) + 1;
    return `coalesce(list_sum(list_slice(${fine}, ${start}, ${end})), 0)::INTEGER`;
  });
  return `[${sums.join(', ')}]`;
}

async function countValues(
  session: Session,
  key: number,
  groups: Groups,
  rows: Rows,
  { index, name }: RolledColumn
): Promise<void> {
  const column = quoteName(name);
  await session.run(
    `INSERT INTO ${FRESH.long}
     SELECT ${key}, s.slice, ${index}, g."plumbline value", g."plumbline n" FROM (
       SELECT ${grouped(groups, rows)}, ${column}::VARCHAR AS "plumbline value", count(*) AS "plumbline n"
       FROM ${rows.relation} WHERE ${column} IS NOT NULL ${GROUP_BY}, 5) AS g ${OF_SLICE(key)}`
  );
}

/**
 * Keeps the reference's categories as pairs of code and count, and the others with their values.
 * @returns columns with too many others in one slice
 */
export async function foldValues(session: Session): Promise<number[]> {
  await session.run(
    `INSERT INTO ${FRESH.values}
     SELECT key, slice, "column", value, n FROM ${FRESH.long} ANTI JOIN ${FRESH.codes} USING ("column", value);
     INSERT INTO ${FRESH.counts}
     SELECT key, slice, "column", sum(n)::INTEGER, NULL, NULL, NULL,
       coalesce(list(n::INTEGER) FILTER (code IS NOT NULL), []), coalesce(list(code) FILTER (code IS NOT NULL), [])
     FROM ${FRESH.long} LEFT JOIN ${FRESH.codes} USING ("column", value) GROUP BY key, slice, "column"`
  );
  const wide = await session.rows<{ column: number }>(
    `SELECT DISTINCT "column" FROM (
       SELECT "column" FROM ${FRESH.values} GROUP BY key, slice, "column" HAVING count(*) > ${MAX_OTHER_VALUES})`
  );
  return wide.map(({ column }) => column);
}
