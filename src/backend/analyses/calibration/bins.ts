/** Reliability bins, exact sums from SQL. */
import { type Binning } from '../../../query/model';
import { type ScoredGroup } from '../../statistics/calibration';
import { KNOWN, type LabelledRows } from '../performance/labelled';
import { positiveLiteral } from '../performance/outcomes';
import { groupColumns, readSegment } from '../shared/cells';
import { type Scope } from '../shared/scope';
import { type Question } from '../shared/together';

export interface ReliabilityBin extends ScoredGroup {
  bin: number;
  lo: number;
  hi: number;
}

/** By cell. Equal widths cut [0,1]; of equal masses a score goes whole into the bin where its middle rank lies. */
export function reliabilityBins(
  scope: Scope,
  { source }: LabelledRows,
  count: number,
  binning: Binning
): Question<Map<string, ReliabilityBin[]>> {
  const groups = groupColumns(source).join(', ');
  const bin =
    binning === 'width'
      ? `least(${count - 1}, floor(score * ${count}))`
      : `least(${count - 1}, floor((sum(n) OVER rising - n / 2) * ${count} / sum(n) OVER whole))`;
  return {
    text: [
      `WITH g AS (SELECT ${groups}, score, count(*)::DOUBLE AS n, (count(*) FILTER (actual = ${positiveLiteral(scope.model)}))::DOUBLE AS p FROM labelled WHERE ${KNOWN} AND score BETWEEN 0 AND 1 GROUP BY ALL)`,
      `, b AS (SELECT *, (${bin})::INTEGER AS bin FROM g WINDOW whole AS (PARTITION BY ${groups}), rising AS (PARTITION BY ${groups} ORDER BY score ROWS UNBOUNDED PRECEDING))`,
      `SELECT ${groups}, bin, sum(n) AS n, sum(p) AS p, sum(n * score) / sum(n) AS score, min(score) AS lo, max(score) AS hi FROM b GROUP BY ALL`,
    ].join('\n'),
    order: `${groups}, bin`,
    read: (found) => {
      const cells = new Map<string, ReliabilityBin[]>();
      for (const row of found) {
        const key = `${readSegment(row, source).id}:${Number(row.w)}`;
        const list = cells.get(key) ?? [];
        const index = Number(row.bin);
        const positives = Number(row.p);
        list.push({
          bin: index,
          lo: binning === 'width' ? index / count : Number(row.lo),
          hi: binning === 'width' ? (index + 1) / count : Number(row.hi),
          score: Number(row.score),
          positives,
          negatives: Number(row.n) - positives,
        });
        cells.set(key, list);
      }
      return cells;
    },
  };
}
