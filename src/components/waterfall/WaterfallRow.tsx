import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { rowLabel } from '../figure/cutText';
import { type LinearScale } from '../scale/linearScale';

export const DELTA_WIDTH = 76;
const BAR = 14;
/** Of the row's height at most, for the bars of low rows. */
const BAR_SHARE = 0.52;
const HEAD = 6;

export interface RowShape {
  label: string;
  /** Where the bar starts and ends; equal for the ends of the waterfall. */
  start: number;
  end: number;
  text: string;
  /** An end of the whole: a line instead of a bar. */
  isEnd: boolean;
  strong: boolean;
  /** Interval of the end of the bar. */
  lo: number;
  hi: number;
  /** End of the part of mix; the rest of the bar is function. NaN without the split. */
  mixEnd: number;
  /** The sum of others is hollow. */
  hollow: boolean;
}

interface Props {
  shape: RowShape;
  height: number;
  labelWidth: number;
  width: number;
  scale: LinearScale;
  up: string;
  down: string;
  /** Whether a connector leads on to the next row, and at which value. */
  next: number | undefined;
}

/** Label, arrow with its connector, and the figure. */
export function WaterfallRow({ shape, height, labelWidth, width, scale, up, down, next }: Props) {
  const styles = useStyles2(getStyles);
  const middle = height / 2;
  const bar = Math.min(BAR, Math.round(height * BAR_SHARE));
  const half = Math.min(10, Math.floor(height / 2) - 1);
  const [x0, x1] = [scale.toPixel(shape.start), scale.toPixel(shape.end)];
  const color = shape.end >= shape.start ? up : down;
  return (
    <div className={styles.row}>
      <span className={shape.strong ? styles.strong : styles.label} style={{ width: labelWidth }} title={shape.label}>
        {shape.label}
      </span>
      <svg width={width} height={height} className={styles.plot} aria-hidden="true">
        {scale.ticks.map((tick) => (
          <line
            key={tick}
            className={styles.grid}
            x1={scale.toPixel(tick)}
            x2={scale.toPixel(tick)}
            y1={0}
            y2={height}
          />
        ))}
        {next !== undefined && (
          <line
            className={styles.connector}
            x1={scale.toPixel(next)}
            x2={scale.toPixel(next)}
            y1={middle}
            y2={height + (height - bar) / 2}
          />
        )}
        {shape.isEnd ? (
          <path d={`M${x1} ${middle - half}V${middle + half}`} className={styles.end} />
        ) : (
          <path
            d={arrow(x0, x1, middle - bar / 2, bar)}
            fill={shape.hollow ? 'none' : color}
            stroke={color}
            strokeDasharray={shape.hollow ? '3 2' : undefined}
          />
        )}
        {!Number.isNaN(shape.mixEnd) && <Split shape={shape} scale={scale} top={middle + bar / 2 + 2} />}
        {!Number.isNaN(shape.lo + shape.hi) && (
          <path
            d={`M${scale.toPixel(shape.lo)} ${middle}H${scale.toPixel(shape.hi)}M${scale.toPixel(shape.lo)} ${middle - 3}v6M${scale.toPixel(shape.hi)} ${middle - 3}v6`}
            className={styles.whisker}
          />
        )}
      </svg>
      <span className={shape.strong ? styles.strongFigure : styles.figure} style={{ width: DELTA_WIDTH }}>
        {shape.text}
      </span>
    </div>
  );
}

/** A bar with an arrow's head; bars shorter than the head are heads alone. */
function arrow(from: number, to: number, top: number, height: number): string {
  const way = Math.sign(to - from) || 1;
  const head = Math.min(HEAD, Math.abs(to - from));
  const neck = to - way * head;
  return `M${from} ${top}H${neck}L${to} ${top + height / 2}L${neck} ${top + height}H${from}Z`;
}

/** Two thin lines below the bar: what mix did is solid, what function did is open. */
function Split({ shape, scale, top }: { shape: RowShape; scale: LinearScale; top: number }) {
  const styles = useStyles2(getStyles);
  const [a, m, b] = [shape.start, shape.mixEnd, shape.end].map(scale.toPixel);
  const span = (from: number, to: number) => ({ x: Math.min(from, to), width: Math.max(1, Math.abs(to - from)) });
  return (
    <>
      <rect {...span(a, m)} y={top} height={3} className={styles.mix} />
      <rect {...span(m, b)} y={top + 3.5} height={2.5} className={styles.func} />
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const label = rowLabel(theme);
  const figure = {
    flex: 'none',
    paddingRight: theme.spacing(1),
    textAlign: 'right',
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  } as const;
  return {
    row: css({ display: 'flex', alignItems: 'center', height: '100%', fontSize: theme.typography.bodySmall.fontSize }),
    label: css({ ...label, color: theme.colors.text.primary }),
    strong: css({ ...label, fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.primary }),
    plot: css({ flex: 'none', display: 'block', overflow: 'visible' }),
    grid: css({ stroke: theme.colors.border.weak }),
    connector: css({ stroke: theme.colors.text.secondary, strokeDasharray: '2 2' }),
    end: css({ stroke: theme.colors.text.primary, strokeWidth: 2.5 }),
    whisker: css({ fill: 'none', stroke: theme.colors.text.primary, strokeWidth: 1.25 }),
    mix: css({ fill: theme.colors.text.secondary }),
    func: css({ fill: theme.colors.background.primary, stroke: theme.colors.text.secondary, strokeWidth: 0.75 }),
    figure: css({ ...figure, color: theme.colors.text.primary }),
    strongFigure: css({ ...figure, fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.primary }),
  };
};
