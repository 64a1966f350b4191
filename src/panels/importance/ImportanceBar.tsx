import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { rowLabel } from '../../components/figure/cutText';
import { formatPercent } from '../../components/format/number';
import { type LinearScale } from '../../components/scale/linearScale';
import { type ImportanceRow } from './prepareImportance';

export const SHARE_WIDTH = 64;
const BAR_HEIGHT = 14;

interface Props {
  name: string;
  value: number;
  share: number;
  rowHeight: number;
  labelWidth: number;
  plotWidth: number;
  scale: LinearScale;
  /** Undefined for the row that sums up the others: it is hollow and has no interval. */
  row: ImportanceRow | undefined;
  color: string;
  whiskers: boolean;
  showReference: boolean;
  change: 'up' | 'down' | undefined;
}

/** Label, bar with whisker and reference tick, share. */
export function ImportanceBar(props: Props) {
  const { name, value, share, labelWidth, plotWidth, scale, row, rowHeight, color, whiskers, showReference, change } =
    props;
  const styles = useStyles2(getStyles);
  const top = (rowHeight - BAR_HEIGHT) / 2;
  const zero = Math.max(0, Math.min(plotWidth, scale.toPixel(0)));
  const end = Number.isNaN(value) ? zero : scale.toPixel(value);
  const width = Number.isNaN(value) ? 0 : Math.max(1, Math.abs(end - zero));
  const left = value < 0 ? zero - width : zero;
  return (
    <div className={styles.row}>
      <span
        className={row && !row.constant ? styles.label : styles.otherLabel}
        style={{ width: labelWidth }}
        title={name}
      >
        {name}
      </span>
      <svg width={plotWidth} height={rowHeight} className={styles.plot} aria-hidden="true">
        {scale.ticks.map((tick) => (
          <line
            key={tick}
            className={styles.grid}
            x1={scale.toPixel(tick)}
            x2={scale.toPixel(tick)}
            y1={0}
            y2={rowHeight}
          />
        ))}
        {row?.few && !row.constant && !Number.isNaN(value) ? (
          <circle cx={end} cy={rowHeight / 2} r={4} fill={color} />
        ) : row ? (
          !row.constant && <rect x={left} y={top} width={width} height={BAR_HEIGHT} rx={1} fill={color} />
        ) : (
          width > 0 && (
            <rect
              className={styles.hollow}
              x={left + 0.5}
              y={top + 0.5}
              width={Math.max(1, width - 1)}
              height={BAR_HEIGHT - 1}
              rx={1}
            />
          )
        )}
        {scale.domain[0] < 0 && <line className={styles.zero} x1={zero} x2={zero} y1={0} y2={rowHeight} />}
        {row && whiskers && !Number.isNaN(row.lo + row.hi) && (
          <Whisker from={scale.toPixel(row.lo)} to={scale.toPixel(row.hi)} middle={rowHeight / 2} />
        )}
        {row && showReference && !Number.isNaN(row.reference) && (
          <line
            className={styles.reference}
            x1={scale.toPixel(row.reference)}
            x2={scale.toPixel(row.reference)}
            y1={top - 4}
            y2={top + BAR_HEIGHT + 4}
          />
        )}
      </svg>
      <span className={styles.share} style={{ width: SHARE_WIDTH }}>
        {change && <Icon name={change === 'up' ? 'arrow-up' : 'arrow-down'} size="sm" className={styles.change} />}
        {Number.isNaN(share) ? '' : formatPercent(share)}
      </span>
    </div>
  );
}

/** The 95 % interval: a line with ends, edged in the paper's colour so that it shows on the bar as well. */
function Whisker({ from, to, middle }: { from: number; to: number; middle: number }) {
  const styles = useStyles2(getStyles);
  const path = `M${from} ${middle}H${to}M${from} ${middle - 3}v6M${to} ${middle - 3}v6`;
  return (
    <>
      <path d={path} className={styles.whiskerEdge} />
      <path d={path} className={styles.whisker} />
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    alignItems: 'center',
    height: '100%',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  label: css({ ...rowLabel(theme), color: theme.colors.text.primary }),
  otherLabel: css({ ...rowLabel(theme), color: theme.colors.text.secondary }),
  plot: css({ flex: 'none', display: 'block', overflow: 'visible' }),
  grid: css({ stroke: theme.colors.border.weak }),
  zero: css({ stroke: theme.colors.text.secondary }),
  hollow: css({ fill: 'none', stroke: theme.colors.text.secondary, strokeDasharray: '3 2' }),
  whiskerEdge: css({ fill: 'none', stroke: theme.colors.background.primary, strokeWidth: 3.5 }),
  whisker: css({ fill: 'none', stroke: theme.colors.text.primary, strokeWidth: 1.25 }),
  reference: css({ stroke: theme.colors.text.primary, strokeWidth: 2 }),
  share: css({
    flex: 'none',
    display: 'flex',
    justifyContent: 'flex-end',
    alignItems: 'center',
    gap: theme.spacing(0.25),
    paddingRight: theme.spacing(1),
    fontVariantNumeric: 'tabular-nums',
    color: theme.colors.text.secondary,
  }),
  change: css({ color: theme.colors.warning.text }),
});
