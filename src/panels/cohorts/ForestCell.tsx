import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type LinearScale } from '../../components/scale/linearScale';
import { type CohortCell } from './cohortData';
import { UNTESTED_DASHES } from './forestLayout';
import { isTested } from './tested';

export const ROW_HEIGHT = 26;

interface Props {
  cell: CohortCell | undefined;
  overall: CohortCell | undefined;
  scale: LinearScale;
  width: number;
  color: string;
  /** Draws the value in the reference with a tail to the present one. */
  showReference: boolean;
  showComplement?: boolean;
  limits?: readonly number[];
  /** Of the dot, CSS pixels. */
  radius?: number;
}

const DOT = 4.5;
const [SMALLEST, LARGEST] = [2, 8];

/** Radius of a dot whose area says how many rows it has. */
export function dotRadius(n: number, largest: number, sizeBy: 'none' | 'n'): number {
  return sizeBy === 'n' ? Math.max(SMALLEST, LARGEST * Math.sqrt((n || 0) / largest)) : DOT;
}

/**
 * Dot and interval of one cohort: filled when the difference is significant, hollow when not, dashed where it was not tested,
 * grey with too few rows.
 */
export function ForestCell(props: Props) {
  const {
    cell,
    overall,
    scale,
    width,
    color,
    showReference,
    showComplement = false,
    limits = [],
    radius = DOT,
  } = props;
  const styles = useStyles2(getStyles);
  const middle = ROW_HEIGHT / 2;
  const whole = overall && !Number.isNaN(overall.value) ? scale.toPixel(overall.value) : undefined;
  return (
    <svg width={width} height={ROW_HEIGHT} className={styles.plot} aria-hidden="true">
      {scale.ticks.map((tick) => (
        <Upright key={tick} x={scale.toPixel(tick)} className={styles.grid} />
      ))}
      {whole !== undefined && <Upright x={whole} className={styles.whole} />}
      {limits.map((limit) => (
        <Upright key={limit} x={scale.toPixel(limit)} className={styles.limit} />
      ))}
      {showReference && cell && !Number.isNaN(cell.value + cell.reference) && (
        <Comet from={scale.toPixel(cell.reference)} to={scale.toPixel(cell.value)} width={width} />
      )}
      {cell && !Number.isNaN(cell.value) && (
        <g stroke={cell.insufficient ? undefined : color} className={cell.insufficient ? styles.thin : undefined}>
          {!Number.isNaN(cell.lo + cell.hi) && (
            <Interval from={scale.toPixel(cell.lo)} to={scale.toPixel(cell.hi)} width={width} />
          )}
          {inside(scale.toPixel(cell.value), width) && (
            <circle
              cx={scale.toPixel(cell.value)}
              cy={middle}
              r={cell.insufficient ? Math.min(3, radius) : radius}
              strokeWidth={1.75}
              strokeDasharray={cell.insufficient || isTested(cell) ? undefined : UNTESTED_DASHES.join(' ')}
              className={cell.significant ? undefined : styles.hollow}
              fill={cell.significant ? color : undefined}
            />
          )}
        </g>
      )}
      {showComplement && cell && inside(scale.toPixel(cell.complement), width) && (
        <path d={diamond(scale.toPixel(cell.complement), middle)} className={styles.complement} />
      )}
    </svg>
  );
}

const Upright = ({ x, className }: { x: number; className: string }) => (
  <line className={className} x1={x} x2={x} y1={0} y2={ROW_HEIGHT} />
);

const diamond = (x: number, y: number) => `M${x - 4} ${y}L${x} ${y - 4}L${x + 4} ${y}L${x} ${y + 4}Z`;
const inside = (x: number, width: number) => x >= 0 && x <= width;

/** Where the cohort stood in the reference, and a tail that widens towards where it stands now. */
function Comet({ from, to, width }: { from: number; to: number; width: number }) {
  const styles = useStyles2(getStyles);
  const middle = ROW_HEIGHT / 2;
  const [a, b] = [Math.max(0, Math.min(width, from)), Math.max(0, Math.min(width, to))];
  return (
    <g className={styles.comet}>
      <path d={`M${a} ${middle}L${b} ${middle - 4}V${middle + 4}Z`} />
      <rect x={a - 0.75} y={middle - 5} width={1.5} height={10} />
    </g>
  );
}

/** A line; where it leaves the axis a small arrow says that it goes on. */
function Interval({ from, to, width }: { from: number; to: number; width: number }) {
  const middle = ROW_HEIGHT / 2;
  const [a, b] = [Math.max(0, Math.min(width, from)), Math.max(0, Math.min(width, to))];
  const left = from < 0 ? `M${4} ${middle - 3}L0.5 ${middle}L4 ${middle + 3}` : '';
  const right = to > width ? `M${width - 4} ${middle - 3}L${width - 0.5} ${middle}L${width - 4} ${middle + 3}` : '';
  return <path d={`M${a} ${middle}H${b}${left}${right}`} fill="none" strokeWidth={1.75} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  plot: css({ flex: 'none', display: 'block' }),
  grid: css({ stroke: theme.colors.border.weak }),
  whole: css({ stroke: theme.colors.text.secondary, strokeDasharray: '4 3', strokeWidth: 1.25 }),
  limit: css({ stroke: theme.colors.warning.text, strokeWidth: 1.5 }),
  complement: css({ fill: theme.colors.background.primary, stroke: theme.colors.text.primary, strokeWidth: 1.25 }),
  comet: css({ fill: theme.colors.text.disabled, fillOpacity: 0.8 }),
  thin: css({ stroke: theme.colors.text.disabled }),
  hollow: css({ fill: theme.colors.background.primary }),
});
