/** Bootstrap replicates made in SQL: rows fall into buckets by a hash of their id, and buckets get Poisson(1) weights. */
import { REPLICATES } from '../../statistics/bootstrap';
import { groupColumns, readSegment } from '../shared/cells';
import { type Question, type Row } from '../shared/together';
import { KNOWN, type LabelledRows } from './labelled';

/** Spread of a statistic over its replicates. */
export interface Replicated {
  /** Null where a replicate has no value. */
  replicates: Array<number | null>;
}

/** Buckets stand for rows: with 256 of them the spread is known to about 9 %. */
const BUCKETS = 256;
/** P(Poisson(1) <= k) for k = 0...7; beyond lies less than 1e-5. */
const POISSON = [0.3678794412, 0.7357588823, 0.9196986029, 0.9810118431, 0.9963401532, 0.9994058152, 0.9999167589];

/**
 * Uniform in [0, 1) by bucket and replicate. Of one number: a hash of two is their hashes combined bit by bit, which gives
 * buckets the same weights in many replicates.
 */
const UNIFORM = `((hash(bucket::BIGINT * ${REPLICATES} + r) >> 11)::DOUBLE / 9007199254740992)`;

const weight = (u: string) =>
  `(CASE ${POISSON.map((limit, count) => `WHEN ${u} < ${limit} THEN ${count}`).join(' ')} ELSE 7 END)`;

/** Rows whose squared errors and labels can be summed. */
const SUMMABLE = `${KNOWN} AND predicted IS NOT NULL AND abs(predicted) < 1e150 AND abs(actual) < 1e150`;

/**
 * CTEs from `judged`, which has `columns`, `bucket`, `predicted` and `actual`, to `drawn`: sums of a bucket, which is any
 * rows, once for every replicate `r` with its weight `k`. Labels are centred on the mean of `over`, so that large ones lose
 * no digits.
 *
 * @param grouping what rows are summed by, as in GROUP BY; `select` is what tells the groups apart.
 */
function drawnSums(over: string, select: string, grouping: string): string {
  return [
    `, centred AS (SELECT *, actual - avg(actual) OVER (${over}) AS y FROM judged)`,
    `, sums AS (SELECT ${select}, bucket, count(*)::DOUBLE AS n, sum((predicted - actual) ** 2) AS e, sum(y) AS y, sum(y * y) AS yy FROM centred GROUP BY ${grouping})`,
    `, drawn AS (SELECT sums.*, r, ${weight(UNIFORM)} AS k FROM sums CROSS JOIN range(${REPLICATES}) AS replicates(r))`,
  ].join('\n');
}

const judgedRows = (columns: string) =>
  `WITH judged AS (SELECT ${columns}, hash(id) % ${BUCKETS} AS bucket, predicted, actual FROM labelled WHERE ${SUMMABLE})`;

/** R squared by cell: sums a bucket, then every replicate from the buckets' sums. */
export function r2Replicates({ source }: LabelledRows): Question<Map<string, Replicated>> {
  const groups = groupColumns(source).join(', ');
  return {
    text: [
      judgedRows(groups),
      drawnSums(`PARTITION BY ${groups}`, groups, 'ALL'),
      `SELECT ${groups}, r, 1 - sum(k * e) / nullif(sum(k * yy) - sum(k * y) ** 2 / nullif(sum(k * n), 0), 0) AS value FROM drawn GROUP BY ALL`,
    ].join('\n'),
    order: `${groups}, r`,
    read: (found) => {
      const cells = new Map<string, Replicated>();
      for (const row of found) {
        const key = `${readSegment(row, source).id}:${Number(row.w)}`;
        const cell = cells.get(key) ?? { replicates: [] };
        cell.replicates.push(typeof row.value === 'number' ? row.value : null);
        cells.set(key, cell);
      }
      return cells;
    },
  };
}

/** Sums of one replicate: rows, squared errors, labels from the mean of all rows, and their squares. */
export interface DrawnSums {
  n: number;
  e: number;
  y: number;
  yy: number;
}

/** How cells are told apart that share rows, and how many of them are drawn at most. */
export interface DrawnCells {
  /** Columns of `labelled` that the cells are made of. */
  columns: string;
  /** Expressions that tell the cells apart with their names, and what is grouped by beside the bucket. */
  select: string;
  names: string;
  by: string;
  most: number;
  /** The cell of a row. */
  id(row: Row): string;
}

/**
 * The sums of R squared by cell, in the order of the replicates: a row has the same weight in each cell that it lies in, so
 * sums of replicates can be subtracted. Empty for more cells than `most`.
 */
export function r2Sums({ columns, select, names, by, most, id }: DrawnCells): Question<Map<string, DrawnSums[]>> {
  return {
    text: [
      judgedRows(columns),
      drawnSums('', select, by),
      `SELECT ${names}, r, sum(k * n) AS n, sum(k * e) AS e, sum(k * y) AS y, sum(k * yy) AS yy FROM drawn WHERE (SELECT count(*) FROM (SELECT DISTINCT ${names} FROM sums)) <= ${most} GROUP BY ALL`,
    ].join('\n'),
    order: `${names}, r`,
    read: (found) => {
      const cells = new Map<string, DrawnSums[]>();
      for (const row of found) {
        const key = id(row);
        const list = cells.get(key) ?? [];
        list.push({ n: Number(row.n), e: Number(row.e), y: Number(row.y), yy: Number(row.yy) });
        cells.set(key, list);
      }
      return cells;
    },
  };
}

/** R squared of each replicate; null where its labels do not vary. */
export function r2Of(sums: readonly DrawnSums[]): Replicated {
  return {
    replicates: sums.map(({ n, e, y, yy }) => {
      const spread = n > 0 ? yy - (y * y) / n : 0;
      return spread > 0 ? 1 - e / spread : null;
    }),
  };
}

/** The sums of the rows that are in the one and not in the other, whose rows are all in the first. */
export function subtractSums(total: readonly DrawnSums[], part: readonly DrawnSums[]): DrawnSums[] {
  return total.map(({ n, e, y, yy }, replicate) => {
    const taken = part[replicate] ?? { n: 0, e: 0, y: 0, yy: 0 };
    return { n: n - taken.n, e: e - taken.e, y: y - taken.y, yy: yy - taken.yy };
  });
}
