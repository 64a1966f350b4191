import { type Field } from '@grafana/data';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { type Truncated, truncatedText } from '../figure/truncated';
import { VizFigure } from '../figure/VizFigure';
import { followOneClick } from '../interaction/oneClick';
import { type Subject } from '../interaction/subject';
import { useFilter } from '../interaction/useFilter';
import { usePinned } from '../interaction/usePinned';
import { type TooltipOptions } from '../options/tooltip';
import { type TextTable } from '../table/csv';
import { type CardFilter } from '../tooltip/CardContent';
import { CanvasList } from './CanvasList';
import { endsFit } from './ends';
import { listLayout } from './listLayout';
import { RowList } from './RowList';
import { type TreeGrid } from './rows';

/** What a card is told beside its row. */
export interface CardState {
  pinned: boolean;
  onFilter?: (filter: CardFilter, operator: '=' | '!=') => void;
}

/** Rows on a canvas, for lists that are too long for elements. */
interface Painted {
  drawRow: (context: CanvasRenderingContext2D, row: number, top: number) => void;
  highlight: string;
  linkedColor: string;
}

interface Props {
  width: number;
  height: number;
  title: string;
  summary: string;
  table: (style: 'shown' | 'full') => TextTable;
  /** What the answer left out; said in the sentence, which is always there. */
  truncated?: Truncated;
  tooltip: TooltipOptions;
  count: number;
  rowHeight: { min: number; max: number };
  fills?: boolean;
  /** The first and the last row, drawn as elements, stay in sight while the others scroll. */
  endsStay?: boolean;
  head?: { height: number; content: ReactNode };
  /** Under the rows, `NUMBER_AXIS_HEIGHT` high. */
  axis?: ReactNode;
  legend?: { from: number; content: (active: number | undefined) => ReactNode };
  textOf: (row: number) => string;
  isMarked: (row: number) => boolean;
  /** One of the two draws rows. */
  renderRow?: (row: number, rowHeight: number) => ReactNode;
  painted?: Painted;
  backdrop?: (rowHeight: number) => ReactNode;
  /** In the place of a list without rows. */
  empty?: ReactNode;
  renderCard: (row: number, card: CardState) => ReactNode;
  subjectOf?: (row: number) => Subject | undefined;
  onKey?: (key: string, row: number, shift: boolean) => boolean | number;
  /** Shift and a click, or Shift and Enter, on a row: true where it was taken. */
  onExtend?: (row: number) => boolean;
  /** Said to screen readers beside the row, such as what a key did. */
  said?: string;
  /** The value behind a row: a click follows its data link where that is set to open at one. */
  linkedValue?: (row: number) => { field: Field; at: number | undefined } | undefined;
  tree?: TreeGrid;
  onGrab?: (row: number, at: { clientX: number; clientY: number }) => void;
  /** What `f` filters for. */
  filterOf?: (row: number) => CardFilter | undefined;
}

/** A chart that is a list: caption, head, rows with cards and keys, axis and legend, and the same as a table. */
export function ListFigure(props: Props) {
  const { width, height, title, summary, truncated, table, tooltip, count, rowHeight, fills, head, axis, legend } =
    props;
  const {
    textOf,
    isMarked,
    renderRow,
    painted,
    backdrop,
    empty,
    renderCard,
    subjectOf,
    onKey,
    onExtend,
    said,
    linkedValue,
    filterOf,
    tree,
    onGrab,
    endsStay,
  } = props;
  const [showTable, setShowTable] = useState(false);
  const pin = usePinned<number>();
  const scrolled = useRef(0);
  const [chosen, setCell] = useState(-1);
  // The next answer may have fewer columns.
  const cell = tree ? Math.min(chosen, tree.columns - 1) : chosen;
  const onFilter = useFilter();
  const layout = listLayout({
    height,
    count,
    rowHeight,
    head: head?.height,
    hasAxis: axis !== undefined,
    legendFrom: legend?.from,
    fills,
  });
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  const filterRow = (row: number) => {
    const filter = filterOf?.(row);
    if (filter) {
      onFilter?.(filter, '=');
    }
  };
  const rows = {
    count,
    rowHeight: layout.rowHeight,
    width,
    height: layout.listHeight,
    label: title,
    textOf,
    isMarked,
    tooltip,
    renderCard: (row: number, pinned: boolean) => renderCard(row, { pinned, onFilter }),
    subjectOf,
    onKey,
    onExtend,
    onFollow: (row: number, times: number) => {
      const value = linkedValue?.(row);
      return value !== undefined && followOneClick(value.field, value.at ?? -1, times);
    },
    onFilter: onFilter && filterOf ? filterRow : undefined,
    onToggleTable,
    tree,
    endsStay: endsStay && !painted && endsFit({ count, rowHeight: layout.rowHeight, height: layout.listHeight }),
    onGrab,
    cell,
    onCell: setCell,
    pin,
    scrolled,
  };
  const active = pin.item !== undefined && pin.item < count ? pin.item : undefined;
  const spoken = (row: number) => (tree && cell >= 0 ? tree.cellText(row, cell) : textOf(row));
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={[summary, truncatedText(truncated)].filter(Boolean).join(' · ')}
      live={[said, active !== undefined && pin.keyboard ? spoken(active) : ''].filter(Boolean).join('. ')}
      table={table}
      showTable={showTable}
      onToggleTable={onToggleTable}
    >
      {head?.content}
      {count === 0 && empty !== undefined ? (
        empty
      ) : painted ? (
        <CanvasList {...rows} {...painted} />
      ) : (
        <RowList
          {...rows}
          renderRow={(row) => renderRow?.(row, layout.rowHeight)}
          backdrop={backdrop?.(layout.rowHeight)}
        />
      )}
      {axis}
      {layout.hasLegend && legend?.content(active)}
    </VizFigure>
  );
}
