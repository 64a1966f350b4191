/** Corrects the p-values of a drift answer for their number, within the family the query names. */
import { type Status } from '../../../query/frames';
import { type Correction, type TestFamily } from '../../../query/model';
import { benjaminiHochberg, benjaminiYekutieli } from '../../statistics/multiple';
import { type DriftSeries } from './compute';
import { judgeCorrected } from './judge';
import { type SeriesCells } from './seriesCells';

const JUDGED = new Set<Status>(['ok', 'warn', 'breach', 'insufficient']);

/** Place of a cell. */
interface Member {
  cells: SeriesCells;
  index: number;
  p: number;
}

/** Sets `q` of every cell with a p-value, and the status where the query asks for a correction. */
export function correctSeries(series: readonly DriftSeries[], correction: Correction | undefined): void {
  const families = new Map<string, Member[]>();
  series.forEach(({ cells }, position) => {
    cells.column('p').forEach((p, index) => {
      if (!Number.isNaN(p) && JUDGED.has(cells.status(index))) {
        const key = familyKey(correction?.family ?? 'window', cells.windows[index]?.start ?? 0, position);
        const family = families.get(key) ?? [];
        family.push({ cells, index, p });
        families.set(key, family);
      }
    });
  });
  const adjust = correction?.procedure === 'by' ? benjaminiYekutieli : benjaminiHochberg;
  for (const members of families.values()) {
    adjust(members.map(({ p }) => p)).forEach((q, position) => {
      const member = members[position];
      if (member) {
        const { cells, index } = member;
        cells.correct(index, q, correction ? judgeCorrected(cells.at(index), q, correction) : cells.status(index));
      }
    });
  }
}

function familyKey(family: TestFamily, start: number, series: number): string {
  switch (family) {
    case 'window':
      return String(start);
    case 'series':
      return String(series);
    case 'query':
      return '';
  }
}
