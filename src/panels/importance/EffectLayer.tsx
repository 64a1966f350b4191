import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type XAxis } from './dependenceLayout';
import { type EffectLine, type EffectLines } from './readLines';

interface Props {
  lines: EffectLines;
  axis: XAxis;
  toY: (phi: number) => number;
  left: number;
  width: number;
  height: number;
}

/** The more lines, the paler: together they are about as dark as so many. */
const ICE_OF = 8;
const [PALEST, DARKEST] = [0.12, 0.5];

/** What the model would say over the column's values: of all records a thick line, of each a thin one. */
export function EffectLayer({ lines, axis, toY, left, width, height }: Props) {
  const styles = useStyles2(getStyles);
  const [low, high] = axis.domain;
  const path = ({ x, y }: EffectLine) => {
    const inside = x.flatMap((value, i) =>
      value >= low && value <= high ? [`${left + axis.place(value, '')} ${toY(y[i])}`] : []
    );
    return inside.length > 0 ? `M${inside.join('L')}` : '';
  };
  return (
    <svg width={width} height={height} className={styles.layer} aria-hidden="true">
      {lines.ice.map((line, i) => (
        <path
          key={i}
          d={path(line)}
          className={styles.ice}
          strokeOpacity={Math.max(PALEST, Math.min(DARKEST, ICE_OF / lines.ice.length))}
        />
      ))}
      {lines.pdp && <path d={path(lines.pdp)} className={styles.pdp} />}
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  layer: css({ position: 'absolute', inset: 0, pointerEvents: 'none' }),
  ice: css({ fill: 'none', stroke: theme.colors.text.secondary, strokeWidth: 1 }),
  pdp: css({ fill: 'none', stroke: theme.visualization.getColorByName('green'), strokeWidth: 2.5 }),
});
