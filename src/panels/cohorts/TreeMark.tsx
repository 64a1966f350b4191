import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type TreeNode } from './cohortTree';

/** Room for each step down the tree, CSS pixels. */
export const INDENT = 24;
const RADIUS = 10;
/** A share that is there is seen: no less than this is filled. */
const FILL_MIN = 0.14;
/** Deeper nodes stand no further to the right. */
const DEEPEST = 8;

interface Props {
  node: TreeNode;
  height: number;
  /** Undefined where there are too few rows for a rate. */
  color: string | undefined;
  /** A thick edge. */
  strong: boolean;
  /** Of a click on a node that others hang on. */
  onToggle: () => void;
}

/** The lines that lead to a node, and the node: filled from below as far as it holds a share of the errors. */
export function TreeMark({ node, height, color, strong, onToggle }: Props) {
  const styles = useStyles2(getStyles);
  const middle = height / 2;
  const placeOf = (depth: number) => 14 + Math.min(depth, DEEPEST) * INDENT;
  const x = placeOf(node.depth);
  const fill = node.fill > 0 ? Math.max(FILL_MIN, Math.min(1, node.fill)) : 0;
  return (
    <svg
      width={x + RADIUS + 8}
      height={height}
      className={styles.mark}
      aria-hidden="true"
      onClick={(event) => {
        if (node.row && node.expanded !== undefined) {
          event.stopPropagation();
          onToggle();
        }
      }}
    >
      {node.rails
        .slice(0, -1)
        .map(
          (goesOn, i) =>
            goesOn && i < DEEPEST && <path key={i} d={`M${placeOf(i)} 0V${height}`} className={styles.rail} />
        )}
      {node.depth > 0 && (
        <path
          d={`M${placeOf(node.depth - 1)} 0V${node.rails[node.depth - 1] ? height : middle}M${placeOf(node.depth - 1)} ${middle}H${x - RADIUS}`}
          className={styles.rail}
        />
      )}
      {node.child >= 0 && <path d={`M${x} ${middle + RADIUS}V${height}`} className={styles.rail} />}
      <circle cx={x} cy={middle} r={RADIUS} className={styles.empty} />
      {color !== undefined && fill > 0 && <path d={filled(x, middle, fill)} fill={color} />}
      <circle cx={x} cy={middle} r={RADIUS} className={strong ? styles.strong : styles.edge} />
      {node.expanded === false && <path d={`M${x - 4} ${middle}h8M${x} ${middle - 4}v8`} className={styles.plus} />}
    </svg>
  );
}

/** The part of the circle below the level that a share of its height reaches. */
function filled(x: number, middle: number, share: number): string {
  const below = RADIUS - 2 * RADIUS * Math.min(share, 0.9999);
  const half = Math.sqrt(Math.max(0, RADIUS ** 2 - below ** 2));
  const y = middle + below;
  return `M${x - half} ${y}A${RADIUS} ${RADIUS} 0 ${share > 0.5 ? 1 : 0} 0 ${x + half} ${y}Z`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  mark: css({ flex: 'none', display: 'block' }),
  rail: css({ fill: 'none', stroke: theme.colors.border.strong, strokeWidth: 1.25 }),
  empty: css({ fill: theme.colors.background.primary }),
  edge: css({ fill: 'none', stroke: theme.colors.text.secondary, strokeWidth: 1 }),
  strong: css({ fill: 'none', stroke: theme.colors.text.primary, strokeWidth: 2 }),
  plus: css({ fill: 'none', stroke: theme.colors.text.primary, strokeWidth: 1.5 }),
});
