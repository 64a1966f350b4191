/** ROC, precision-recall, gain and threshold points from score bins. Pure. */
import { CURVE_FIELDS } from '../../../query/frames';
import { type BinaryCosts, type Curve } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { fBeta, ratio } from '../../statistics/confusion';
import { TABLE_META, tableFields, type TableColumn } from '../shared/frames';
import { type ScoreBin } from './scoreBins';

/** What follows when scores from `threshold` on count as positive. */
export interface CurvePoint {
  set: string;
  threshold: number;
  tp: number;
  fp: number;
  fn: number;
  tn: number;
  /** Rows flagged, also those without a label. */
  flagged: number;
  rows: number;
  cost: number;
}

/**
 * One point for each bin that has labelled rows, from the highest threshold down, led by the point where nothing is
 * flagged. `bins` of one set by ascending score.
 */
export function curvePoints(bins: readonly ScoreBin[], costs: BinaryCosts): CurvePoint[] {
  const positives = bins.reduce((sum, { pos }) => sum + pos, 0);
  const labelled = bins.reduce((sum, { n }) => sum + n, 0);
  const rows = bins.reduce((sum, { weight }) => sum + weight, 0);
  const point = (set: string, threshold: number, tp: number, fp: number, flagged: number): CurvePoint => {
    const fn = positives - tp;
    const tn = labelled - positives - fp;
    const cost = tp * (costs.tp ?? 0) + fp * (costs.fp ?? 0) + fn * (costs.fn ?? 0) + tn * (costs.tn ?? 0);
    return { set, threshold, tp, fp, fn, tn, flagged, rows, cost };
  };
  const top = bins.at(-1);
  const points: CurvePoint[] = top ? [point(top.set, top.hi, 0, 0, 0)] : [];
  let [tp, fp, flagged] = [0, 0, 0];
  for (const bin of bins.toReversed()) {
    tp += bin.pos;
    fp += bin.n - bin.pos;
    flagged += bin.weight;
    if (bin.n > 0) {
      points.push(point(bin.set, bin.lo, tp, fp, flagged));
    }
  }
  return points;
}

const text = (name: string, read: (row: CurvePoint) => string): TableColumn<CurvePoint> => ({
  name,
  type: 'string',
  read,
});
const number = (name: string, read: (row: CurvePoint) => number | null): TableColumn<CurvePoint> => ({
  name,
  type: 'number',
  read,
});

const tpr = number(CURVE_FIELDS.truePositiveRate, (row) => ratio(row.tp, row.tp + row.fn));
const fpr = number(CURVE_FIELDS.falsePositiveRate, (row) => ratio(row.fp, row.fp + row.tn));
const precision = number(CURVE_FIELDS.precision, (row) => ratio(row.tp, row.tp + row.fp));
const recall = number(CURVE_FIELDS.recall, (row) => ratio(row.tp, row.tp + row.fn));
const all = (row: CurvePoint) => row.tp + row.fp + row.fn + row.tn;
/** Share of the labelled rows that is flagged. */
const share = (row: CurvePoint) => ratio(row.tp + row.fp, all(row));

const COLUMNS: Record<'roc' | 'pr' | 'gain' | 'threshold', ReadonlyArray<TableColumn<CurvePoint>>> = {
  roc: [fpr, tpr],
  pr: [recall, precision],
  gain: [
    number(CURVE_FIELDS.share, share),
    number(CURVE_FIELDS.gain, (row) => ratio(row.tp, row.tp + row.fn)),
    number(CURVE_FIELDS.lift, (row) => {
      const gain = ratio(row.tp, row.tp + row.fn);
      const depth = share(row);
      return gain === null || !depth ? null : gain / depth;
    }),
  ],
  threshold: [
    precision,
    recall,
    fpr,
    number(CURVE_FIELDS.f1, (row) => fBeta(row, 1)),
    number(CURVE_FIELDS.accuracy, (row) => ratio(row.tp + row.tn, all(row))),
    number(CURVE_FIELDS.flagged, (row) => row.flagged),
    number(CURVE_FIELDS.share, (row) => ratio(row.flagged, row.rows)),
    number(CURVE_FIELDS.cost, (row) => row.cost),
  ],
};

export type PointCurve = keyof typeof COLUMNS;

export const isPointCurve = (curve: Curve): curve is PointCurve => Object.hasOwn(COLUMNS, curve);

export function curveFrame(curve: PointCurve, points: readonly CurvePoint[]): Frame {
  return {
    name: 'curve',
    fields: tableFields(points, [
      text(CURVE_FIELDS.set, (row) => row.set),
      number(CURVE_FIELDS.threshold, (row) => row.threshold),
      ...COLUMNS[curve],
    ]),
    meta: TABLE_META,
  };
}
