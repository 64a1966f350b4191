/** 1000 bins of scores a set: everything that a panel draws about a binary model comes from them. */
import { SCORE_BIN_FIELDS } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { KNOWN } from '../performance/labelled';
import { positiveLiteral } from '../performance/outcomes';
import { groupColumns, readSegment } from '../shared/cells';
import { TABLE_META, tableFields } from '../shared/frames';
import { numberLiteral } from '../shared/statement';
import { type RowSet } from './sets';

export interface ScoreBin {
  set: string;
  bin: number;
  lo: number;
  hi: number;
  /** Labelled rows. */
  n: number;
  pos: number;
  sumScore: number;
  /** Rows with or without a label. */
  weight: number;
}

export const SCORE_BINS = 1000;

export interface ScoreRange {
  min: number;
  max: number;
  /** True where every score lies in [0,1]. */
  probability: boolean;
}

/** Range of all sets together, so that their bins are the same; `null` without scores. */
export async function scoreRange(sets: readonly RowSet[]): Promise<ScoreRange | null> {
  const ranges = await Promise.all(
    sets.map(async ({ scope, rows }) => {
      const [range] = await scope.ledger.rows<{ lo: number | null; hi: number | null }>(
        `SELECT min(score) AS lo, max(score) AS hi FROM (${rows.text})`,
        rows.parameters
      );
      return range;
    })
  );
  const known = ranges.flatMap((range) =>
    typeof range?.lo === 'number' && typeof range.hi === 'number' ? [{ lo: range.lo, hi: range.hi }] : []
  );
  if (known.length === 0) {
    return null;
  }
  const min = Math.min(...known.map(({ lo }) => lo));
  const max = Math.max(...known.map(({ hi }) => hi));
  const probability = min >= 0 && max <= 1;
  return probability ? { min: 0, max: 1, probability } : { min, max, probability };
}

/** Bins with rows, by ascending score. */
export async function scoreBins(set: RowSet, range: ScoreRange): Promise<ScoreBin[]> {
  const { scope, rows } = set;
  const { source } = rows;
  const groups = groupColumns(source).join(', ');
  const width = (range.max - range.min) / SCORE_BINS || 1;
  const position =
    range.probability || width === 1
      ? `floor((score - ${numberLiteral(range.min)}) * ${numberLiteral(1 / width)})`
      : `floor((score - ${numberLiteral(range.min)}) / ${numberLiteral(width)})`;
  const found = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${groups}, least(${SCORE_BINS - 1}, ${position})::INTEGER AS bin, count(*) FILTER (${KNOWN}) AS n, count(*) FILTER (${KNOWN} AND actual = ${positiveLiteral(scope.model)}) AS pos, coalesce(sum(score) FILTER (${KNOWN}), 0) AS sum_score, count(*) AS weight FROM (${rows.text}) WHERE score IS NOT NULL GROUP BY ALL ORDER BY ALL`,
    rows.parameters
  );
  return found.map((row): ScoreBin => {
    const bin = Number(row.bin);
    scope.ledger.rowsScanned += Number(row.weight);
    return {
      set: set.nameOf(readSegment(row, source)),
      bin,
      lo: range.min + bin * width,
      hi: range.min + (bin + 1) * width,
      n: Number(row.n),
      pos: Number(row.pos),
      sumScore: Number(row.sum_score),
      weight: Number(row.weight),
    };
  });
}

export function scoreBinFrame(bins: readonly ScoreBin[]): Frame {
  return {
    name: 'score-bins',
    fields: tableFields(bins, [
      { name: SCORE_BIN_FIELDS.set, type: 'string', read: (row) => row.set },
      { name: SCORE_BIN_FIELDS.bin, type: 'integer', read: (row) => row.bin },
      { name: SCORE_BIN_FIELDS.lo, type: 'number', read: (row) => row.lo },
      { name: SCORE_BIN_FIELDS.hi, type: 'number', read: (row) => row.hi },
      { name: SCORE_BIN_FIELDS.n, type: 'integer', read: (row) => row.n },
      { name: SCORE_BIN_FIELDS.pos, type: 'integer', read: (row) => row.pos },
      { name: SCORE_BIN_FIELDS.sumScore, type: 'number', read: (row) => row.sumScore },
      { name: SCORE_BIN_FIELDS.weight, type: 'integer', read: (row) => row.weight },
    ]),
    meta: TABLE_META,
  };
}
