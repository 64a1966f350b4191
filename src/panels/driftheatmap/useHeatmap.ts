import { type DataQueryRequest, type InterpolateFunction, type TimeRange } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { type TimeZone } from '@grafana/schema';
import { useCallback, useMemo, useState } from 'react';
import { useRecordsUrl } from '../../components/figure/panelScope';
import { captionHeight } from '../../components/figure/VizFigure';
import { type GridCell, scrollToShow } from '../../components/grid/geometry';
import { type AnnotationMark } from '../../components/interaction/annotations';
import { followOneClick } from '../../components/interaction/oneClick';
import { useFilter } from '../../components/interaction/useFilter';
import { useSharedCursor } from '../../components/interaction/useSharedCursor';
import { useSubject } from '../../components/interaction/useSubject';
import { columnUrl } from '../../components/selection/recordsUrl';
import { type BinFrames } from './binFrames';
import { cohortOfCell } from './cellRecords';
import { type ColumnFacts, groupNames } from './facts';
import { type DriftGrid, rowOf } from './grid';
import { type DriftHeatmapOptions } from './options';
import { type Slot } from './pair';
import { newestWindow, subjectOfRow } from './subjects';
import { useActiveCell } from './useActiveCell';
import { useClosedGroups } from './useClosedGroups';
import { useDriftKeyboard } from './useDriftKeyboard';
import { useDriftScene } from './useDriftScene';
import { useOrder } from './useOrder';
import { usePair } from './usePair';
import { usePointer } from './usePointer';
import { useSelection } from './useSelection';

export interface HeatmapProps {
  width: number;
  height: number;
  grid: DriftGrid;
  facts: ReadonlyMap<string, ColumnFacts>;
  /** Bins that came with the scores; without them they are asked for. */
  bins: BinFrames | undefined;
  options: DriftHeatmapOptions;
  timeRange: TimeRange;
  timeZone: TimeZone;
  annotations: AnnotationMark[];
  title: string;
  request: DataQueryRequest | undefined;
  replace: InterpolateFunction;
  onChangeTimeRange: (range: { from: number; to: number }) => void;
}

/** What can be done with a row, open at a place of the browser's window. */
interface OpenMenu {
  row: number;
  x: number;
  y: number;
}

/** Where keys lead to in the page; each the same function for as long as the panel is there. */
interface Ways {
  /** Scrolls the rows. */
  scrollTo: (top: number) => void;
  /** Focuses the grid. */
  toGrid: () => void;
  /** Focuses the bar of a selection. */
  toBar: () => void;
}

/** All that changes in the heatmap while one works with it: order, scroll, what is pointed at, pinned, selected or open. */
export function useHeatmap(props: HeatmapProps, { scrollTo, toGrid, toBar }: Ways) {
  const { height, facts, title, request, onChangeTimeRange } = props;
  const [scrollTop, setScrollTop] = useState(0);
  const [showTable, setShowTable] = useState(false);
  const [share, setShare] = useState<number>();
  const [menu, setMenu] = useState<OpenMenu>();
  const [explaining, setExplaining] = useState(false);
  const [headed, setHeaded] = useState(false);
  const { sort, ranked, setSort, rankBy, reset: resetOrder } = useOrder(props.grid.times);
  const groups = useMemo(() => groupNames(facts), [facts]);
  const { closed, toggle } = useClosedGroups(groups, props.options.groupsClosed);
  const options = useMemo(() => (sort ? { ...props.options, sort } : props.options), [props.options, sort]);
  const body = height - captionHeight(height);
  const { scene, notes } = useDriftScene({ ...props, options, closed, ranked, height: body, scrollTop });
  const { view, geometry } = scene;
  const pin = useActiveCell(view);
  const onFilter = useFilter();
  const cursor = useSharedCursor();
  const recordsUrl = useRecordsUrl();

  const gridCell = useCallback((cell: GridCell) => view.cells[cell.row * view.columns + cell.column], [view]);
  const onMove = useCallback(
    (cell: GridCell) => {
      const top = scrollToShow(geometry, cell.row);
      scrollTo(top);
      setScrollTop(top);
      pin.move(cell);
    },
    [geometry, pin, scrollTo]
  );
  const selection = useSelection(view, pin.item, onMove);
  const onRank = useCallback(
    (column: number) => rankBy({ from: view.starts[column], to: view.ends[column] }),
    [rankBy, view]
  );
  const { release, unpin, pin: pinCell } = pin;
  const { clear, onSelect } = selection;
  const pointer = usePointer({
    scene,
    pin,
    cursor,
    gridCell,
    mode: options.selection,
    onZoom: onChangeTimeRange,
    onSelect,
    onFollow: useCallback(
      (cell: GridCell, times: number) => {
        const at = gridCell(cell);
        return at >= 0 && followOneClick(rowOf(view.grid, at).score, view.grid.at[at], times);
      },
      [gridCell, view]
    ),
    onColumn: onRank,
    onReset: useCallback(() => {
      release();
      clear();
      resetOrder();
    }, [release, clear, resetOrder]),
    onShare: setShare,
  });

  const pageOf = useCallback(
    (row: number): string | undefined => {
      const { kind, members } = view.rows[row];
      const { column, segment, frame } = view.grid.rows[members[0]];
      return kind === 'column' ? columnUrl(recordsUrl({ refId: frame.refId, segment }), column) : undefined;
    },
    [view, recordsUrl]
  );
  const onMenu = useCallback((row: number, x: number, y: number) => setMenu({ row, x, y }), []);
  const onOpenRow = useCallback(
    (row: number, asksForMenu: boolean) => {
      const page = asksForMenu ? undefined : pageOf(row);
      if (page !== undefined) {
        locationService.push(page);
        return;
      }
      const place = document.activeElement?.getBoundingClientRect();
      setMenu({
        row,
        x: (place?.left ?? 0) + scene.layout.left,
        y: (place?.top ?? 0) + row * geometry.cellHeight - scrollTop,
      });
    },
    [pageOf, scene, geometry, scrollTop]
  );
  const closeMenu = useCallback(() => {
    setMenu(undefined);
    toGrid();
  }, [toGrid]);
  const onNewest = useCallback(
    (row: number) => {
      const column = newestWindow(view, row);
      if (column !== undefined) {
        pinCell({ row, column });
      }
    },
    [view, pinCell]
  );
  const onSelectRow = useCallback(
    (row: number) => onSelect({ a: { row, column: 0 }, b: { row, column: view.columns - 1 } }, true),
    [view, onSelect]
  );
  const open = useCallback(() => setExplaining(true), []);
  const close = useCallback(() => setExplaining(false), []);
  const pair = usePair(title, request);
  const { assign } = pair;
  const onAssign = useCallback(
    (slot: Slot, cell: GridCell) => {
      const cohort = cohortOfCell(view, cell, request);
      if (cohort) {
        unpin();
        assign(slot, cohort);
      }
    },
    [view, request, assign, unpin]
  );
  // A card that was pinned from there is about a cell.
  const onHeader = headed && pin.keyboard && !pin.pinned;
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  const onKeyDown = useDriftKeyboard({
    scene,
    pin,
    selection,
    sort: options.sort,
    onMove,
    onSort: setSort,
    onRank,
    onToggleGroup: toggle,
    onToggleTable,
    onFilter,
    onAssign,
    onToBar: toBar,
    onHeader,
    setOnHeader: setHeaded,
    onOpenRow,
    onSelectRow,
  });

  const subject = useMemo(() => pin.item && subjectOfRow(view, pin.item.row), [view, pin.item]);
  const isLinked = useSubject(subject);
  const linked = useMemo(
    () => view.rows.flatMap((_, at) => (isLinked(subjectOfRow(view, at)) ? [at] : [])),
    [view, isLinked]
  );
  return {
    scene,
    notes,
    options,
    order: { sort, ranked },
    pin,
    pointer,
    selection,
    pair,
    onAssign,
    cursor,
    linked,
    onHeader,
    onKeyDown,
    onFilter,
    setScrollTop,
    share,
    menu: { open: menu, onMenu, closeMenu, onNewest, onSelectRow },
    explain: { shown: explaining && selection.box !== undefined && selection.region !== undefined, open, close },
    table: { shown: showTable, onToggleTable },
    toggleGroup: toggle,
    pageOf,
    gridCell,
  };
}

export type Heatmap = ReturnType<typeof useHeatmap>;
