import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { isWorse } from './cohortText';
import { UNTESTED_DASHES } from './forestLayout';
import { type CohortsOptions } from './options';
import { isTested, untested } from './tested';
import { worseThanBaseline } from './baselineText';
import { type CohortCell, type CohortsData, isPending } from './cohortData';

interface Props {
  data: CohortsData;
  options: Pick<CohortsOptions, 'showComplement' | 'showLimits' | 'sizeBy'>;
  calm: string;
  alarm: string;
  left: number;
}

/** What dots and lines mean; only those that occur. */
export function ForestLegend({ data, options, calm, alarm, left }: Props) {
  const styles = useStyles2(getStyles);
  const has = (test: (metric: string, cell: CohortCell) => boolean) =>
    data.rows.some((row) =>
      [...row.cells].some(([metric, cell]) => data.metrics.includes(metric) && test(metric, cell))
    );
  const hasLimits =
    [...data.limits.values()].some((list) => list.length > 0) ||
    has((_, cell) => Number.isFinite(cell.lower) || Number.isFinite(cell.upper));
  const notes: string[] = [];
  if (data.hidden > 0) {
    notes.push(
      t('plumbline.cohorts.hidden', '{{n}} cohorts without a significant difference hidden', { n: data.hidden })
    );
  }
  return (
    <LegendRow left={left}>
      {has(isWorse) && (
        <LegendItem>
          <Dot stroke={alarm} fill={alarm} />
          {worseThanBaseline(data.baseline)}
        </LegendItem>
      )}
      {has((metric, cell) => cell.significant && !isWorse(metric, cell)) && (
        <LegendItem>
          <Dot stroke={calm} fill={calm} />
          {t('plumbline.cohorts.legend-differs', 'differs')}
        </LegendItem>
      )}
      {has((_, cell) => !cell.insufficient && !isTested(cell)) && (
        <LegendItem>
          <Dot stroke={calm} dashes={UNTESTED_DASHES.join(' ')} />
          {untested()}
        </LegendItem>
      )}
      {has((_, cell) => !cell.significant && !cell.insufficient && isTested(cell)) && (
        <LegendItem>
          <Dot stroke={calm} />
          {t('plumbline.cohorts.not-significant', 'not significant')}
        </LegendItem>
      )}
      {has((_, cell) => isPending(cell)) && (
        <LegendItem>{t('plumbline.cohorts.legend-pending', 'no value: no labels yet')}</LegendItem>
      )}
      {has((_, cell) => cell.insufficient && !isPending(cell)) && (
        <LegendItem>
          <Dot />
          {t('plumbline.cohorts.legend-thin', 'too few rows')}
        </LegendItem>
      )}
      {data.overall.size > 0 && (
        <LegendItem>
          <svg width={4} height={14} aria-hidden="true">
            <path d="M2 0v14" className={styles.whole} />
          </svg>
          {t('plumbline.cohorts.legend-overall', 'overall')}
        </LegendItem>
      )}
      {options.showComplement && has((_, cell) => !Number.isNaN(cell.complement)) && (
        <LegendItem>
          <svg width={12} height={12} aria-hidden="true">
            <path d="M1 6L6 1L11 6L6 11Z" className={styles.complement} />
          </svg>
          {t('plumbline.cohorts.rest', 'Everybody else')}
        </LegendItem>
      )}
      {options.showLimits && hasLimits && (
        <LegendItem>
          <svg width={4} height={14} aria-hidden="true">
            <path d="M2 0v14" className={styles.limit} />
          </svg>
          {t('plumbline.cohorts.legend-limit', 'limit')}
        </LegendItem>
      )}
      {options.sizeBy === 'n' && <LegendItem>{t('plumbline.cohorts.area', 'area: rows')}</LegendItem>}
      {notes.map((note) => (
        <LegendItem key={note}>{note}</LegendItem>
      ))}
    </LegendRow>
  );
}

function Dot({ stroke, fill, dashes }: { stroke?: string; fill?: string; dashes?: string }) {
  const styles = useStyles2(getStyles);
  return (
    <svg
      width={20}
      height={12}
      aria-hidden="true"
      className={stroke ? undefined : styles.thin}
      stroke={stroke}
      strokeWidth={1.75}
    >
      <path d="M0 6h20" />
      <circle cx={10} cy={6} r={4} fill={fill} strokeDasharray={dashes} className={fill ? undefined : styles.hollow} />
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  thin: css({ stroke: theme.colors.text.disabled }),
  hollow: css({ fill: theme.colors.background.primary }),
  limit: css({ stroke: theme.colors.warning.text, strokeWidth: 1.5 }),
  complement: css({ fill: theme.colors.background.primary, stroke: theme.colors.text.primary, strokeWidth: 1.25 }),
  whole: css({ stroke: theme.colors.text.secondary, strokeDasharray: '4 3', strokeWidth: 1.25 }),
});
