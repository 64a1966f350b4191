import { type DataFrame, type Field, FieldType, getFieldDisplayName } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { DRIFT_FIELDS, type FrameCustom } from '../../query/frames';
import { buildGrid, type CellInput, type DriftGrid, type DriftInfo, type DriftRow } from './grid';
import { type FieldChoice } from './options';
import { type Places, readPlaces } from './readPlaces';
import { isMetricFrame, readMetrics } from './readMetrics';

/** Fields that must not be taken for scores when a frame has to be read by its shape. */
const NOT_SCORES = new Set(['threshold', 'warn', 'floor', 'p', 'q', 'n', 'n_reference', 'n_ref', 'n_cur', 'direction']);

/**
 * The grid of all drift frames in a response, whatever their shape: the long table, the wide matrix with its companions,
 * any time series (a row each), or a table of categories by categories. Metrics of the model in the same response become
 * rows of their own. Undefined when nothing in it can be drawn.
 *
 * @param limit breach limit for data that bring none.
 */
export function prepareDrift(series: DataFrame[], limit?: number, choice: FieldChoice = {}): DriftGrid | undefined {
  const rows: DriftRow[] = [];
  const cells: CellInput[] = [];
  let info: DriftInfo | undefined;
  const companions = series.filter(isCompanion);
  const metrics = series.some((frame) => customOf(frame, 'drift', 'drift-matrix')) ? series.filter(isMetricFrame) : [];
  for (const frame of series) {
    if (frame.length === 0 || isCompanion(frame) || isForeign(frame) || metrics.includes(frame)) {
      continue;
    }
    const frameInfo = infoOf(frame, limit);
    const before = cells.length;
    const reader = isLong(frame, choice) ? readLong : readWide;
    reader(frame, frameInfo, companions, rows, cells, choice);
    info = info ?? (cells.length > before ? frameInfo : undefined);
  }
  if (info && cells.length > 0) {
    const methods = new Set(rows.map((row) => row.method).filter((method) => method !== undefined));
    const shared = { ...info, mixed: methods.size > 1, method: methods.size > 1 ? undefined : [...methods][0] };
    readMetrics(metrics, rows, cells);
    return buildGrid(uniqueNames(rows), cells, shared);
  }
  return gridOfPlaces(series, limit, choice);
}

/** Data that are not over time: every frame on one axis of names. */
function gridOfPlaces(series: DataFrame[], limit: number | undefined, choice: FieldChoice): DriftGrid | undefined {
  const found: Places = { rows: [], cells: [], names: [] };
  const frames = series.filter((frame) => frame.length > 0 && !isForeign(frame));
  frames.forEach((frame) => readPlaces(frame, infoOf(frame, limit), choice, found));
  return found.cells.length > 0
    ? buildGrid(uniqueNames(found.rows), found.cells, { ...infoOf(frames[0], limit), windowMs: 1, places: found.names })
    : undefined;
}

const COMPANIONS = new Set(['status', 'n', 'floor']);

/** Companion frames of a matrix are named after what they hold. */
function isCompanion(frame: DataFrame): boolean {
  return COMPANIONS.has(frame.name ?? '') && !fieldNamed(frame, DRIFT_FIELDS.score);
}

/** Frames of Plumbline's that are about something else, such as the importance that only sorts the rows. */
function isForeign(frame: DataFrame): boolean {
  const kind = customOf(frame, 'importance', 'cohorts', 'records', 'models', 'distribution');
  return kind !== undefined;
}

function isLong(frame: DataFrame, { rowField }: FieldChoice): boolean {
  const names = fieldNamed(frame, rowField) ?? nameField(frame);
  return names !== undefined && firstOfType(frame, FieldType.time) !== undefined;
}

/** `column`, the older name `feature`, or the only text field of a table with time and number. */
function nameField(frame: DataFrame): Field | undefined {
  const texts = frame.fields.filter((field) => field.type === FieldType.string || field.type === FieldType.enum);
  const named = fieldNamed(frame, DRIFT_FIELDS.column) ?? fieldNamed(frame, 'feature');
  return named ?? (texts.length === 1 && texts[0].name !== DRIFT_FIELDS.status ? texts[0] : undefined);
}

function infoOf(frame: DataFrame, limit: number | undefined): DriftInfo {
  const custom = customOf(frame, 'drift', 'drift-matrix');
  const reference = custom?.reference;
  const label =
    typeof reference === 'object' && reference && 'label' in reference ? String(reference.label) : undefined;
  return {
    model: custom?.model,
    method: textOf(custom, 'method'),
    higherIsWorse: custom?.higherIsWorse !== false,
    warn: numberOf(custom, 'warn'),
    breach: numberOf(custom, 'breach') ?? limit,
    reference: label,
    windowMs: numberOf(custom, 'windowMs'),
    minRows: numberOf(custom, 'minRows'),
    approximate: custom?.approximate === true,
    truncated: custom?.truncated,
  };
}

function numberOf(custom: FrameCustom | undefined, key: string): number | undefined {
  const value = custom?.[key];
  return typeof value === 'number' ? value : undefined;
}

function textOf(custom: FrameCustom | undefined, key: string): string | undefined {
  const value = custom?.[key];
  return typeof value === 'string' ? value : undefined;
}

type Reader = (
  frame: DataFrame,
  info: DriftInfo,
  companions: DataFrame[],
  rows: DriftRow[],
  cells: CellInput[],
  choice: FieldChoice
) => void;

const readLong: Reader = (frame, info, _companions, rows, cells, choice) => {
  const field = (name: keyof typeof DRIFT_FIELDS) => fieldNamed(frame, DRIFT_FIELDS[name]);
  const time = field('time') ?? firstOfType(frame, FieldType.time);
  const names = fieldNamed(frame, choice.rowField) ?? nameField(frame);
  const score =
    fieldNamed(frame, choice.valueField) ??
    field('score') ??
    frame.fields.find((f) => f.type === FieldType.number && !NOT_SCORES.has(f.name));
  if (!time || !names || !score) {
    return;
  }
  const complete = field('complete');
  const [end, segment, n] = [field('timeEnd'), field('segment'), field('n') ?? fieldNamed(frame, 'n_cur')];
  const [threshold, warn, floor, status] = [field('threshold'), field('warn'), field('floor'), field('status')];
  const [q, direction] = [field('q'), field('direction')];
  const rowOf = new Map<string, number>();
  for (let at = 0; at < frame.length; at++) {
    const start = numberAt(time, at);
    const column = textAt(names, at);
    if (column === undefined || Number.isNaN(start)) {
      continue;
    }
    const part = textAt(segment, at) || undefined;
    const key = `${column}\u0000${part ?? ''}`;
    let row = rowOf.get(key);
    if (row === undefined) {
      const method = textAt(field('method'), at) ?? info.method;
      const name = part ? `${column} · ${part}` : column;
      row = rows.push({ name, column, segment: part, frame, score, method, higherIsWorse: info.higherIsWorse }) - 1;
      rowOf.set(key, row);
    }
    const until = numberAt(end, at);
    cells.push({
      row,
      time: start,
      end: Number.isNaN(until) ? undefined : until,
      complete: complete?.values[at] !== false,
      score: numberAt(score, at),
      limit: orElse(numberAt(threshold, at), info.breach),
      warn: orElse(numberAt(warn, at), info.warn),
      floor: numberAt(floor, at),
      n: numberAt(n, at),
      q: numberAt(q, at),
      direction: numberAt(direction, at),
      status: status ? textAt(status, at) : undefined,
      at,
    });
  }
};

const readWide: Reader = (frame, info, companions, rows, cells) => {
  const time = firstOfType(frame, FieldType.time);
  if (!time) {
    return;
  }
  const companion = (name: string) => companions.find((f) => f.name === name && f.refId === frame.refId);
  const [statuses, counts, floors] = [companion('status'), companion('n'), companion('floor')];
  const windows = windowsOf(frame);
  const { below, statusAt } = leanOf(frame);
  const scores = frame.fields.filter((field) => field.type === FieldType.number);
  // A single series of that kind carries its figures beside the score, under their own names.
  const wanted =
    scores.length > 1 && scores.some((f) => f.name === DRIFT_FIELDS.score)
      ? scores.filter((f) => !NOT_SCORES.has(f.name))
      : scores;
  for (const [place, score] of wanted.entries()) {
    const column =
      score.labels?.column ?? score.labels?.feature ?? score.config.displayNameFromDS ?? displayName(score, frame);
    const segment = score.labels?.segment;
    const name = segment ? `${column} · ${segment}` : column;
    const { method, higherIsWorse } = info;
    const row = rows.push({ name, column, segment, frame, score, method, higherIsWorse }) - 1;
    const status = statuses && matching(statuses, score);
    for (let at = 0; at < frame.length; at++) {
      const start = numberAt(time, at);
      if (Number.isNaN(start)) {
        continue;
      }
      cells.push({
        row,
        time: start,
        end: windows.end[at],
        complete: windows.complete[at],
        score: numberAt(score, at),
        limit: info.breach ?? NaN,
        warn: info.warn ?? NaN,
        floor: numberAt(floors && matching(floors, score), at),
        n: numberAt(counts && (matching(counts, score) ?? fieldNamed(counts, 'n')), at),
        status: statusAt(status?.values[at]),
        belowFloor: below.has(`${place},${at}`),
        at,
      });
    }
  }
};

/**
 * A large matrix comes without floors, and with statuses as places in a list of its own: it says which breaches lie below
 * their floor, series and window by turns.
 */
function leanOf(frame: DataFrame): { below: ReadonlySet<string>; statusAt: (value: unknown) => unknown } {
  const custom = customOf(frame, 'drift-matrix');
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  const names = list(custom?.['statuses']);
  const places = list(custom?.['belowFloor']);
  const below = new Set<string>();
  for (let i = 0; i + 1 < places.length; i += 2) {
    below.add(`${places[i]},${places[i + 1]}`);
  }
  return { below, statusAt: (value) => (typeof value === 'number' ? (names[value] ?? value) : value) };
}

/** Ends of a matrix's windows, and which of them are over; both empty for data that do not say. */
function windowsOf(frame: DataFrame): { end: number[]; complete: boolean[] } {
  const windows = customOf(frame, 'drift-matrix')?.windows;
  const list = (key: string): unknown[] => {
    const value =
      typeof windows === 'object' && windows !== null ? Object.entries(windows).find(([k]) => k === key)?.[1] : [];
    return Array.isArray(value) ? value : [];
  };
  return { end: list('end').map(Number), complete: list('complete').map((value) => value !== false) };
}

/** Companions name their fields as the scores do; with segments the labels tell them apart. */
function matching(companion: DataFrame, score: Field): Field | undefined {
  const same = companion.fields.filter((field) => field.name === score.name);
  return same.find((field) => field.labels?.segment === score.labels?.segment) ?? same[0];
}

function displayName(field: Field, frame: DataFrame): string {
  return getFieldDisplayName(field, frame);
}

const orElse = (value: number, other: number | undefined) => (Number.isNaN(value) ? (other ?? NaN) : value);

/** Two queries may bring the same column: the second one's rows say which query they are from. */
function uniqueNames(rows: DriftRow[]): DriftRow[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const times = seen.get(row.name) ?? 0;
    seen.set(row.name, times + 1);
    return times === 0 ? row : { ...row, name: `${row.name} (${row.frame.refId ?? times + 1})` };
  });
}
