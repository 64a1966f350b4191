import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { formatPercent } from '../format/number';
import { type Bin } from './bins';

/** Its least width, pixels; it is stretched to that of what it stands in, so that its words are below their bars. */
const WIDTH = 232;
const HEIGHT = 48;
const GAP = 1;
/** Narrower bars are lines that nobody can tell apart; the biggest ones are shown and the rest counted. */
const MAX_BINS = 40;

/** Shares of the bins: the reference filled, the current window as an outline on top. */
export function MiniHistogram({ bins }: { bins: readonly Bin[] }) {
  const styles = useStyles2(getStyles);
  const shown = bins.length > MAX_BINS ? largest(bins) : bins;
  const highest = shown.reduce((max, bin) => Math.max(max, bin.reference || 0, bin.current || 0), 0);
  if (highest === 0) {
    return null;
  }
  const step = WIDTH / shown.length;
  const top = (share: number) => HEIGHT - ((share || 0) / highest) * HEIGHT;
  return (
    <figure className={styles.figure}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 1}`}
        preserveAspectRatio="none"
        width="100%"
        height={HEIGHT + 1}
        role="img"
        aria-label={histogramText(shown)}
      >
        {shown.map((bin, i) => (
          <rect
            key={i}
            x={i * step}
            y={top(bin.reference)}
            width={Math.max(1, step - GAP)}
            height={HEIGHT - top(bin.reference)}
            className={styles.reference}
          />
        ))}
        <path d={outline(shown, step, top)} className={styles.current} vectorEffect="non-scaling-stroke" />
        <line
          x1={0}
          x2={WIDTH}
          y1={HEIGHT + 0.5}
          y2={HEIGHT + 0.5}
          className={styles.base}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className={styles.legend}>
        <span>{shown[0].label}</span>
        <span className={styles.keys}>
          <span className={styles.referenceKey} /> {t('plumbline.histogram.reference', 'reference')}
          <span className={styles.currentKey} /> {t('plumbline.histogram.current', 'this window')}
        </span>
        <span>{shown[shown.length - 1].label}</span>
      </figcaption>
      {shown.length < bins.length && (
        <div className={styles.legend}>
          {t('plumbline.histogram.cut', 'the {{shown}} largest of {{total}} bins', {
            shown: shown.length,
            total: bins.length,
          })}
        </div>
      )}
    </figure>
  );
}

/** The bins that hold most, in their own order. */
function largest(bins: readonly Bin[]): Bin[] {
  const size = (bin: Bin) => Math.max(bin.reference || 0, bin.current || 0);
  const kept = new Set([...bins].sort((a, b) => size(b) - size(a)).slice(0, MAX_BINS));
  return bins.filter((bin) => kept.has(bin));
}

function outline(bins: readonly Bin[], step: number, top: (share: number) => number): string {
  return bins.map((bin, i) => `${i ? 'L' : 'M'}${i * step},${top(bin.current)}h${step - GAP}`).join('');
}

/** The bin that moved most, for readers who do not see the bars. */
export function histogramText(bins: readonly Bin[]): string {
  const moved = [...bins].sort((a, b) => Math.abs(b.current - b.reference) - Math.abs(a.current - a.reference))[0];
  return moved
    ? t(
        'plumbline.histogram.text',
        '{{count}} bins; most moved {{label}}: {{reference}} in the reference, {{current}} now',
        {
          count: bins.length,
          label: moved.label,
          reference: formatPercent(moved.reference, 1),
          current: formatPercent(moved.current, 1),
          interpolation: { escapeValue: false },
        }
      )
    : '';
}

const getStyles = (theme: GrafanaTheme2) => ({
  figure: css({ minWidth: WIDTH, margin: theme.spacing(1, 0, 0), '& > svg': { display: 'block' } }),
  reference: css({ fill: theme.colors.text.disabled, opacity: 0.55 }),
  current: css({ fill: 'none', stroke: theme.colors.primary.text, strokeWidth: 2 }),
  base: css({ stroke: theme.colors.border.medium }),
  legend: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    color: theme.colors.text.secondary,
    '& > span': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  }),
  keys: css({ display: 'flex', flex: 'none', alignItems: 'center', gap: theme.spacing(0.5) }),
  referenceKey: css({
    width: theme.spacing(1),
    height: theme.spacing(1),
    background: theme.colors.text.disabled,
    opacity: 0.55,
  }),
  currentKey: css({
    width: theme.spacing(1),
    marginLeft: theme.spacing(1),
    borderTop: `2px solid ${theme.colors.primary.text}`,
  }),
});
