import { css } from '@emotion/css';
import { type Field } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { type ComponentProps, type ReactNode, useMemo } from 'react';
import { labelWidth as widthOf } from '../format/measure';
import { formatTick } from '../format/number';
import { type CardState, ListFigure } from '../list/ListFigure';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../scale/NumberAxis';
import { DELTA_WIDTH, type RowShape, WaterfallRow } from './WaterfallRow';
import { waterfallScale } from './waterfallScale';

type Figure = ComponentProps<typeof ListFigure>;

interface Props extends Pick<
  Figure,
  | 'width'
  | 'height'
  | 'title'
  | 'summary'
  | 'table'
  | 'truncated'
  | 'tooltip'
  | 'rowHeight'
  | 'textOf'
  | 'isMarked'
  | 'subjectOf'
  | 'linkedValue'
  | 'filterOf'
> {
  shapes: readonly RowShape[];
  /** Unit and limits of the axis. */
  field: Field;
  /** Margin of the axis in its unit where all bars end at one value. */
  pad: number;
  /** Drawn from the bottom to the top, as shap draws one record. */
  upwards: boolean;
  /** Labels take at most this share of the width. */
  labelShare: number;
  renderCard: (row: number, color: string, card: CardState) => ReactNode;
  /** What stands in the legend, and from which height on there is one. */
  legend?: { from: number; content: (left: number, colors: { up: string; down: string }) => ReactNode };
}

/** Below this width the legend needs the room under the labels too. */
const NARROW = 700;

/** A list of bars, each from where the one before ended, over one axis. */
export function WaterfallFigure(props: Props) {
  const { shapes, field, pad, upwards, labelShare, renderCard, legend, ...figure } = props;
  const { width } = figure;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const labelWidth = useMemo(
    () => Math.min(width * labelShare, widthOf(shapes.map(({ label }) => label))),
    [shapes, width, labelShare]
  );
  const plotWidth = Math.max(1, width - labelWidth - DELTA_WIDTH);
  const { min, max } = field.config;
  const scale = useMemo(() => waterfallScale(shapes, { min, max }, plotWidth, pad), [shapes, min, max, plotWidth, pad]);
  const [up, down] = [theme.visualization.getColorByName('orange'), theme.visualization.getColorByName('blue')];
  return (
    <ListFigure
      {...figure}
      endsStay
      count={shapes.length}
      renderRow={(row, height) => (
        <WaterfallRow
          shape={shapes[row]}
          height={height}
          labelWidth={labelWidth}
          width={plotWidth}
          scale={scale}
          up={up}
          down={down}
          next={row < shapes.length - 1 ? (upwards ? shapes[row].start : shapes[row].end) : undefined}
        />
      )}
      renderCard={(row, card) => renderCard(row, shapes[row].end >= shapes[row].start ? up : down, card)}
      axis={
        <div className={styles.axis} style={{ marginLeft: labelWidth }}>
          <NumberAxis scale={scale} width={plotWidth} format={(value) => formatTick(field, value, scale.step)} />
        </div>
      }
      legend={
        legend && { from: legend.from, content: () => legend.content(width < NARROW ? 4 : labelWidth, { up, down }) }
      }
    />
  );
}

const getStyles = () => ({ axis: css({ display: 'flex', height: NUMBER_AXIS_HEIGHT }) });
