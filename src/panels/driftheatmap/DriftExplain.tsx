import { css } from '@emotion/css';
import { type DataQueryRequest, type GrafanaTheme2, type InterpolateFunction } from '@grafana/data';
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
import { type Box, boxRect, boxSpan } from './box';
import { CardSection } from './CardSection';
import { CarrierList } from './CarrierList';
import { windowText } from './driftText';
import { type Companion, explainBox, type Explanation, type MetricThere } from './explain';
import { type DriftGrid, rowOf } from './grid';
import { type Scene } from './scene';
import { useCarriers } from './useCarriers';
import { type DriftView } from './view';

interface Props {
  scene: Scene;
  box: Box;
  region: Region;
  /** The region in words. */
  text: string;
  container: RefObject<HTMLDivElement | null>;
  timeZone: TimeZone;
  request: DataQueryRequest | undefined;
  replace: InterpolateFunction;
  onClose: () => void;
}

/** Longer lists are for the table. */
const MOST = 6;

/** What happened in selected cells: what moved, what moved with it, how the model did, and where to ask for whom. */
export function DriftExplain(props: Props) {
  const { scene, box, region, text, container, timeZone, request, replace, onClose } = props;
  const styles = useStyles2(getStyles);
  const { view, geometry } = scene;
  const explained = useMemo(() => explainBox(view, box), [view, box]);
  const { from, to } = region;
  const records = useRecordsUrl()({ from, to });
  const who = investigateUrl(records);
  const { leader, companions } = explained;
  const leading = leader && leader.worst >= 0 ? rowOf(view.source, leader.worst) : undefined;
  const asked = view.grid.info.places ? undefined : request;
  const carriers = useCarriers(asked, leading, windowsOf(view, box), replace);
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
          <CardSection
            title={t('plumbline.explain.together', 'Moved together with {{column}}', {
              column: leader.name,
              interpolation: { escapeValue: false },
            })}
            items={[
              ...companions.slice(0, MOST).map(companionText),
              ...(companions.length > MOST ? [moreText(companions.length - MOST)] : []),
            ]}
            notes={[
              t(
                'plumbline.explain.no-cause',
                'Columns that move together often have one cause upstream; it need not be one of them.'
              ),
            ]}
          />
        )}
        {metrics.length > 0 && (
          <CardSection
            title={t('plumbline.explain.metrics', 'Metrics here and in the other windows')}
            items={metrics.map((metric) => metricText(view.source, metric))}
          />
        )}
        {carriers && leading && <CarrierList carriers={carriers} column={leading} />}
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

/** The selected time; where the picture has none, nothing of it. */
function windowsOf(view: DriftView, box: Box): [number, number] {
  const { columns } = boxSpan(box);
  return [view.starts[columns[0]], view.ends[columns[1]]];
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
  footer: css({
    marginTop: theme.spacing(1),
    paddingTop: theme.spacing(1),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
});
