import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { type GridCell } from '../../components/grid/geometry';
import { selectionText } from './DriftSelection';
import { waitingText } from './pairText';
import { cellText } from './driftText';
import { type DriftSort } from './options';
import { headerText } from './rowText';
import { rankedText } from './sceneNotes';
import { type Scene } from './scene';
import { sortNames } from './sortNames';
import { type Heatmap } from './useHeatmap';

/** Which order the rows are in. */
export const sortedText = (sort: DriftSort) =>
  t('plumbline.drift.sorted', 'sorted by {{sort}}', { sort: sortNames()[sort] });

/** What a screen reader says of the place that the keyboard is at; empty while it is nowhere. */
export function placeText({ pin, scene, onHeader, pageOf, gridCell }: Heatmap, timeZone: TimeZone): string {
  const at = pin.item;
  if (!at || !pin.keyboard) {
    return '';
  }
  const row = scene.view.rows[at.row];
  if (onHeader && row) {
    return headerText(row, at.row, scene.view.rows.length, pageOf(at.row) !== undefined);
  }
  return spoken(scene, at, gridCell(at), timeZone);
}

/** All that is read aloud when it changes: the place, and what somebody selected or put in another order. */
export function liveText(heatmap: Heatmap, place: string, timeZone: TimeZone): string {
  const { selection, order, pair, scene } = heatmap;
  const { sort, ranked } = order;
  return [
    place,
    selection.region ? `${selected()}: ${selectionText(selection.region, true, timeZone)}` : '',
    waitingText(pair.pair, timeZone),
    sort ? sortedText(sort) : '',
    ranked ? rankedText(scene.view.source, ranked, timeZone) : '',
  ]
    .filter(Boolean)
    .join('. ');
}

const selected = () => t('plumbline.selection.selected', 'selected');

function spoken(scene: Scene, at: GridCell, cell: number | undefined, timeZone: TimeZone): string {
  if (cell !== undefined && cell >= 0) {
    return cellText(scene.view.grid, cell, timeZone, scene.fdr);
  }
  const name = scene.view.rows[at.row]?.name ?? '';
  return t('plumbline.drift.absent', '{{name}}: no window here', { name, interpolation: { escapeValue: false } });
}
