import { type DataFrame, type Field } from '@grafana/data';
import { customOf, fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { FAIRNESS_FIELDS } from '../../query/outcomeFrames';
import { type Status, STATUSES } from '../../query/frames';

/** One gap between the groups of a column. NaN is "not known". */
export interface FairnessRow {
  column: string;
  metric: string;
  value: number;
  lo: number;
  hi: number;
  p: number;
  q: number;
  /** The two groups that the gap is between. */
  low: string;
  high: string;
  status: Status | undefined;
  at: number;
}

export interface FairnessData {
  rows: FairnessRow[];
  field: Field;
  frame: DataFrame;
  confidence: number;
}

/** Parity metrics by column; undefined without such a frame. */
export function readFairness(series: DataFrame[]): FairnessData | undefined {
  const frame = series.find((each) => customOf(each, 'fairness'));
  const field = frame && fieldNamed(frame, FAIRNESS_FIELDS.value);
  if (!frame || !field) {
    return undefined;
  }
  const column = (key: keyof typeof FAIRNESS_FIELDS) => fieldNamed(frame, FAIRNESS_FIELDS[key]);
  const text = (key: keyof typeof FAIRNESS_FIELDS, at: number) => textAt(column(key), at) ?? '';
  const custom = customOf(frame, 'fairness');
  return {
    rows: Array.from({ length: frame.length }, (_, at): FairnessRow => ({
      column: text('column', at),
      metric: text('metric', at),
      value: numberAt(field, at),
      lo: numberAt(column('lo'), at),
      hi: numberAt(column('hi'), at),
      p: numberAt(column('p'), at),
      q: numberAt(column('q'), at),
      low: text('low', at),
      high: text('high', at),
      status: STATUSES.find((status) => status === text('status', at)),
      at,
    })),
    field,
    frame,
    confidence: typeof custom?.confidence === 'number' ? custom.confidence : 0.95,
  };
}

/** Whether a parity metric divides the groups' rates instead of subtracting them. */
export const isRatio = (metric: string): boolean => /ratio|disparate_impact/.test(metric);

/** Ratios are fair at 1 and, by the four-fifths rule, from 0.8 to 1.25; differences at 0. */
export function fairAt(metric: string): { value: number; band: [number, number] | undefined } {
  return isRatio(metric) ? { value: 1, band: [0.8, 1.25] } : { value: 0, band: undefined };
}
