import { type GrafanaTheme2 } from '@grafana/data';
import { markColor } from './markColor';

/** Outlines within five pixels of the middle: each cohort has a shape beside its colour. */
const SHAPES = [
  'M-4.5 0A4.5 4.5 0 1 1 4.5 0A4.5 4.5 0 1 1 -4.5 0Z',
  'M-4 -4H4V4H-4Z',
  'M0 -5L5 4H-5Z',
  'M0 -5.5L5.5 0L0 5.5L-5.5 0Z',
  'M-5 -4H5L0 5Z',
  'M-1.8 -5H1.8V-1.8H5V1.8H1.8V5H-1.8V1.8H-5V-1.8H-1.8Z',
];
const COLORS = ['blue', 'orange', 'purple', 'green', 'yellow', 'red'];

export const cohortColor = (theme: GrafanaTheme2, cohort: number): string =>
  markColor(theme, COLORS[cohort % COLORS.length]);

interface Props {
  cohort: number;
  x: number;
  y: number;
  color: string;
  /** Around the shape, so that marks on each other stay apart. */
  edge: string;
}

/** The mark of one cohort. */
export function CohortMark({ cohort, x, y, color, edge }: Props) {
  return (
    <path
      d={SHAPES[cohort % SHAPES.length]}
      transform={`translate(${x} ${y})`}
      fill={color}
      stroke={edge}
      strokeWidth={1}
    />
  );
}
