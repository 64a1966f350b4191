/** Which analysis of Plumbline a frame answers. A panel reads those that it is for, and no other as if it were a plain table. */
import { type DataFrame } from '@grafana/data';
import { type FrameKind } from '../../query/frames';

/** The kind that one of Plumbline's own frames carries, this version's or another's; undefined for data of others. */
function kindOf(frame: DataFrame): string | undefined {
  const kind: unknown = frame.meta?.custom?.plumbline;
  return typeof kind === 'string' ? kind : undefined;
}

/** Whether the frame is Plumbline's own and of none of the kinds: its numbers mean something else then. */
export function isOfOther(frame: DataFrame, kinds: readonly FrameKind[]): boolean {
  const kind = kindOf(frame);
  return kind !== undefined && !kinds.some((each) => each === kind);
}

/** The frames of these kinds, and those of other data sources. */
export const readableBy = (series: readonly DataFrame[], kinds: readonly FrameKind[]): DataFrame[] =>
  series.filter((frame) => !isOfOther(frame, kinds));
