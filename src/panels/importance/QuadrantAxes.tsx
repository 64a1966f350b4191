import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatPlain } from '../../components/format/number';
import { MARGIN } from './PlotFrame';
import { type logScale, type Quadrant } from './quadrants';

interface Props {
  x: ReturnType<typeof logScale>;
  y: ReturnType<typeof logScale>;
  /** Where the limits lie, and how far the plot reaches; CSS pixels. */
  limitX: number;
  limitY: number;
  width: number;
  bottom: number;
  names: Record<Quadrant, string>;
}

/** Grid, limits and the names of the four corners. */
export function QuadrantAxes({ x, y, limitX, limitY, width, bottom, names }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {x.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={MARGIN.left + x.toPixel(tick)}
            x2={MARGIN.left + x.toPixel(tick)}
            y1={MARGIN.top}
            y2={bottom}
            className={styles.grid}
          />
          <text x={MARGIN.left + x.toPixel(tick)} y={bottom + 14} textAnchor="middle" className={styles.text}>
            {`${formatPlain(tick)}×`}
          </text>
        </g>
      ))}
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={MARGIN.left}
            x2={width - MARGIN.right}
            y1={bottom - y.toPixel(tick)}
            y2={bottom - y.toPixel(tick)}
            className={styles.grid}
          />
          <text x={MARGIN.left - 6} y={bottom - y.toPixel(tick) + 4} textAnchor="end" className={styles.text}>
            {formatPlain(tick)}
          </text>
        </g>
      ))}
      <line x1={limitX} x2={limitX} y1={MARGIN.top} y2={bottom} className={styles.limit} />
      <line x1={MARGIN.left} x2={width - MARGIN.right} y1={limitY} y2={limitY} className={styles.limit} />
      <text x={width - MARGIN.right - 4} y={MARGIN.top + 12} textAnchor="end" className={styles.corner}>
        {names.act}
      </text>
      <text x={MARGIN.left + 4} y={MARGIN.top + 12} className={styles.corner}>
        {names.watch}
      </text>
      <text x={width - MARGIN.right - 4} y={bottom - 6} textAnchor="end" className={styles.corner}>
        {names.noise}
      </text>
      <text x={MARGIN.left + 4} y={bottom - 6} className={styles.corner}>
        {names.calm}
      </text>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const text = { fontSize: theme.typography.bodySmall.fontSize, fontVariantNumeric: 'tabular-nums' } as const;
  return {
    grid: css({ stroke: theme.colors.border.weak }),
    limit: css({ stroke: theme.colors.text.secondary, strokeDasharray: '5 3' }),
    text: css({ ...text, fill: theme.colors.text.secondary }),
    corner: css({ ...text, fill: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightMedium }),
  };
};
