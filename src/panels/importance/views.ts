import { type DataFrame, FieldType } from '@grafana/data';
import { isOfOther } from '../../components/frames/analysis';
import { customOf, firstOfType } from '../../components/frames/read';
import { type FrameKind } from '../../query/frames';
import { type ImportanceView } from './options';

export type ShownView = Exclude<ImportanceView, 'auto'>;

const VIEW_OF = new Map<FrameKind, ShownView>([
  ['importance', 'bars'],
  ['beeswarm', 'beeswarm'],
  ['dependence-trend', 'dependence'],
  ['local', 'waterfall'],
  ['impact', 'impact'],
  ['attribution-drift', 'agreement'],
]);

/** What the data are, where the options leave it to them: our own kinds first, bars for everything else. */
export function chooseView(view: ImportanceView, series: readonly DataFrame[]): ShownView {
  if (view !== 'auto') {
    return view;
  }
  for (const frame of series) {
    for (const [kind, shown] of VIEW_OF) {
      if (customOf(frame, kind)) {
        return shown;
      }
    }
  }
  return 'bars';
}

/** Whether the panel can draw any of the frames. */
export function isOurs(frame: DataFrame): boolean {
  return [...VIEW_OF.keys()].some((kind) => customOf(frame, kind));
}

/** A text and a number a row and no time: what bars can show of any data source but of other analyses. */
export function isPlainTable(frame: DataFrame): boolean {
  return (
    !isOfOther(frame, ['importance']) &&
    firstOfType(frame, FieldType.string) !== undefined &&
    firstOfType(frame, FieldType.number) !== undefined &&
    firstOfType(frame, FieldType.time) === undefined &&
    frame.length > 0
  );
}
