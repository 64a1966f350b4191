import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type LinearScale } from '../../components/scale/linearScale';

/** Room around a plot for its axes, CSS pixels. */
export const MARGIN = { left: 64, right: 12, top: 8, bottom: 36 };

interface Props {
  width: number;
  height: number;
  x: { ticks: Array<{ at: number; text: string }>; title: string };
  y: { scale: LinearScale; format: (value: number) => string; title: string };
}

/** Grid, ticks and titles of a plot with two axes. `y` runs from the bottom. */
export function PlotFrame({ width, height, x, y }: Props) {
  const styles = useStyles2(getStyles);
  const [right, bottom] = [width - MARGIN.right, height - MARGIN.bottom];
  return (
    <svg width={width} height={height} className={styles.frame} aria-hidden="true">
      {y.scale.ticks.map((tick) => {
        const top = bottom - y.scale.toPixel(tick);
        return (
          <g key={tick}>
            <line x1={MARGIN.left} x2={right} y1={top} y2={top} className={tick === 0 ? styles.zero : styles.grid} />
            <text x={MARGIN.left - 6} y={top + 4} textAnchor="end" className={styles.text}>
              {y.format(tick)}
            </text>
          </g>
        );
      })}
      {x.ticks.map(({ at, text }, i) => (
        <g key={i}>
          <line x1={MARGIN.left + at} x2={MARGIN.left + at} y1={MARGIN.top} y2={bottom} className={styles.grid} />
          <text
            x={MARGIN.left + at}
            y={bottom + 14}
            textAnchor={at > right - MARGIN.left - 16 ? 'end' : 'middle'}
            className={styles.text}
          >
            {text}
          </text>
        </g>
      ))}
      <text x={(MARGIN.left + right) / 2} y={height - 6} textAnchor="middle" className={styles.text}>
        {x.title}
      </text>
      <text
        transform={`translate(11 ${bottom / 2 + MARGIN.top}) rotate(-90)`}
        textAnchor="middle"
        className={styles.text}
      >
        {y.title}
      </text>
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({ position: 'absolute', inset: 0 }),
  grid: css({ stroke: theme.colors.border.weak }),
  zero: css({ stroke: theme.colors.text.secondary }),
  text: css({
    fill: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
});
