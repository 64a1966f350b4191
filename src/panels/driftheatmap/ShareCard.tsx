import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { type RefObject } from 'react';
import { formatPercent, formatPlain } from '../../components/format/number';
import { formatWindow } from '../../components/format/time';
import { CardContent, type CardRow } from '../../components/tooltip/CardContent';
import { FloatingCard } from '../../components/tooltip/FloatingCard';
import { SHARE_HEIGHT } from './layout';
import { type Scene } from './scene';

interface Props {
  scene: Scene;
  /** Drawn column under the pointer. */
  column: number;
  container: RefObject<HTMLDivElement | null>;
  timeZone: TimeZone;
}

/** How many columns are over the limit in one window, and how many of them chance would bring. */
export function ShareCard({ scene, column, container, timeZone }: Props) {
  const { view, geometry: g, layout, share, fdr } = scene;
  const { all, doubtful, expected, columns } = share[column];
  const count = (part: number) => formatPlain(part * columns);
  const rows: CardRow[] = [
    {
      label: t('plumbline.drift.share-over', 'Columns over the limit'),
      value: t('plumbline.drift.share-count', '{{n}} of {{all}}', { n: count(all), all: columns }),
      strong: true,
    },
  ];
  if (doubtful > 0) {
    rows.push({ label: t('plumbline.drift.share-noise', 'Of these maybe noise'), value: count(doubtful) });
  }
  if (!Number.isNaN(expected)) {
    rows.push({
      label: t('plumbline.drift.share-expected', 'Expected to be false all the same'),
      value: t('plumbline.drift.share-false', '{{n}} ({{fdr}} of the others)', {
        n: count(expected),
        fdr: formatPercent(fdr),
      }),
    });
  }
  const places = view.grid.info.places?.slice(view.starts[column], view.ends[column]).join(', ');
  const title = places ?? formatWindow(view.starts[column], view.ends[column], timeZone);
  return (
    <FloatingCard
      container={container}
      anchor={{
        x: g.left + column * g.cellWidth,
        y: layout.shareTop ?? layout.axisTop,
        width: g.cellWidth,
        height: SHARE_HEIGHT,
      }}
      pinned={false}
      onClose={() => undefined}
      label={title}
    >
      <CardContent title={title} rows={rows} pinned={false} />
    </FloatingCard>
  );
}
