/** Corrects the p-values of a drift answer for their number, within the family the query names. */
import { type Correction, type TestFamily } from '../../../query/model';
import { benjaminiHochberg } from '../../statistics/multiple';
import { type DriftCell, type DriftSeries } from './compute';
import { judgeCorrected } from './judge';

const JUDGED = new Set<DriftCell['status']>(['ok', 'warn', 'breach', 'insufficient']);

/** Sets `q` of every cell with a p-value, and the status where the query asks for a correction. */
export function correctSeries(series: readonly DriftSeries[], correction: Correction | undefined): void {
  const families = new Map<string, DriftCell[]>();
  series.forEach(({ cells }, index) => {
    for (const cell of cells) {
      if (cell.p !== null && JUDGED.has(cell.status)) {
        const key = familyKey(correction?.family ?? 'window', cell, index);
        const family = families.get(key) ?? [];
        family.push(cell);
        families.set(key, family);
      }
    }
  });
  for (const cells of families.values()) {
    benjaminiHochberg(cells.map((cell) => cell.p)).forEach((q, index) => {
      const cell = cells[index];
      if (cell) {
        cell.q = q;
        cell.status = correction ? judgeCorrected(cell, q, correction) : cell.status;
      }
    });
  }
}

function familyKey(family: TestFamily, cell: DriftCell, series: number): string {
  switch (family) {
    case 'window':
      return String(cell.window.start);
    case 'series':
      return String(series);
    case 'query':
      return '';
  }
}
