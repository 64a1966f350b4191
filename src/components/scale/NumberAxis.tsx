import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type LinearScale } from './linearScale';

export const NUMBER_AXIS_HEIGHT = 20;

interface Props {
  scale: LinearScale;
  width: number;
  format: (value: number) => string;
  /** Above the rows, the ticks point down to them. */
  side?: 'top' | 'bottom';
}

/** Labels under or above a number axis; the last one is pushed inside where it would leave the width. */
export function NumberAxis({ scale, width, format, side = 'bottom' }: Props) {
  const styles = useStyles2(getStyles);
  const from = side === 'top' ? NUMBER_AXIS_HEIGHT - 3 : 0;
  return (
    <svg width={width} height={NUMBER_AXIS_HEIGHT} className={styles.axis} aria-hidden="true">
      {scale.ticks.map((tick) => {
        const x = scale.toPixel(tick);
        const anchor = x > width - 8 ? 'end' : 'middle';
        return (
          <g key={tick}>
            <line x1={x} x2={x} y1={from} y2={from + 3} className={styles.tick} />
            <text x={x} y={side === 'top' ? 12 : 14} textAnchor={anchor} className={styles.text}>
              {format(tick)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  axis: css({ display: 'block', overflow: 'visible' }),
  tick: css({ stroke: theme.colors.border.medium }),
  text: css({
    fill: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
});
