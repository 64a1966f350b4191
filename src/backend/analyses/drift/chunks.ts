/** Limits from the reference's own chunks: the mean of their scores plus some standard deviations. */
import { type CountRequest } from '../binning/types';
import { countColumns, type CountOptions, predictions } from '../binning/scan';
import { Cells } from '../binning/cells';
import { withRowChunks } from '../shared/rowChunks';
import { type Scope, timeColumn } from '../shared/scope';
import { resolveWindows, type Windows } from '../shared/windows';
import { type Baseline } from './baseline';
import { CHUNKS } from './presets/nannyml';

/** The reference's rows as the query's windows would cut them. */
export interface ReferenceChunks {
  scope: Scope;
  cells: Cells;
}

/**
 * Counts of the reference's chunks: as many rows, or as long, as the query's windows; `chunks` of equal size where the
 * query says so or has one window only. `null` without a fixed reference or without times in it.
 */
export async function referenceChunks(
  scope: Scope,
  baseline: Baseline,
  requests: readonly CountRequest[],
  options: CountOptions,
  chunks: number | undefined
): Promise<ReferenceChunks | null> {
  const { frozen } = baseline;
  if (!frozen) {
    return null;
  }
  const time = timeColumn(scope.model);
  const [extent] = await scope.ledger.rows<{ first: number | null; last: number | null; n: number }>(
    `SELECT min(${time}) AS first, max(${time}) AS last, count(${time}) AS n FROM ${frozen.relation}`
  );
  if (typeof extent?.first !== 'number' || typeof extent.last !== 'number') {
    return null;
  }
  const period = { from: extent.first, to: extent.last + 1 };
  const { versions: _, environments: __, ...query } = scope.query;
  const chunked = await withRowChunks({
    ...scope,
    query,
    windows: chunkWindows(scope, period, extent.n, chunks),
    // A reference may lack what the query splits or filters by; then the whole of it is the measure.
    segments: scope.segments.filter(({ name }) => frozen.bins.has(name)),
    filters: scope.filters.filter(({ column }) => frozen.bins.has(column.name)),
    model: { ...scope.model, relations: { ...scope.model.relations, predictions: frozen.relation } },
  });
  const known = requests.filter((request) => frozen.bins.has(request.column));
  const cells = known.length > 0 ? await countColumns(chunked, predictions(chunked), known, options) : new Cells();
  return { scope: chunked, cells };
}

function chunkWindows(
  scope: Scope,
  period: { from: number; to: number },
  rows: number,
  chunks: number | undefined
): Windows {
  const { windows, zone } = scope;
  if (chunks !== undefined || (windows.kind === 'time' && windows.duration === null)) {
    return { kind: 'rows', rows: Math.max(1, Math.floor(rows / (chunks ?? CHUNKS))), ...period };
  }
  if (windows.kind === 'rows') {
    return { ...windows, ...period };
  }
  const range = { ...period, now: period.to, intervalMs: 0 };
  return windows.duration ? resolveWindows({ kind: 'duration', duration: windows.duration }, range, zone) : windows;
}

/** Mean plus `deviations` population standard deviations; `null` below two scores. */
export function upperLimit(scores: readonly number[], deviations: number): number | null {
  if (scores.length < 2) {
    return null;
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  return mean + deviations * Math.sqrt(variance);
}
