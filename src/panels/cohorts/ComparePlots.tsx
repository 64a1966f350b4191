import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type ColumnComparison } from './comparison';
import { type PhiDifference } from './phiDifference';

interface MirroredProps {
  column: ColumnComparison;
  width: number;
  height: number;
  colorA: string;
  colorB: string;
}

/** Bars of A upwards and of B downwards, bin by bin. */
export function Mirrored({ column, width, height, colorA, colorB }: MirroredProps) {
  const styles = useStyles2(getStyles);
  const most = Math.max(...column.bins.flatMap(({ a, b }) => [a, b]), 1e-9);
  const each = Math.min(36, width / Math.max(1, column.bins.length));
  const [middle, half] = [height / 2, height / 2 - 4];
  return (
    <svg width={width} height={height} className={styles.plot} aria-hidden="true">
      {column.bins.map(({ label, a, b }, i) => (
        <g key={label}>
          <rect
            x={i * each}
            width={Math.max(1, each - 2)}
            y={middle - (half * a) / most}
            height={(half * a) / most}
            fill={colorA}
          />
          <rect x={i * each} width={Math.max(1, each - 2)} y={middle} height={(half * b) / most} fill={colorB} />
        </g>
      ))}
      <line x1={0} x2={each * column.bins.length} y1={middle} y2={middle} className={styles.axis} />
    </svg>
  );
}

interface PhiProps {
  phi: PhiDifference | undefined;
  width: number;
  height: number;
  /** Size of difference at the ends of the axis, the same in every row. */
  reach: number;
  /** Filled where the difference is significant. */
  isSure: boolean;
  colorA: string;
  colorB: string;
}

const BAR = 12;

/** The difference of the mean attributions as a bar from zero with its interval: to the right A pushes more. */
export function PhiBar({ phi, width, height, reach, isSure, colorA, colorB }: PhiProps) {
  const styles = useStyles2(getStyles);
  const middle = height / 2;
  const x = (value: number) => width / 2 + (Math.max(-1, Math.min(1, value / reach)) * (width - 4)) / 2;
  const color = phi && phi.delta < 0 ? colorB : colorA;
  return (
    <svg width={width} height={height} className={styles.plot} aria-hidden="true">
      <line x1={width / 2} x2={width / 2} y1={4} y2={height - 4} className={styles.axis} />
      {phi && (
        <>
          <rect
            x={Math.min(x(0), x(phi.delta))}
            width={Math.max(1, Math.abs(x(phi.delta) - x(0)))}
            y={middle - BAR / 2}
            height={BAR}
            stroke={color}
            fill={isSure ? color : 'none'}
          />
          {!Number.isNaN(phi.lo + phi.hi) && (
            <path d={`M${x(phi.lo)} ${middle}H${x(phi.hi)}`} className={styles.interval} />
          )}
        </>
      )}
    </svg>
  );
}

/** What the axis of all bars has to reach: the largest difference, and the intervals up to twice as far. */
export function phiReach(columns: readonly ColumnComparison[]): number {
  const most = Math.max(0, ...columns.map(({ phi }) => Math.abs(phi?.delta ?? 0)));
  const ends = columns.flatMap(({ phi }) => [Math.abs(phi?.lo ?? 0), Math.abs(phi?.hi ?? 0)]);
  return Math.max(1e-12, Math.min(2 * most, Math.max(most, ...ends.filter((end) => !Number.isNaN(end)))));
}

const getStyles = (theme: GrafanaTheme2) => ({
  plot: css({ flex: 'none', display: 'block' }),
  axis: css({ stroke: theme.colors.border.strong }),
  interval: css({ stroke: theme.colors.text.primary, strokeWidth: 1.5 }),
});
