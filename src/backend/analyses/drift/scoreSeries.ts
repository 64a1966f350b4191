/** Scores one column of one segment, window by window. */
import { METHOD_TRAITS } from '../../../query/defaults';
import { type Status } from '../../../query/frames';
import { type DriftQuery } from '../../../query/model';
import { type AnalysisContext } from '../context';
import { type ColumnCounts, CountsBuffer } from '../binning/bins';
import { type Cell } from '../binning/cells';
import { type KnownValues } from '../binning/known';
import { type Segment } from '../shared/cells';
import { isMasked } from '../shared/masked';
import { type SegmentWindow } from '../shared/segmentWindows';
import { type ColumnScores } from './columnScores';
import { type Comparison } from './counts';
import { categoryDirection, type Direction, NO_DIRECTION, numericDirection } from './direction';
import { type Group } from './groups';
import { isThin, judge, type Support } from './judge';
import { type DriftColumn } from './plan';
import { NO_SCORE } from './score';
import { SeriesCells } from './seriesCells';

/** A column that is to be scored, and what it is compared by. */
export interface ScoredColumn {
  group: Group;
  query: DriftQuery;
  scores: ColumnScores;
  /** `null` where nothing was counted. */
  compared: Comparison | null;
  /** Asks for directions in words too. */
  describe: boolean;
}

/** Windows of a segment, each with the counts of all columns where it has rows. */
export interface SegmentCells {
  segment: Segment;
  windows: readonly SegmentWindow[];
  current: ReadonlyArray<Cell | undefined>;
}

export function scoreSeries(
  { compared, describe, group, query, scores }: ScoredColumn,
  { current: counted, segment, windows }: SegmentCells
): SeriesCells {
  const { column, problem, reading, minRows } = scores;
  const { baseline, scope } = group;
  const { name } = column.column;
  const cells = new SeriesCells(windows);
  const withMissing = query.missing === 'bin';
  const limitNeeded = needsLimit(query);
  const general = scores.threshold(segment, null);
  // A fixed reference is the same for every window.
  const fixed = compared && !problem && !baseline.relative ? compared.reference(column, segment, 0) : null;
  const buffer = new CountsBuffer();
  for (let index = 0; index < windows.length; index += 1) {
    const window = windows[index]?.index ?? index;
    const cell = counted[index];
    const rows = cell?.rows ?? 0;
    const current = cell?.columns.get(name, buffer) ?? null;
    const n = current ? current.n + (withMissing ? current.missing : 0) : 0;
    if (problem) {
      const status = problem.status !== 'error' && rows === 0 ? 'no_data' : problem.status;
      cells.push(NO_SCORE, status, { n, nReference: null }, general, { direction: null, description: problem.text });
      continue;
    }
    const reference = baseline.relative ? (compared?.reference(column, segment, window) ?? null) : fixed;
    const nReference = reference ? reference.n + (withMissing ? reference.missing : 0) : 0;
    const support = { rows, n, nReference, minRows };
    if (rows === 0 || !current || !reference || isThin(support)) {
      const status = judge(NO_SCORE, general, reading.higherIsWorse, support);
      cells.push(NO_SCORE, status, support, general, { direction: null, description: thinText(status, support) });
      continue;
    }
    const score = scores.score(segment, window, reference, current);
    const threshold = scores.threshold(segment, score);
    const unlimited = limitNeeded && threshold.warn === undefined && threshold.breach === undefined;
    const status = unlimited ? 'insufficient' : judge(score, threshold, reading.higherIsWorse, support);
    const found = describe ? describeCell(column, reference, current, scores.known, scope.context) : NO_DIRECTION;
    const direction =
      score.score === null
        ? { ...found, description: `${METHOD_TRAITS[reading.method].title} is not defined for these values` }
        : unlimited
          ? { ...found, description: 'The data give no limit to judge this score by' }
          : found;
    cells.push(score, status, support, threshold, direction);
  }
  return cells;
}

/** Limits come from data, so that a cell without one cannot be judged. */
const needsLimit = ({ thresholdFrom, preset }: DriftQuery) => thresholdFrom !== undefined || preset === 'nannyml';

function thinText(status: Status, support: Pick<Support, 'n' | 'nReference' | 'minRows'>): string {
  switch (status) {
    case 'insufficient':
      return `${support.n} rows with a value, ${support.minRows} are needed`;
    case 'small_reference':
      return `${support.nReference} reference rows, ${support.minRows} are needed`;
    case 'no_data':
      return 'No rows in this window';
    case 'no_reference':
      return 'No reference rows to compare with';
    default:
      return '';
  }
}

function describeCell(
  column: DriftColumn,
  reference: ColumnCounts,
  current: ColumnCounts,
  known: KnownValues,
  context: AnalysisContext
): Direction {
  if (isMasked(column.column, context)) {
    return { direction: null, description: 'values masked' };
  }
  if (reference.kind === 'numeric' && current.kind === 'numeric' && column.bins?.kind === 'numeric') {
    return numericDirection({ mean: reference.mean, sd: column.bins.sd }, current, column.column.kind);
  }
  if (reference.kind === 'categorical' && current.kind === 'categorical') {
    return categoryDirection(reference, current, known);
  }
  return NO_DIRECTION;
}
