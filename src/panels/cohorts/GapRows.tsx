import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { labelWidth } from '../../components/format/measure';
import { formatPlain, formatValue } from '../../components/format/number';
import { type CohortRow, type CohortsData } from './cohortData';
import { cohortName, deltaText } from './cohortText';
import { type Gap } from './gaps';
import { metricName } from './metrics';

const [HEAD, ROW, NOTE] = [24, 24, 22];
/** More rows than these scroll. */
const SHOWN = 4;
/** Room of the bar below rows that are wider than the panel, CSS pixels. */
const BAR = 12;
/** Padding of a cell, CSS pixels. */
const CELL_PADDING = 8;

/** Height of so many gaps, CSS pixels. */
export const gapsHeight = (count: number, wide: boolean) =>
  count === 0 ? 0 : HEAD + Math.min(SHOWN, count) * ROW + (wide ? BAR : 0) + NOTE;

/** Whether the written gaps need more than this width and scroll sideways. */
export function gapsAreWide(data: CohortsData, gaps: readonly Gap[], width: number): boolean {
  const columns = [
    (gap: Gap) => gapName(gap),
    (gap: Gap) => sideText(data, gap, gap.low),
    (gap: Gap) => sideText(data, gap, gap.high),
    (gap: Gap) => differenceOf(data, gap),
    ratioText,
  ];
  return columns.reduce((sum, text) => sum + labelWidth(gaps.map(text), CELL_PADDING), 0) > width;
}

/** The widest gaps between cohorts, with who they are between: what parity there is, and which matters nobody computes. */
export function GapRows({ data, gaps, wide }: { data: CohortsData; gaps: readonly Gap[]; wide: boolean }) {
  const styles = useStyles2(getStyles);
  const label = t('plumbline.cohorts.gaps', 'Gaps between cohorts');
  return (
    <div style={{ height: gapsHeight(gaps.length, wide) }}>
      <div
        role="region"
        aria-label={label}
        tabIndex={wide || gaps.length > SHOWN ? 0 : undefined}
        className={styles.scroll}
        style={{ height: gapsHeight(gaps.length, wide) - NOTE }}
      >
        <table className={styles.table} aria-label={label}>
          <thead>
            <tr>
              <th scope="col">{t('plumbline.cohorts.gap-of', 'Gap')}</th>
              <th scope="col">{t('plumbline.cohorts.gap-low', 'Lowest')}</th>
              <th scope="col">{t('plumbline.cohorts.gap-high', 'Highest')}</th>
              <th scope="col" className={styles.number}>
                {t('plumbline.cohorts.difference', 'Difference')}
              </th>
              <th scope="col" className={styles.number}>
                {t('plumbline.cohorts.gap-ratio', 'Ratio')}
              </th>
            </tr>
          </thead>
          <tbody>
            {gaps.map((gap) => (
              <tr key={`${gap.column} ${gap.metric}`}>
                <th scope="row">{gapName(gap)}</th>
                <td>{sideText(data, gap, gap.low)}</td>
                <td>{sideText(data, gap, gap.high)}</td>
                <td className={styles.number}>{differenceOf(data, gap)}</td>
                <td className={styles.number}>{ratioText(gap)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={styles.note}>
        {t('plumbline.fairness.disclaimer', 'Which parity matters is a decision of people, not of statistics.')}{' '}
        {t('plumbline.cohorts.gap-picked', 'The widest of {{n}} pairs looks wide by chance alone.', {
          n: Math.max(...gaps.map(({ pairs }) => pairs)),
        })}
      </div>
    </div>
  );
}

const gapName = ({ column, metric }: Gap) => `${column} · ${metricName(metric)}`;

const sideText = (data: CohortsData, { metric }: Gap, row: CohortRow) =>
  `${cohortName(row)}: ${formatValue(data.field, row.cells.get(metric)?.value)}`;

const fromTo = (from: string, to: string) => t('plumbline.interval.from-to', '{{from}} to {{to}}', { from, to });

function differenceOf(data: CohortsData, { metric, delta, interval: { lo, hi } }: Gap): string {
  const text = deltaText(data, delta, metric);
  return Number.isNaN(lo + hi)
    ? text
    : `${text} (${fromTo(deltaText(data, lo, metric).replace(/ pp$/, ''), deltaText(data, hi, metric))})`;
}

function ratioText({ ratio, ratioInterval: { lo, hi } }: Gap): string {
  if (Number.isNaN(ratio)) {
    return '–';
  }
  return Number.isNaN(lo + hi)
    ? formatPlain(ratio)
    : `${formatPlain(ratio)} (${fromTo(formatPlain(lo), formatPlain(hi))})`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflow: 'auto', scrollbarWidth: 'thin', borderTop: `1px solid ${theme.colors.border.weak}` }),
  table: css({
    width: '100%',
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
    '& th, & td': {
      height: ROW,
      padding: theme.spacing(0, 0.5),
      whiteSpace: 'nowrap',
      fontWeight: theme.typography.fontWeightRegular,
      textAlign: 'left',
    },
    // Says whose numbers they are while the rest is scrolled.
    '& th:first-child': { position: 'sticky', left: 0, background: theme.colors.background.primary },
    '& thead th': { height: HEAD, color: theme.colors.text.secondary },
  }),
  number: css({ '&&': { textAlign: 'right' } }),
  note: css({
    height: NOTE,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    padding: theme.spacing(0, 0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
});
