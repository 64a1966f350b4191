import { type DataQueryRequest } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { useMemo } from 'react';
import { rangeOf } from '../../components/query/ask';
import { presentOf, useAnswers } from '../../components/query/useAnswers';
import { customOf } from '../../components/frames/read';
import { targetOf } from './carriers';
import { type CellFacts, cellFacts } from './driftText';
import { type DriftGrid, rowOf } from './grid';
import { prepareDrift } from './prepareDrift';

const FACTS = 'facts';

/** A large matrix rounds its scores to this much of themselves or of their limit; farther apart they are of other rows. */
const SAME_SCORE = 1e-3;

/**
 * What a matrix leaves out of a cell: p-values, rows of the reference and the direction in words, asked as a table of the
 * cell's window. Of all columns, or q would be corrected among fewer tests. Undefined until it is there, and where there is
 * nothing to ask.
 */
export function useCellFacts(
  request: DataQueryRequest | undefined,
  grid: DriftGrid,
  cell: number | undefined
): CellFacts | undefined {
  const [from, to] = cell === undefined ? [0, 0] : spanOf(grid, cell);
  const within = useMemo(() => request && { ...request, range: rangeOf(from, to) }, [request, from, to]);
  const queries = useMemo(() => (cell === undefined ? [] : factsQueries(request, grid, cell)), [request, grid, cell]);
  const answer = useAnswers(within, queries).get(FACTS);
  return useMemo(() => {
    const present = answer && presentOf(answer);
    const found = present?.state === 'done' ? prepareDrift(present.series) : undefined;
    return found && cell !== undefined ? factsIn(found, grid, cell) : undefined;
  }, [answer, grid, cell]);
}

const spanOf = ({ times, ends }: DriftGrid, cell: number) => [times[cell % times.length], ends[cell % times.length]];

/** A mean of windows is of no window that could be asked about. */
export function factsQueries(request: DataQueryRequest | undefined, grid: DriftGrid, cell: number): DataQuery[] {
  const row = rowOf(grid, cell);
  const isBare = row.metric === undefined && grid.at[cell] >= 0 && customOf(row.frame, 'drift-matrix') !== undefined;
  const target = isBare ? targetOf(request, row) : undefined;
  return target ? [{ ...target, ...{ window: 'all', format: 'table' }, refId: FACTS }] : [];
}

/** Facts of the same column, segment and method in an answer about the cell's window alone. */
export function factsIn(answer: DriftGrid, grid: DriftGrid, cell: number): CellFacts | undefined {
  const { column, segment } = rowOf(grid, cell);
  const width = answer.times.length;
  const at = answer.rows.findIndex((row) => row.column === column && row.segment === segment) * width;
  const [score, wanted] = [answer.score[at], grid.score[cell]];
  const room = SAME_SCORE * Math.max(Math.abs(wanted), grid.limit[cell] || 0);
  const isSame = at >= 0 && width === 1 && Math.abs(score - wanted) <= room;
  if (!isSame) {
    return undefined;
  }
  const facts = cellFacts(answer, at);
  const family = customOf(answer.rows[0].frame, 'drift')?.['correction'];
  // Corrected within one window the answer holds all of its tests, of other families only some.
  const isWhole = typeof family !== 'object' || family === null || !('family' in family) || family.family === 'window';
  return isWhole ? facts : { ...facts, q: NaN };
}
