/** The reliability curve as a table. Pure. */
import { CALIBRATION_FIELDS } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { type ScoredGroup } from '../../statistics/calibration';
import { wilson } from '../../statistics/intervals';
import { interpolate, isotonicKnots, type Knot } from '../../statistics/isotonic';
import { TABLE_META, tableFields } from '../shared/frames';
import { type ReliabilityBin } from './bins';

export interface ReliabilitySet {
  name: string;
  groups: readonly ScoredGroup[];
  bins: readonly ReliabilityBin[];
}

/** The rate that never falls with the score, from all groups. */
export function knotsOf(groups: readonly ScoredGroup[]): Knot[] {
  return isotonicKnots(
    groups.flatMap(({ score, positives, negatives }) => {
      const weight = positives + negatives;
      return weight > 0 ? [{ x: score, weight, y: positives / weight }] : [];
    })
  );
}

export function reliabilityFrame(sets: readonly ReliabilitySet[], confidence: number): Frame {
  const rows = sets.flatMap(({ name, groups, bins }) => {
    const knots = knotsOf(groups);
    return bins.map((bin) => {
      const n = bin.positives + bin.negatives;
      const rate = n > 0 ? bin.positives / n : null;
      return {
        set: name,
        ...bin,
        n,
        rate,
        interval: wilson(bin.positives, n, confidence),
        pav: interpolate(knots, bin.score),
      };
    });
  });
  return {
    name: 'calibration',
    fields: tableFields(rows, [
      { name: CALIBRATION_FIELDS.set, type: 'string', read: (row) => row.set },
      { name: CALIBRATION_FIELDS.bin, type: 'integer', read: (row) => row.bin },
      { name: CALIBRATION_FIELDS.from, type: 'number', read: (row) => row.lo },
      { name: CALIBRATION_FIELDS.to, type: 'number', read: (row) => row.hi },
      { name: CALIBRATION_FIELDS.n, type: 'integer', read: (row) => row.n },
      { name: CALIBRATION_FIELDS.meanScore, type: 'number', read: (row) => row.score },
      { name: CALIBRATION_FIELDS.rate, type: 'number', read: (row) => row.rate },
      { name: CALIBRATION_FIELDS.lo, type: 'number', read: (row) => row.interval?.lo },
      { name: CALIBRATION_FIELDS.hi, type: 'number', read: (row) => row.interval?.hi },
      { name: CALIBRATION_FIELDS.pav, type: 'number', read: (row) => row.pav },
      {
        name: CALIBRATION_FIELDS.gap,
        type: 'number',
        read: (row) => (row.rate === null ? null : row.score - row.rate),
      },
    ]),
    meta: TABLE_META,
  };
}
