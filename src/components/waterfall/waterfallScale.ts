import { type FieldConfig } from '@grafana/data';
import { type LinearScale, linearScale } from '../scale/linearScale';
import { type RowShape } from './WaterfallRow';

/** Share of the span that stays free at either end. */
const MARGIN = 0.04;
/** CSS pixels a label needs. */
const LABEL_WIDTH = 90;

/**
 * The axis under all bars, whiskers and mix marks; the field's own limits go first.
 *
 * @param pad margin in data units where all bars end at one value
 */
export function waterfallScale(
  shapes: readonly RowShape[],
  { min, max }: Pick<FieldConfig, 'min' | 'max'>,
  width: number,
  pad: number
): LinearScale {
  const ends = shapes
    .flatMap(({ start, end, lo, hi, mixEnd }) => [start, end, lo, hi, mixEnd])
    .filter((value) => !Number.isNaN(value));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const margin = (high - low) * MARGIN || pad;
  return linearScale([min ?? low - margin, max ?? high + margin], width, Math.max(2, Math.floor(width / LABEL_WIDTH)));
}
