import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { formatCount, formatTimes, formatValue } from '../../components/format/number';
import { formatWindow } from '../../components/format/time';
import { fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { DRIFT_FIELDS } from '../../query/frames';
import { streakAt } from './figures';
import { type DriftGrid, isBelowFloor, isBreach, isDoubtful, isIncomplete, rowOf, statusOf } from './grid';
import { methodName, statusName } from './names';

/** What a cell can say beyond its arrays: fields of the frame that it came from. */
export interface CellFacts {
  p: number;
  q: number;
  nReference: number;
  description: string | undefined;
}

export function cellFacts(grid: DriftGrid, cell: number): CellFacts {
  const { frame } = rowOf(grid, cell);
  const at = grid.at[cell];
  return {
    p: numberAt(fieldNamed(frame, DRIFT_FIELDS.p), at),
    q: numberAt(fieldNamed(frame, DRIFT_FIELDS.q), at),
    nReference: numberAt(fieldNamed(frame, DRIFT_FIELDS.nReference) ?? fieldNamed(frame, 'n_ref'), at),
    description: textAt(fieldNamed(frame, DRIFT_FIELDS.description), at),
  };
}

/** What a row's values are called: the method of the drift, or the metric. */
export function valueName(grid: DriftGrid, cell: number): string {
  const { metric, method } = rowOf(grid, cell);
  return metric ?? methodName(method ?? grid.info.method);
}

/** The window of a cell, or its place where the axis is not time. */
export function windowText(grid: DriftGrid, cell: number, timeZone: TimeZone): string {
  const column = cell % grid.times.length;
  if (grid.info.places) {
    return grid.info.places[column] ?? '';
  }
  return formatWindow(grid.times[column], grid.ends[column], timeZone);
}

/** What a screen reader says of a cell. */
export function cellText(grid: DriftGrid, cell: number, timeZone: TimeZone, fdr: number): string {
  const row = rowOf(grid, cell);
  const status = statusOf(grid, cell);
  const score = grid.score[cell];
  const parts = [row.name, windowText(grid, cell, timeZone)];
  if (!Number.isNaN(score)) {
    parts.push(`${valueName(grid, cell)} ${formatValue(row.score, score)}`);
  }
  if (!Number.isNaN(grid.severity[cell])) {
    parts.push(t('plumbline.drift.times-limit', '{{ratio}} the limit', { ratio: formatTimes(grid.severity[cell]) }));
  }
  parts.push(statusName(status));
  if (isBreach(grid, cell)) {
    if (isBelowFloor(grid, cell)) {
      parts.push(t('plumbline.drift.below-floor', 'below the noise floor'));
    } else if (isDoubtful(grid, cell, fdr)) {
      parts.push(t('plumbline.drift.not-significant', 'not significant'));
    } else if (grid.q && grid.q[cell] <= fdr) {
      parts.push(t('plumbline.drift.significant', 'significant'));
    }
  }
  const { windows } = streakAt(grid, cell);
  if (windows > 1) {
    parts.push(t('plumbline.drift.row-streak', 'over the limit for {{n}} windows', { n: windows }));
  }
  if (isIncomplete(grid, cell)) {
    parts.push(t('plumbline.drift.incomplete', 'window not over yet'));
  }
  if (!Number.isNaN(grid.n[cell])) {
    parts.push(t('plumbline.drift.rows', '{{n}} rows', { n: formatCount(grid.n[cell]) }));
  }
  const { description } = cellFacts(grid, cell);
  return [...parts, ...(description ? [description] : [])].join(', ');
}
