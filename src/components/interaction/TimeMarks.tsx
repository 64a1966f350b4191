import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type AnnotationMark } from './annotations';

interface Props {
  marks: readonly AnnotationMark[];
  toPixel: (time: number) => number;
  /** The plot, CSS pixels: marks outside of it are not drawn. */
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Time that another panel points at. */
  cursor: number | undefined;
  /** Time being dragged over, or selected; CSS pixels. */
  span: [number, number] | undefined;
}

/** What stands on a time axis over any plot: annotations, the shared cursor and a selection. */
export function TimeMarks({ marks, toPixel, left, right, top, bottom, cursor, span }: Props) {
  const styles = useStyles2(getStyles);
  const inside = (x: number) => x >= left && x <= right;
  const at = cursor === undefined ? undefined : toPixel(cursor);
  return (
    <g>
      {marks.map((mark, i) => {
        const [x, end] = [toPixel(mark.time), toPixel(mark.timeEnd)];
        const [from, to] = [Math.max(left, x), Math.min(right, end)];
        return (
          <g key={i}>
            {to - from > 1 && (
              <>
                <rect
                  x={from}
                  width={to - from}
                  y={top}
                  height={bottom - top}
                  fill={mark.color}
                  className={styles.area}
                />
                <rect x={from} width={to - from} y={bottom} height={3} fill={mark.color} />
              </>
            )}
            {[...new Set([x, end])].filter(inside).map((edge) => (
              <line key={edge} x1={edge} x2={edge} y1={top} y2={bottom} stroke={mark.color} className={styles.mark} />
            ))}
          </g>
        );
      })}
      {span && <rect x={span[0]} width={span[1] - span[0]} y={top} height={bottom - top} className={styles.span} />}
      {at !== undefined && inside(at) && <line x1={at} x2={at} y1={top} y2={bottom} className={styles.cursor} />}
    </g>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  area: css({ fillOpacity: 0.12 }),
  mark: css({ strokeWidth: 1.25, strokeDasharray: '4 3' }),
  span: css({ fill: theme.colors.primary.border, fillOpacity: 0.2 }),
  cursor: css({ stroke: theme.colors.text.secondary, strokeDasharray: '3 3' }),
});
