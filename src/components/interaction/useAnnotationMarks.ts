import { type DataFrame, type TimeRange } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { type AnnotationMark, annotationMarks } from './annotations';

/** The annotations of a panel's data within its time range. */
export function useAnnotationMarks(frames: DataFrame[] | undefined, range: TimeRange): AnnotationMark[] {
  const theme = useTheme2();
  const [from, to] = [range.from.valueOf(), range.to.valueOf()];
  return useMemo(
    () => annotationMarks(frames, from, to, theme.visualization.getColorByName),
    [frames, from, to, theme]
  );
}
