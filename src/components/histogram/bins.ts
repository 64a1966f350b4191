import { type DataFrame } from '@grafana/data';
import { DISTRIBUTION_FIELDS } from '../../query/frames';
import { customOf, fieldNamed, numberAt, textAt } from '../frames/read';

/** One bin of a column: shares in [0, 1] of the reference and of the current window; NaN where a set has no rows. */
export interface Bin {
  label: string;
  reference: number;
  current: number;
  /** Part of the score, where the frame has it. */
  contribution: number;
}

/** Bins of one column from `distribution` frames, in the order of the frame. */
export function binsOf(series: readonly DataFrame[], column: string): Bin[] {
  return series
    .filter((frame) => customOf(frame, 'distribution'))
    .flatMap((frame) => {
      const field = (name: keyof typeof DISTRIBUTION_FIELDS) => fieldNamed(frame, DISTRIBUTION_FIELDS[name]);
      const [columns, labels, contributions] = [field('column'), field('label'), field('contribution')];
      const [reference, current] = [field('referenceShare'), field('share')];
      return Array.from({ length: frame.length }, (_, at) => at)
        .filter((at) => textAt(columns, at) === column)
        .map((at) => ({
          label: textAt(labels, at) ?? '',
          reference: numberAt(reference, at),
          current: numberAt(current, at),
          contribution: numberAt(contributions, at),
        }));
    });
}
