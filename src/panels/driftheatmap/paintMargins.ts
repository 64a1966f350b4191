import { t } from '@grafana/i18n';
import { rowBands, rowTop } from '../../components/grid/geometry';
import { impactOf } from './arrange';
import { AXIS_HEIGHT, MARGIN_GAP, MARGIN_WIDTH } from './layout';
import { type Scene } from './scene';

/** Bars at the right: how important each column is, and severity times importance. Their names stand at the axis. */
export function paintMargins(context: CanvasRenderingContext2D, scene: Scene): void {
  const { layout, view, colors } = scene;
  if (layout.margins === 0) {
    return;
  }
  const columns = view.rows.filter((row) => row.kind === 'column');
  const highest = (value: (row: (typeof columns)[number]) => number | undefined) =>
    columns.reduce((max, row) => Math.max(max, value(row) || 0), 0);
  const kinds = {
    importance: {
      value: (row: (typeof columns)[number]) => row.facts?.importance,
      fill: colors.share,
      name: t('plumbline.drift.margin-importance', 'importance'),
    },
    impact: { value: impactOf, fill: colors.accent, name: t('plumbline.drift.margin-impact', 'impact') },
  };
  scene.margins.slice(0, layout.margins).forEach((margin, i) => {
    const { value, fill, name } = kinds[margin];
    const x = layout.left + layout.plotWidth + MARGIN_GAP + i * (MARGIN_WIDTH + MARGIN_GAP);
    paintBars(context, scene, x, fill, value, highest(value));
    context.font = colors.font;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillStyle = colors.faint;
    context.fillText(name, x, layout.viewHeight + AXIS_HEIGHT / 2 + 3, MARGIN_WIDTH + MARGIN_GAP - 2);
  });
}

function paintBars(
  context: CanvasRenderingContext2D,
  { geometry: g, view }: Scene,
  x: number,
  fill: string,
  value: (row: Scene['view']['rows'][number]) => number | undefined,
  highest: number
) {
  const thickness = Math.max(1, Math.min(10, g.cellHeight * 0.5));
  for (const band of rowBands(g)) {
    context.save();
    context.beginPath();
    context.rect(x, band.top, MARGIN_WIDTH, band.height);
    context.clip();
    context.fillStyle = fill;
    for (let row = band.first; row < band.last; row++) {
      const share = view.rows[row].kind === 'column' && highest > 0 ? (value(view.rows[row]) || 0) / highest : 0;
      const y = rowTop(g, row) + (g.cellHeight - thickness) / 2;
      context.fillRect(x, y, share * MARGIN_WIDTH, thickness);
    }
    context.restore();
  }
}
