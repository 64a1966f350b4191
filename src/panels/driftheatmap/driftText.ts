import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { formatCount, formatPlain, formatTimes, formatValue } from '../../components/format/number';
import { formatWindow } from '../../components/format/time';
import { type TextTable } from '../../components/table/csv';
import { DRIFT_FIELDS, type Status } from '../../query/frames';
import { streakAt } from './figures';
import { type DriftGrid, isBelowFloor, isBreach, isDoubtful, isIncomplete, noisyFloor, statusOf } from './grid';
import { type DriftView } from './view';

const METHOD_NAMES: Record<string, string> = {
  psi: 'PSI',
  js: 'JS distance',
  ks: 'KS',
  ks_binned: 'KS',
  wasserstein: 'Wasserstein',
  wasserstein_binned: 'Wasserstein',
  chi2: 'χ²',
  linf: 'L∞',
};

/** How people call the method; the word "score" where the data do not say. */
export function methodName(method: string | undefined): string {
  return method === undefined ? t('plumbline.drift.score', 'Score') : (METHOD_NAMES[method] ?? method);
}

export function statusName(status: Status | undefined): string {
  switch (status) {
    case 'ok':
      return t('plumbline.status.ok', 'Within limit');
    case 'warn':
      return t('plumbline.status.warn', 'Warning');
    case 'breach':
      return t('plumbline.status.breach', 'Breach');
    case 'insufficient':
      return t('plumbline.status.insufficient', 'Too few rows');
    case 'no_reference':
      return t('plumbline.status.no-reference', 'No reference');
    case 'schema_change':
      return t('plumbline.status.schema-change', 'Schema changed');
    case 'pending_labels':
      return t('plumbline.status.pending-labels', 'Labels pending');
    case 'error':
      return t('plumbline.status.error', 'Error');
    default:
      return t('plumbline.status.no-data', 'No data');
  }
}

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
    nReference: numberAt(fieldNamed(frame, DRIFT_FIELDS.nReference), at),
    description: textAt(fieldNamed(frame, DRIFT_FIELDS.description), at),
  };
}

export function rowOf(grid: DriftGrid, cell: number) {
  return grid.rows[Math.floor(cell / grid.times.length)];
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

/** One sentence: how many rows breached, and which was the worst, when and by how much. */
export function summaryText(view: DriftView, timeZone: TimeZone): string {
  const { grid } = view;
  const columns = columnsOf(view);
  const breached = columns.filter((row) => hasBreach(view.source, row));
  const worst = worstCell(view);
  const parts = [
    t('plumbline.drift.summary', '{{breached}} of {{count}} columns over the limit', {
      breached: breached.length,
      count: columns.length,
    }),
  ];
  if (worst !== undefined) {
    const values = {
      // Texts are put into the page as text: escaping them again would show the escapes.
      interpolation: { escapeValue: false },
      column: rowOf(grid, worst).name,
      method: valueName(grid, worst),
      score: formatValue(rowOf(grid, worst).score, grid.score[worst]),
      window: windowText(grid, worst, timeZone),
      ratio: formatTimes(grid.severity[worst]),
    };
    parts.push(
      Number.isNaN(grid.severity[worst])
        ? t('plumbline.drift.worst-raw', 'highest {{column}}: {{method}} {{score}}, {{window}}', values)
        : t('plumbline.drift.worst', 'worst {{column}}: {{method}} {{score}}, {{ratio}} the limit, {{window}}', values)
    );
  }
  const highest = highestOf(view);
  if (highest >= 0 && highest <= CALM) {
    parts.push(t('plumbline.drift.calm', 'nothing above {{share}}× the limit', { share: CALM }));
  }
  if (grid.severity.every((severity) => Number.isNaN(severity))) {
    parts[0] = t('plumbline.drift.no-limit', 'No limit given, raw scores');
  }
  const noisy = noisyFloor(grid);
  if (noisy) {
    parts.unshift(noisyText(grid, noisy));
  }
  return parts.join(' · ');
}

function noisyText(grid: DriftGrid, { floor, limit, cell }: { floor: number; limit: number; cell: number }): string {
  const { nReference } = cellFacts(grid, cell);
  const values = { floor: formatPlain(floor), limit: formatPlain(limit) };
  return Number.isNaN(nReference) || Number.isNaN(grid.n[cell])
    ? t('plumbline.drift.noisy', 'too few rows: noise alone reaches {{floor}}, beyond the limit {{limit}}', values)
    : t(
        'plumbline.drift.noisy-rows',
        'too few rows (reference {{reference}}, window {{n}}): noise alone reaches {{floor}}, beyond the limit {{limit}}',
        { ...values, reference: formatCount(nReference), n: formatCount(grid.n[cell]) }
      );
}

/** Up to this much of the limit all is calm. */
const CALM = 0.5;

/** Highest severity of what is drawn. */
function highestOf({ grid, rows, cells, columns }: DriftView): number {
  let highest = -Infinity;
  rows.forEach(({ kind }, at) => {
    for (let column = 0; column < columns && kind !== 'metric'; column++) {
      const cell = cells[at * columns + column];
      highest = cell >= 0 && grid.severity[cell] > highest ? grid.severity[cell] : highest;
    }
  });
  return highest;
}

/** Rows of the grid that are shown, by themselves or within a group. */
function columnsOf({ rows }: DriftView): number[] {
  return [...new Set(rows.flatMap(({ kind, members }) => (kind === 'metric' ? [] : members)))];
}

function hasBreach(grid: DriftGrid, row: number): boolean {
  const width = grid.times.length;
  for (let cell = row * width; cell < (row + 1) * width; cell++) {
    if (isBreach(grid, cell)) {
      return true;
    }
  }
  return false;
}

function worstCell(view: DriftView): number | undefined {
  const { grid } = view;
  let worst: number | undefined;
  const rank = (cell: number) => (Number.isNaN(grid.severity[cell]) ? grid.score[cell] : grid.severity[cell]);
  for (const cell of view.cells) {
    if (
      cell >= 0 &&
      rowOf(grid, cell).metric === undefined &&
      statusOf(grid, cell) !== 'insufficient' &&
      !isIncomplete(grid, cell) &&
      rank(cell) > (worst === undefined ? -Infinity : rank(worst))
    ) {
      worst = cell;
    }
  }
  return worst;
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

/** All cells of the shown rows as a table: formatted for the eye, or with full numbers and ISO times for export. */
export function driftTable(view: DriftView, timeZone: TimeZone, style: 'shown' | 'full'): TextTable {
  const grid = view.source;
  const width = grid.times.length;
  const number = (value: number) => (Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value));
  const rows: string[][] = [];
  const members = view.rows.filter((row) => row.kind !== 'group').flatMap((row) => row.members);
  for (const row of members) {
    for (let column = 0; column < width; column++) {
      const cell = row * width + column;
      const status = statusOf(grid, cell);
      if (status === undefined) {
        continue;
      }
      const window =
        style === 'full' && !grid.info.places
          ? new Date(grid.times[column]).toISOString()
          : windowText(grid, cell, timeZone);
      const score = style === 'full' ? number(grid.score[cell]) : formatValue(grid.rows[row].score, grid.score[cell]);
      rows.push([
        grid.rows[row].name,
        window,
        score,
        number(grid.limit[cell]),
        number(grid.severity[cell]),
        number(grid.floor[cell]),
        ...(grid.q ? [number(grid.q[cell])] : []),
        number(grid.n[cell]),
        style === 'full' ? status : statusName(status),
      ]);
    }
  }
  return {
    columns: [
      { name: t('plumbline.drift.column', 'Column') },
      {
        name: grid.info.places ? t('plumbline.drift.place', 'Place') : t('plumbline.drift.window', 'Window'),
      },
      { name: methodName(grid.info.method), numeric: true },
      { name: t('plumbline.drift.limit', 'Limit'), numeric: true },
      { name: t('plumbline.drift.severity', '× limit'), numeric: true },
      { name: t('plumbline.drift.floor', 'Noise floor'), numeric: true },
      ...(grid.q ? [{ name: t('plumbline.drift.q', 'q, corrected'), numeric: true }] : []),
      { name: t('plumbline.drift.n', 'Rows'), numeric: true },
      { name: t('plumbline.drift.status', 'Status') },
    ],
    rows,
  };
}
