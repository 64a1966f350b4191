import { type DataFrame } from '@grafana/data';
import { isOfOther } from '../../components/frames/analysis';
import { customOf, fieldNamed } from '../../components/frames/read';
import { DRIFT_FIELDS, type FrameKind } from '../../query/frames';
import { hasBins } from './binFrames';
import { buildGrid, type CellInput } from './buildGrid';
import { infoOf, type FrameInfo, type Reading } from './frameInfo';
import { type DriftGrid, type DriftInfo, type DriftRow } from './grid';
import { methodName } from './names';
import { type FieldChoice } from './options';
import { hasTime, isCells, readCellPlaces, readCells } from './readCells';
import { isLong, readLong } from './readLong';
import { isMetricFrame, readMetrics } from './readMetrics';
import { type Places, readPlaces } from './readPlaces';
import { isBuckets, readWide } from './readWide';

/**
 * The grid of all drift frames in a response, whatever their shape: the long table, the wide matrix with its companions,
 * any time series (a row each), cells or buckets of Grafana's own heatmap, or a table of categories by categories. Metrics of
 * the model in the same response become rows of their own. Undefined when nothing in it can be drawn.
 *
 * @param limit breach limit for data that bring none.
 */
export function prepareDrift(series: DataFrame[], limit?: number, choice: FieldChoice = {}): DriftGrid | undefined {
  const rows: DriftRow[] = [];
  const cells: CellInput[] = [];
  let info: FrameInfo | undefined;
  const companions = series.filter(isCompanion);
  const metrics = series.some((frame) => customOf(frame, 'drift', 'drift-matrix')) ? series.filter(isMetricFrame) : [];
  for (const frame of series) {
    if (frame.length === 0 || isCompanion(frame) || isForeign(frame) || metrics.includes(frame)) {
      continue;
    }
    const frameInfo = infoOf(frame, limit);
    const before = cells.length;
    readerOf(frame, choice)?.({ frame, info: frameInfo, companions, choice, rows, cells });
    info = info ?? (cells.length > before ? frameInfo : undefined);
  }
  if (info && cells.length > 0) {
    const shared = sharedInfo(info, rows);
    readMetrics(metrics, rows, cells);
    return buildGrid(uniqueNames(rows), cells, shared);
  }
  return gridOfPlaces(series, limit, choice);
}

function readerOf(frame: DataFrame, choice: FieldChoice): ((reading: Reading) => void) | undefined {
  if (isCells(frame)) {
    return hasTime(frame, choice) ? readCells : undefined;
  }
  return isLong(frame, choice) ? readLong : readWide;
}

/** Data that are not over time: every frame on one axis of names. */
function gridOfPlaces(series: DataFrame[], limit: number | undefined, choice: FieldChoice): DriftGrid | undefined {
  const found: Places = { rows: [], cells: [], names: [] };
  const frames = series.filter((frame) => frame.length > 0 && !isForeign(frame));
  frames.forEach((frame) => {
    const reading = { frame, info: infoOf(frame, limit), companions: [], choice };
    (isCells(frame) ? readCellPlaces : readPlaces)(reading, found);
  });
  return found.cells.length > 0
    ? buildGrid(uniqueNames(found.rows), found.cells, {
        ...sharedInfo(infoOf(frames[0], limit), found.rows),
        windowMs: 1,
        places: found.names,
      })
    : undefined;
}

/** What holds for the whole grid. Rows that are scored differently only have their severities in common. */
function sharedInfo({ higherIsWorse: _, method, ...info }: FrameInfo, rows: readonly DriftRow[]): DriftInfo {
  const methods = new Set(rows.map((row) => row.method).filter((name) => name !== undefined));
  const mixed = methods.size > 1 || new Set(rows.map((row) => row.higherIsWorse)).size > 1;
  return {
    ...info,
    mixed,
    method: methods.size > 1 ? undefined : ([...methods][0] ?? method),
    ordered: rows.every(({ frame }) => isBuckets(frame) || isCells(frame)),
  };
}

const COMPANIONS = new Set(['status', 'n', 'floor']);

/** Companion frames of a matrix are named after what they hold. */
function isCompanion(frame: DataFrame): boolean {
  return COMPANIONS.has(frame.name ?? '') && !fieldNamed(frame, DRIFT_FIELDS.score);
}

/** Plumbline's own frames whose numbers are courses over time, drift first. */
export const DRIFT_KINDS: FrameKind[] = [
  'drift',
  'drift-matrix',
  'drift-multivariate',
  'concept-drift',
  'attribution-drift',
  'performance',
  'performance-estimated',
  'quality',
  'service',
];

/** Frames about something else, such as the importance that only sorts the rows, or bins for cards. */
function isForeign(frame: DataFrame): boolean {
  return isOfOther(frame, DRIFT_KINDS) || hasBins(frame);
}

/**
 * A column that is scored by several methods says by which in each row, and of two queries with the same column the second
 * one's rows say which query they are from.
 */
function uniqueNames(rows: DriftRow[]): DriftRow[] {
  const methods = new Map<string, Set<string | undefined>>();
  rows.forEach(({ name, method }) => methods.set(name, (methods.get(name) ?? new Set()).add(method)));
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const several = (methods.get(row.name)?.size ?? 0) > 1 && row.method !== undefined;
    const name = several ? `${row.name} · ${methodName(row.method)}` : row.name;
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return { ...row, name: times === 0 ? name : `${name} (${row.frame.refId ?? times + 1})` };
  });
}
