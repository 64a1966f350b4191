import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import {
  BEESWARM_BIN_FIELDS,
  BEESWARM_FIELDS,
  BEESWARM_POINT_FIELDS,
  MISSING_BIN,
  VALUE_BINS,
} from '../../query/explanationFrames';
import { type FrameCustom } from '../../query/frames';
import { INTERVAL_FROM } from './prepareImportance';
import { stackDots, type SwarmBins } from './swarmLayout';

/** Value bins and the one of missing values. */
export const COLORS = MISSING_BIN + 1;

/** Records of a row, each a dot. */
export interface SwarmPoints {
  x: number[];
  color: number[];
  id: string[];
  value: string[];
  /** Distance from the middle of the row, in units of its height. */
  offset: Float64Array;
}

export interface SwarmRow {
  name: string;
  n: number;
  meanAbs: number;
  mean: number;
  meanLo: number;
  meanHi: number;
  /** Every record has the same attribution: drawn pale. */
  constant: boolean;
  /** How values are coloured. */
  kind: 'numeric' | 'categorical' | 'none';
  valueLo: number;
  valueMid: number;
  valueHi: number;
  categories: string[];
  /** What is drawn: the records, or bins of them with the records at the ends. */
  points: SwarmPoints | undefined;
  bins: SwarmBins | undefined;
  tail: SwarmPoints | undefined;
  /** Row in the frame, for data links. */
  at: number;
}

export interface SwarmData {
  rows: SwarmRow[];
  field: Field;
  frame: DataFrame;
  /** Least and greatest attribution of all rows. */
  range: [number, number];
  total: number;
  n: number;
  outputSpace: string | undefined;
  confidence: number;
  truncated: FrameCustom['truncated'];
}

type Parts = Map<string, { bins?: SwarmBins; points?: SwarmPoints; tail?: SwarmPoints }>;

/** The beeswarm of our own frames, or of any long table with a text, a number `phi` and perhaps a number `value`. */
export function readSwarm(series: DataFrame[], topK: number): SwarmData | undefined {
  const frame = series.find((each) => customOf(each, 'beeswarm'));
  const bins = series.find((each) => customOf(each, 'beeswarm-bins'));
  const points = series.find((each) => customOf(each, 'beeswarm-points'));
  const tail = series.find((each) => customOf(each, 'beeswarm-tail'));
  if (!frame) {
    return plainSwarm(series, topK);
  }
  const parts: Parts = new Map();
  if (bins) {
    readBins(bins, parts);
  }
  if (points) {
    readPoints(points, parts, 'points');
  }
  if (tail) {
    readPoints(tail, parts, 'tail');
  }
  const custom = customOf(frame, 'beeswarm');
  const field = (key: keyof typeof BEESWARM_FIELDS) => fieldNamed(frame, BEESWARM_FIELDS[key]);
  const value = field('meanAbs');
  if (!value) {
    return undefined;
  }
  const number = (key: keyof typeof BEESWARM_FIELDS, at: number) => numberAt(field(key), at);
  const rows = Array.from({ length: frame.length }, (_, at): SwarmRow => {
    const name = textAt(field('column'), at) ?? '';
    const kind = textAt(field('kind'), at);
    const isFew = number('n', at) < INTERVAL_FROM;
    return {
      name,
      n: number('n', at),
      meanAbs: number('meanAbs', at),
      mean: number('mean', at),
      meanLo: isFew ? NaN : number('meanLo', at),
      meanHi: isFew ? NaN : number('meanHi', at),
      constant: number('min', at) === number('max', at),
      kind: kind === 'numeric' || kind === 'categorical' ? kind : 'none',
      valueLo: number('valueLo', at),
      valueMid: number('valueMid', at),
      valueHi: number('valueHi', at),
      categories: textList(textAt(field('categories'), at)),
      points: parts.get(name)?.points,
      bins: parts.get(name)?.bins,
      tail: parts.get(name)?.tail,
      at,
    };
  });
  return {
    ...whole(rows, topK),
    field: value,
    frame,
    n: typeof custom?.n === 'number' ? custom.n : Math.max(...rows.map((row) => row.n), 0),
    outputSpace: typeof custom?.outputSpace === 'string' ? custom.outputSpace : undefined,
    confidence: typeof custom?.confidence === 'number' ? custom.confidence : 0.95,
    truncated: custom?.truncated,
  };
}

function whole(all: SwarmRow[], topK: number): Pick<SwarmData, 'rows' | 'range' | 'total'> {
  const rows = topK > 0 ? all.slice(0, topK) : all;
  let [low, high] = [0, 0];
  const reach = (values: ArrayLike<number> | undefined) => {
    for (let i = 0; i < (values?.length ?? 0); i++) {
      low = Math.min(low, values?.[i] ?? 0);
      high = Math.max(high, values?.[i] ?? 0);
    }
  };
  for (const row of rows) {
    reach(row.points?.x);
    reach(row.bins?.lo);
    reach(row.bins?.hi);
    reach(row.tail?.x);
  }
  return { rows, range: [low, high], total: all.length };
}

function textList(json: string | undefined): string[] {
  if (json === undefined) {
    return [];
  }
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}

function readBins(frame: DataFrame, into: Parts): void {
  const field = (key: keyof typeof BEESWARM_BIN_FIELDS) => fieldNamed(frame, BEESWARM_BIN_FIELDS[key]);
  const [column, lo, hi, color, n] = [field('column'), field('phiLo'), field('phiHi'), field('valueBin'), field('n')];
  const found = new Map<string, { lo: number[]; hi: number[]; color: number[]; n: number[] }>();
  for (let at = 0; at < frame.length; at++) {
    const name = textAt(column, at) ?? '';
    let bins = found.get(name);
    if (!bins) {
      bins = { lo: [], hi: [], color: [], n: [] };
      found.set(name, bins);
    }
    bins.lo.push(numberAt(lo, at));
    bins.hi.push(numberAt(hi, at));
    bins.color.push(colorAt(color, at));
    bins.n.push(numberAt(n, at));
  }
  found.forEach((bins, name) => into.set(name, { ...into.get(name), bins }));
}

/** A colour outside of the known ones would write beside its column. */
function colorAt(field: Field | undefined, at: number): number {
  const color = numberAt(field, at);
  return Number.isInteger(color) && color >= 0 && color < COLORS ? color : MISSING_BIN;
}

function readPoints(frame: DataFrame, into: Parts, as: 'points' | 'tail'): void {
  const field = (key: keyof typeof BEESWARM_POINT_FIELDS) => fieldNamed(frame, BEESWARM_POINT_FIELDS[key]);
  const found = new Map<string, Omit<SwarmPoints, 'offset'>>();
  for (let at = 0; at < frame.length; at++) {
    const name = textAt(field('column'), at) ?? '';
    const points = found.get(name) ?? { x: [], color: [], id: [], value: [] };
    found.set(name, points);
    points.x.push(numberAt(field('phi'), at));
    points.color.push(colorAt(field('valueBin'), at));
    points.id.push(textAt(field('id'), at) ?? '');
    points.value.push(textAt(field('valueDisplay'), at) ?? '');
  }
  found.forEach((points, name) =>
    into.set(name, { ...into.get(name), [as]: { ...points, offset: stackDots(points.x) } })
  );
}

/** Any long table: rows by mean |phi|, values coloured between their 5th and 95th percentile. */
function plainSwarm(series: DataFrame[], topK: number): SwarmData | undefined {
  for (const frame of series) {
    const name = fieldNamed(frame, 'column') ?? fieldNamed(frame, 'feature') ?? firstOfType(frame, FieldType.string);
    const phi = fieldNamed(frame, 'phi') ?? fieldNamed(frame, 'shap_value');
    if (!name || !phi || frame.length === 0) {
      continue;
    }
    const value = fieldNamed(frame, 'value');
    const id = fieldNamed(frame, 'record_id') ?? fieldNamed(frame, 'id');
    const byName = new Map<string, number[]>();
    for (let at = 0; at < frame.length; at++) {
      const key = textAt(name, at);
      if (key !== undefined && !Number.isNaN(numberAt(phi, at))) {
        const members = byName.get(key) ?? [];
        members.push(at);
        byName.set(key, members);
      }
    }
    const rows = [...byName].map(([key, at]) => plainRow(key, at, { phi, value, id }));
    rows.sort((a, b) => b.meanAbs - a.meanAbs);
    return {
      ...whole(rows, topK),
      field: phi,
      frame,
      n: Math.max(0, ...rows.map((row) => row.n)),
      outputSpace: undefined,
      confidence: 0.95,
      truncated: undefined,
    };
  }
  return undefined;
}

function plainRow(
  name: string,
  at: number[],
  { phi, value, id }: { phi: Field; value: Field | undefined; id: Field | undefined }
): SwarmRow {
  const x = at.map((row) => numberAt(phi, row));
  const values = at.map((row) => numberAt(value, row));
  const known = values.filter((each) => !Number.isNaN(each)).sort((a, b) => a - b);
  const quantile = (q: number) => known[Math.min(known.length - 1, Math.round(q * (known.length - 1)))] ?? NaN;
  const [low, high] = [quantile(0.05), quantile(0.95)];
  const color = values.map((each) =>
    Number.isNaN(each)
      ? MISSING_BIN
      : Math.max(0, Math.min(VALUE_BINS - 1, Math.floor(((each - low) / (high - low || 1)) * VALUE_BINS)))
  );
  const sum = (pick: (each: number) => number) => x.reduce((total, each) => total + pick(each), 0);
  return {
    name,
    n: x.length,
    meanAbs: sum(Math.abs) / x.length,
    mean: sum((each) => each) / x.length,
    meanLo: NaN,
    meanHi: NaN,
    constant: x.length > 1 && x.every((each) => each === x[0]),
    kind: known.length > 0 ? 'numeric' : 'none',
    valueLo: low,
    valueMid: quantile(0.5),
    valueHi: high,
    categories: [],
    points: {
      x,
      color,
      id: at.map((row) => textAt(id, row) ?? ''),
      value: at.map((row) => textAt(value, row) ?? ''),
      offset: stackDots(x),
    },
    bins: undefined,
    tail: undefined,
    at: at[0] ?? 0,
  };
}
