import { type DataFrame, type Field } from '@grafana/data';
import { customOf, fieldNamed, numberAt, textAt } from '../../components/frames/read';
import {
  BEESWARM_BIN_FIELDS,
  BEESWARM_FIELDS,
  BEESWARM_POINT_FIELDS,
  MISSING_BIN,
} from '../../query/explanationFrames';
import { type FrameCustom } from '../../query/frames';
import { type Explained, explainedBy } from './phiRecords';
import { plainSwarm } from './plainSwarm';
import { INTERVAL_FROM } from './prepareImportance';
import { stackDots, type SwarmBins } from './swarmLayout';
import { wholeSwarm } from './swarmRange';

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
  /** The same of the reference, where the row is split: it lies below. */
  reference?: SwarmReference;
  /** Row in the frame, for data links. */
  at: number;
}

export interface SwarmReference {
  bins: SwarmBins;
  n: number;
  mean: number;
}

export interface SwarmData extends Explained {
  rows: SwarmRow[];
  field: Field;
  frame: DataFrame;
  /** Least and greatest attribution of all rows. */
  range: [number, number];
  total: number;
  n: number;
  outputSpace: string | undefined;
  confidence: number;
  /** What the lower halves are, where rows are split. */
  referenceLabel: string | undefined;
  truncated: FrameCustom['truncated'];
}

type Parts = Map<string, { bins?: SwarmBins; referenceBins?: SwarmBins; points?: SwarmPoints; tail?: SwarmPoints }>;

/** The beeswarm of our own frames, or of any long table with a text, a number `phi` and perhaps a number `value`. */
export function readSwarm(series: DataFrame[], topK: number): SwarmData | undefined {
  const frame = series.find((each) => customOf(each, 'beeswarm'));
  const binned = series.filter((each) => customOf(each, 'beeswarm-bins'));
  const isReference = (each: DataFrame) => customOf(each, 'beeswarm-bins')?.set === 'reference';
  const [bins, then] = [binned.find((each) => !isReference(each)), binned.find(isReference)];
  const points = series.find((each) => customOf(each, 'beeswarm-points'));
  const tail = series.find((each) => customOf(each, 'beeswarm-tail'));
  if (!frame) {
    return plainSwarm(series, topK);
  }
  const parts: Parts = new Map();
  if (bins) {
    readBins(bins, parts, 'bins');
  }
  if (then) {
    readBins(then, parts, 'referenceBins');
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
      reference: referenceOf(parts.get(name)?.referenceBins, number('nReference', at), number('meanReference', at)),
      at,
    };
  });
  return {
    ...wholeSwarm(rows, topK),
    ...explainedBy(custom),
    field: value,
    frame,
    n: typeof custom?.n === 'number' ? custom.n : Math.max(...rows.map((row) => row.n), 0),
    outputSpace: typeof custom?.outputSpace === 'string' ? custom.outputSpace : undefined,
    confidence: typeof custom?.confidence === 'number' ? custom.confidence : 0.95,
    referenceLabel: labelOf(custom?.reference),
    truncated: custom?.truncated,
  };
}

function labelOf(reference: unknown): string | undefined {
  return typeof reference === 'object' &&
    reference !== null &&
    'label' in reference &&
    typeof reference.label === 'string'
    ? reference.label
    : undefined;
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

function referenceOf(bins: SwarmBins | undefined, n: number, mean: number): SwarmReference | undefined {
  return bins && n > 0 ? { bins, n, mean } : undefined;
}

function readBins(frame: DataFrame, into: Parts, as: 'bins' | 'referenceBins'): void {
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
  found.forEach((bins, name) => into.set(name, { ...into.get(name), [as]: bins }));
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
