import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { formatCount, formatPlain, formatTimes, formatValue } from '../../components/format/number';
import { cellFacts, valueName, windowText } from './driftText';
import { rankValue } from './figures';
import { type DriftGrid, isBreach, noisyFloor, rowOf } from './grid';
import { type DriftView } from './view';

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
        ? rawText(rowOf(grid, worst).higherIsWorse, values)
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

function rawText(higherIsWorse: boolean, values: Record<string, unknown>): string {
  return higherIsWorse
    ? t('plumbline.drift.worst-raw', 'highest {{column}}: {{method}} {{score}}, {{window}}', values)
    : t('plumbline.drift.worst-low', 'lowest {{column}}: {{method}} {{score}}, {{window}}', values);
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
  let highest = -Infinity;
  for (const cell of view.cells) {
    const rank = cell >= 0 && rowOf(grid, cell).metric === undefined ? rankValue(grid, cell) : NaN;
    if (rank > highest) {
      [worst, highest] = [cell, rank];
    }
  }
  return worst;
}
