import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { LinkButton, useStyles2 } from '@grafana/ui';
import { type RefObject, useMemo } from 'react';
import { useRecordsUrl } from '../../components/figure/panelScope';
import { formatTimes, formatValue, signed } from '../../components/format/number';
import { investigateUrl } from '../../components/selection/recordsUrl';
import { type Region } from '../../components/selection/region';
import { CardContent, type CardRow } from '../../components/tooltip/CardContent';
import { FloatingCard } from '../../components/tooltip/FloatingCard';
import { type Box, boxRect } from './box';
import { windowText } from './driftText';
import { type Companion, explainBox, type Explanation, type MetricThere } from './explain';
import { type DriftGrid, rowOf } from './grid';
import { type Scene } from './scene';

interface Props {
  scene: Scene;
  box: Box;
  region: Region;
  /** The region in words. */
  text: string;
  container: RefObject<HTMLDivElement | null>;
  timeZone: TimeZone;
  onClose: () => void;
}

/** Longer lists are for the table. */
const MOST = 6;

/** What happened in selected cells: what moved, what moved with it, how the model did, and where to ask for whom. */
export function DriftExplain({ scene, box, region, text, container, timeZone, onClose }: Props) {
  const styles = useStyles2(getStyles);
  const { view, geometry } = scene;
  const explained = useMemo(() => explainBox(view, box), [view, box]);
  const { from, to } = region;
  const records = useRecordsUrl()({ from, to });
  const who = investigateUrl(records);
  const { leader, companions } = explained;
  const title = t('plumbline.explain.title', 'What happened here');
  const { metrics } = explained;
  return (
    <FloatingCard
      container={container}
      anchor={boxRect(geometry, box)}
      pinned
      onClose={onClose}
      label={`${title}: ${text}`}
    >
      <CardContent title={title} subtitle={text} rows={movedRows(view.source, explained, timeZone)} pinned={false}>
        {leader && companions.length > 0 && (
          <>
            <div className={styles.head}>
              {t('plumbline.explain.together', 'Moved together with {{column}}', {
                column: leader.name,
                interpolation: { escapeValue: false },
              })}
            </div>
            <ul className={styles.list}>
              {companions.slice(0, MOST).map((companion) => (
                <li key={companion.name}>{companionText(companion)}</li>
              ))}
              {companions.length > MOST && <li>{moreText(companions.length - MOST)}</li>}
            </ul>
            <div className={styles.note}>
              {t(
                'plumbline.explain.no-cause',
                'Columns that move together often have one cause upstream; it need not be one of them.'
              )}
            </div>
          </>
        )}
        {metrics.length > 0 && (
          <>
            <div className={styles.head}>{t('plumbline.explain.metrics', 'Metrics here and in the other windows')}</div>
            <ul className={styles.list}>
              {metrics.map((metric) => (
                <li key={metric.row}>{metricText(view.source, metric)}</li>
              ))}
            </ul>
          </>
        )}
        {who !== undefined && (
          <div className={styles.footer}>
            <LinkButton size="sm" variant="secondary" icon="users-alt" href={who}>
              {t('plumbline.explain.who', 'Who is affected')}
            </LinkButton>
          </div>
        )}
      </CardContent>
    </FloatingCard>
  );
}

/** What was over its limit, first movers first; where nothing was, what came nearest. */
function movedRows(grid: DriftGrid, { breached, columns, leader }: Explanation, timeZone: TimeZone): CardRow[] {
  const value = (cell: number) => {
    const severity = grid.severity[cell];
    return Number.isNaN(severity) ? formatValue(rowOf(grid, cell).score, grid.score[cell]) : formatTimes(severity);
  };
  const rows: CardRow[] = [
    {
      label: t('plumbline.drift.share-over', 'Columns over the limit'),
      value: t('plumbline.drift.share-count', '{{n}} of {{all}}', { n: breached.length, all: columns }),
      strong: true,
    },
    ...breached.slice(0, MOST).map(({ name, first, worst }) => ({
      label: name,
      value: t('plumbline.explain.since', 'since {{window}}, up to {{value}}', {
        window: windowText(grid, first, timeZone),
        value: value(worst),
        interpolation: { escapeValue: false },
      }),
    })),
  ];
  if (breached.length > MOST) {
    rows.push({ label: moreText(breached.length - MOST), value: '' });
  }
  if (breached.length === 0 && leader) {
    rows.push({
      label: t('plumbline.explain.highest', 'Furthest out'),
      value: `${leader.name}, ${value(leader.worst)}`,
    });
  }
  return rows;
}

const moreText = (n: number) => t('plumbline.drift.more-columns', '{{n}} more columns', { n });

function companionText({ name, r, windows, selected }: Companion): string {
  const values = { name, r: signed(r.toFixed(2), r), n: windows, interpolation: { escapeValue: false } };
  return selected
    ? t('plumbline.explain.companion', '{{name}}: r = {{r}} over {{n}} windows', values)
    : t('plumbline.explain.companion-outside', '{{name}} (not selected): r = {{r}} over {{n}} windows', values);
}

function metricText(grid: DriftGrid, { name, row, inside, outside }: MetricThere): string {
  const value = (of: number) => formatValue(grid.rows[row].score, of);
  return t('plumbline.explain.metric', '{{name}}: {{inside}} here, {{outside}} elsewhere', {
    name,
    inside: value(inside),
    outside: value(outside),
    interpolation: { escapeValue: false },
  });
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({ marginTop: theme.spacing(1), fontWeight: theme.typography.fontWeightMedium }),
  list: css({
    margin: theme.spacing(0.25, 0, 0, 2),
    lineHeight: theme.typography.body.lineHeight,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  }),
  note: css({ marginTop: theme.spacing(0.5), color: theme.colors.text.secondary }),
  footer: css({
    marginTop: theme.spacing(1),
    paddingTop: theme.spacing(1),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
});
