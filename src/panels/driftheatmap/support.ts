import { type DriftGrid, statusCode, statusOf } from './grid';
import { type DriftHeatmapOptions } from './options';

type Options = Pick<DriftHeatmapOptions, 'minSupport' | 'showFloor'>;

/** The grid as somebody wants it judged: cells of too few rows say nothing, and noise floors may be left out. */
export function supported(grid: DriftGrid, { minSupport, showFloor }: Options): DriftGrid {
  const thin = minSupport > 0 ? withSupport(grid, minSupport) : grid;
  return showFloor ? thin : { ...thin, floor: new Float64Array(grid.floor.length).fill(NaN), belowFloor: new Set() };
}

const INSUFFICIENT = statusCode('insufficient');

function withSupport(grid: DriftGrid, minSupport: number): DriftGrid {
  const width = grid.times.length;
  const status = grid.status.map((code, cell) => {
    const judged = ['ok', 'warn', 'breach'].includes(statusOf(grid, cell) ?? '');
    const isDrift = grid.rows[Math.floor(cell / width)].metric === undefined;
    return judged && isDrift && grid.n[cell] < minSupport ? INSUFFICIENT : code;
  });
  return { ...grid, status, info: { ...grid.info, minRows: Math.max(minSupport, grid.info.minRows ?? 0) } };
}
