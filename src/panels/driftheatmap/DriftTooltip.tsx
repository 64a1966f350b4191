import { type DataQueryRequest, type InterpolateFunction } from '@grafana/data';
import { type TimeZone, TooltipDisplayMode } from '@grafana/schema';
import { type RefObject } from 'react';
import { cellRect, type GridCell } from '../../components/grid/geometry';
import { useRecordsUrl } from '../../components/figure/panelScope';
import { type usePinned } from '../../components/interaction/usePinned';
import { type TooltipOptions } from '../../components/options/tooltip';
import { useBins } from '../../components/query/useBins';
import { actionsOf } from '../../components/tooltip/actions';
import { type CardFilter } from '../../components/tooltip/CardContent';
import { FloatingCard } from '../../components/tooltip/FloatingCard';
import { type BinFrames } from './binFrames';
import { cohortOfCell } from './cellRecords';
import { DriftBins } from './DriftBins';
import { DriftCard } from './DriftCard';
import { regionUrl } from './DriftSelection';
import { cellText } from './driftText';
import { DriftWindowCard } from './DriftWindowCard';
import { rowOf } from './grid';
import { type TimeAggregation } from './options';
import { type CellPair, type Slot } from './pair';
import { PairTools } from './PairTools';
import { type Scene } from './scene';
import { useCellFacts } from './useCellFacts';
import { usePanelContext } from '@grafana/ui';

interface Props {
  scene: Scene;
  at: GridCell;
  /** The cell of the grid that is shown there. */
  cell: number;
  pin: ReturnType<typeof usePinned<GridCell>>;
  container: RefObject<HTMLDivElement | null>;
  /** Bins that came with the scores. */
  bins: BinFrames | undefined;
  options: TooltipOptions;
  timeAgg: TimeAggregation;
  timeZone: TimeZone;
  request: DataQueryRequest | undefined;
  replace: InterpolateFunction;
  onFilter: ((filter: CardFilter, operator: '=' | '!=') => void) | undefined;
  pair: CellPair;
  onAssign: (slot: Slot, cell: GridCell) => void;
}

/** The card of a cell. A pinned one always shows the cell, whatever the mode is for hovering. */
export function DriftTooltip(props: Props) {
  const { scene, at, cell, pin, container, options, timeAgg, timeZone, request, replace, onFilter } = props;
  const { pair, onAssign } = props;
  const { view, colors, fdr, geometry } = scene;
  const { grid } = view;
  const { canExecuteActions } = usePanelContext();
  const recordsUrl = useRecordsUrl();
  const { column, segment, frame, score, metric } = rowOf(grid, cell);
  const index = cell % grid.times.length;
  const [from, to] = [grid.times[index], grid.ends[index]];
  const byTime = grid.info.places === undefined;
  const wanted = metric === undefined && byTime ? { refId: frame.refId, column, segment, from, to } : undefined;
  const isHidden = options.mode === TooltipDisplayMode.None && !pin.pinned;
  const own = wanted && props.bins?.(column, segment, from);
  const facts = useCellFacts(request, grid, pin.pinned && wanted ? cell : undefined);
  const asked = useBins(request, isHidden || own ? undefined : wanted);
  if (isHidden) {
    return null;
  }
  const row = grid.at[cell];
  return (
    <FloatingCard
      container={container}
      anchor={cellRect(geometry, at)}
      pinned={pin.pinned}
      onClose={pin.unpin}
      label={cellText(grid, cell, timeZone, fdr)}
      maxWidth={options.maxWidth}
      maxHeight={options.maxHeight}
    >
      {options.mode === TooltipDisplayMode.Multi && !pin.pinned ? (
        <DriftWindowCard view={view} column={at.column} row={at.row} timeZone={timeZone} />
      ) : (
        <DriftCard
          grid={grid}
          cell={cell}
          row={view.rows[at.row]}
          asked={facts}
          merged={view.merged}
          timeAgg={timeAgg}
          fdr={fdr}
          colors={colors}
          timeZone={timeZone}
          pinned={pin.pinned}
          onFilter={onFilter}
          actions={pin.pinned && row >= 0 && canExecuteActions?.() ? actionsOf(frame, score, row, replace) : []}
          records={wanted && pin.pinned ? recordsUrl({ ...wanted, columns: [column] }) : undefined}
          explore={wanted && pin.pinned ? regionUrl({ names: [column], from, to }, request, replace) : undefined}
        >
          <DriftBins bins={own ? { state: 'done', bins: own } : asked} />
          {pin.pinned && (
            <PairTools
              cohort={cohortOfCell(view, at, request)}
              pair={pair}
              timeZone={timeZone}
              onAssign={(slot) => onAssign(slot, at)}
            />
          )}
        </DriftCard>
      )}
    </FloatingCard>
  );
}
