import { type TimeRange } from '@grafana/data';
import { useMemo, useState } from 'react';
import { arrange, type Arrangement, type Span } from './arrange';
import { type ColumnFacts } from './facts';
import { type DriftGrid } from './grid';
import { type DriftHeatmapOptions } from './options';

/**
 * The rows in order. A refresh that brings the same rows for the same range keeps the order: rows only change places when
 * somebody changed the options or the range.
 */
export function useArrangement(
  grid: DriftGrid,
  options: DriftHeatmapOptions,
  facts: ReadonlyMap<string, ColumnFacts>,
  closed: ReadonlySet<string>,
  timeRange: TimeRange,
  ranked?: Span
): Arrangement {
  const { sort, topK, hideCalm, groups, pinned, showMetrics } = options;
  const fresh = useMemo(
    () => arrange(grid, { sort, topK, hideCalm, groups, pinned, showMetrics }, facts, closed, ranked),
    [grid, sort, topK, hideCalm, groups, pinned, showMetrics, facts, closed, ranked]
  );
  const key = JSON.stringify([sort, topK, groups, pinned, [...closed], timeRange.raw, ranked]);
  const [shown, setShown] = useState({ key, fresh, arrangement: fresh });
  if (shown.key === key && shown.fresh === fresh) {
    return shown.arrangement;
  }
  const arrangement = shown.key === key ? inOrderOf(shown.arrangement, fresh) : fresh;
  setShown({ key, fresh, arrangement });
  return arrangement;
}

/** The fresh rows in the order of the ones before, when they are the same rows. */
function inOrderOf(before: Arrangement, fresh: Arrangement): Arrangement {
  const byName = new Map(fresh.rows.map((row) => [`${row.kind} ${row.name}`, row]));
  const rows = before.rows.map((row) => byName.get(`${row.kind} ${row.name}`)).filter((row) => row !== undefined);
  return rows.length === fresh.rows.length && before.rows.length === fresh.rows.length ? { ...fresh, rows } : fresh;
}
