import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { captionText } from '../../components/figure/cutText';
import { formatValue } from '../../components/format/number';
import { type GridCell } from '../../components/grid/geometry';
import { type LensRow } from '../../components/grid/lens';
import { rowOf } from './grid';
import { type Scene } from './scene';

interface Props {
  scene: Scene;
  lens: readonly LensRow[];
  /** What one points at. */
  at: GridCell;
}

/** Room for a score beside the names. */
const VALUE_WIDTH = 56;

/**
 * Names of the grown rows, and their scores in the window that one points at. Mute for readers: the cell that one points at is
 * read anyway.
 */
export function DriftLens({ scene, lens, at }: Props) {
  const styles = useStyles2(getStyles);
  const { view, layout, geometry: g } = scene;
  const x = g.left + at.column * g.cellWidth;
  // Scores stand beside their names, but not over what one points at.
  const isNear = x < layout.left + VALUE_WIDTH + g.cellWidth + 8;
  const valueLeft = isNear ? layout.left + layout.plotWidth - VALUE_WIDTH : layout.left;
  return (
    <div className={styles.lens} aria-hidden="true">
      {lens.map(({ row, top, height }) => (
        <div key={row} className={cx({ [styles.active]: row === at.row })}>
          <span className={styles.name} style={{ top, height, lineHeight: `${height}px`, width: layout.left }}>
            {view.rows[row].name}
          </span>
          {/* Bars have their figures behind them. */}
          {!scene.bars && (
            <span
              className={styles.value}
              style={{ top, height, lineHeight: `${height}px`, left: valueLeft, width: VALUE_WIDTH }}
            >
              {valueAt(scene, row, at.column)}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}

function valueAt({ view: { grid, cells, columns } }: Scene, row: number, column: number): string {
  const cell = cells[row * columns + column];
  return cell >= 0 && !Number.isNaN(grid.score[cell]) ? formatValue(rowOf(grid, cell).score, grid.score[cell]) : '–';
}

const getStyles = (theme: GrafanaTheme2) => {
  const text = {
    ...captionText(theme),
    position: 'absolute',
    textAlign: 'right',
    paddingRight: theme.spacing(1),
    background: theme.colors.background.primary,
  } as const;
  return {
    lens: css({ position: 'absolute', inset: 0, zIndex: 1, pointerEvents: 'none' }),
    name: css(text, { left: 0, paddingLeft: theme.spacing(0.5) }),
    value: css(text, { fontVariantNumeric: 'tabular-nums' }),
    active: css({
      '& > span': { color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium },
    }),
  };
};
