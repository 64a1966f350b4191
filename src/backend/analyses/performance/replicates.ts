/** Bootstrap replicates made in SQL: rows fall into buckets by a hash of their id, and buckets get Poisson(1) weights. */
import { REPLICATES } from '../../statistics/bootstrap';
import { groupColumns, readSegment } from '../shared/cells';
import { type Question } from '../shared/together';
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

const weight = (u: string) =>
  `(CASE ${POISSON.map((limit, count) => `WHEN ${u} < ${limit} THEN ${count}`).join(' ')} ELSE 7 END)`;

/** R squared by cell: sums a bucket, then every replicate from the buckets' sums. */
export function r2Replicates({ source }: LabelledRows): Question<Map<string, Replicated>> {
  const groups = groupColumns(source).join(', ');
  const judged = `${KNOWN} AND predicted IS NOT NULL AND abs(predicted) < 1e150 AND abs(actual) < 1e150`;
  return {
    text: [
      `WITH judged AS (SELECT ${groups}, hash(id) % ${BUCKETS} AS bucket, predicted, actual FROM labelled WHERE ${judged})`,
      // Centred on the cell's mean, so that large labels lose no digits.
      `, centred AS (SELECT *, actual - avg(actual) OVER (PARTITION BY ${groups}) AS y FROM judged)`,
      `, sums AS (SELECT ${groups}, bucket, count(*)::DOUBLE AS n, sum((predicted - actual) ** 2) AS e, sum(y) AS y, sum(y * y) AS yy FROM centred GROUP BY ALL)`,
      `, drawn AS (SELECT sums.*, r, ${weight('((hash(bucket, r) >> 11)::DOUBLE / 9007199254740992)')} AS k FROM sums CROSS JOIN range(${REPLICATES}) AS replicates(r))`,
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
