import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { formatCount, formatPlain, formatTimes, formatValue } from '../../components/format/number';
import { cellFacts, valueName, windowText } from './driftText';
import { rankValue } from './figures';
import { type DriftGrid, isBreach, isInsufficient, isLimited, noisyFloor, rowOf, statusCode, statusOf } from './grid';
import { type DriftView } from './view';

/** One sentence: how many rows breached, and which was the worst, when and by how much. */
export function summaryText(view: DriftView, timeZone: TimeZone): string {
  const { grid } = view;
  const columns = grid.rows.flatMap(({ metric }, row) => (metric === undefined ? [row] : []));
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
  if (!isLimited(view.source)) {
    parts[0] = t('plumbline.drift.no-limit', 'No limit given, raw scores');
  } else if (highest === -Infinity) {
    parts[0] = unjudgedText(view.source);
  }
  const noisy = noisyFloor(grid);
  if (noisy) {
    parts.unshift(noisyText(grid, noisy));
  }
  return parts.join(' · ');
}

/** Why nothing could be held against its limit. */
function unjudgedText(grid: DriftGrid): string {
  const { minRows } = grid.info;
  const isAll = (is: (cell: number) => boolean) => grid.status.every((_, cell) => is(cell));
  const isThin = (cell: number) => isInsufficient(grid, cell) || statusOf(grid, cell) === undefined;
  if (!isAll((cell) => isThin(cell) || rowOf(grid, cell).metric !== undefined)) {
    return t('plumbline.drift.unscored', 'No score in any window');
  }
  // Whoever scored them may hold back a score that noise could explain, or one that is not defined, however many the rows.
  const isOther = (cell: number) => rowOf(grid, cell).metric !== undefined || statusOf(grid, cell) !== 'insufficient';
  if (isAll(isOther)) {
    return grid.status.includes(statusCode('small_reference'))
      ? t('plumbline.drift.small-reference', 'The reference has too few rows to compare with')
      : t('plumbline.drift.unscored', 'No score in any window');
  }
  if (!isAll((cell) => isOther(cell) || !(grid.n[cell] >= (minRows ?? Infinity)))) {
    return isAll((cell) => isOther(cell) || Number.isNaN(grid.score[cell]))
      ? t('plumbline.drift.unscored', 'No score in any window')
      : t('plumbline.drift.only-noise', 'Nothing beyond what noise explains in any window');
  }
  return minRows
    ? t('plumbline.drift.all-thin-least', 'Too few rows in every window: at least {{n}} are needed', {
        n: formatCount(minRows),
      })
    : t('plumbline.drift.all-thin', 'Too few rows in every window');
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

/** Highest severity of all columns, thin windows left out; -Infinity where nothing was held against a limit. */
function highestOf({ grid, all }: DriftView): number {
  let highest = -Infinity;
  for (const cell of all) {
    if (cell >= 0 && grid.severity[cell] > highest && !isInsufficient(grid, cell)) {
      highest = grid.severity[cell];
    }
  }
  return highest;
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
  // Of several alike the first that is shown.
  for (const cells of [view.cells, view.all]) {
    for (const cell of cells) {
      const rank = cell >= 0 && rowOf(grid, cell).metric === undefined ? rankValue(grid, cell) : NaN;
      if (rank > highest) {
        [worst, highest] = [cell, rank];
      }
    }
  }
  return worst;
}
