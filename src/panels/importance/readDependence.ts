import { type DataFrame, type Field } from '@grafana/data';
import { type Explained, explainedBy } from './phiRecords';
import { INTERVAL_FROM } from './prepareImportance';
import { type EffectLines, readLines } from './readLines';
import { customOf, fieldNamed, numberAt, textAt } from '../../components/frames/read';
import {
  DEPENDENCE_BIN_FIELDS,
  DEPENDENCE_POINT_FIELDS,
  DEPENDENCE_TREND_FIELDS,
  INTERACTION_FIELDS,
} from '../../query/explanationFrames';

/** The mean attribution of one bin of values. NaN is "not known". */
export interface TrendBin {
  bin: number;
  label: string;
  lo: number;
  hi: number;
  x: number;
  n: number;
  share: number;
  mean: number;
  meanLo: number;
  meanHi: number;
  p25: number;
  p50: number;
  p75: number;
  at: number;
}

export interface DependencePoints {
  id: string[];
  x: number[];
  label: string[];
  phi: number[];
  /** Number of the colouring value, or its place among the categories. */
  color: number[];
}

export interface DependenceCells {
  xLo: number[];
  xHi: number[];
  phiLo: number[];
  phiHi: number[];
  n: number[];
  color: number[];
}

export type ColorScale =
  | { kind: 'none' }
  | { kind: 'numeric'; lo: number; mid: number; hi: number }
  | { kind: 'categorical'; categories: string[] };

export interface DependenceData extends Explained {
  column: string;
  kind: 'numeric' | 'categorical';
  /** Bins of the time range, and of what it is compared with. */
  now: TrendBin[];
  reference: TrendBin[];
  points: DependencePoints | undefined;
  cells: DependenceCells | undefined;
  /** Partial dependence, where a frame has it. */
  lines: EffectLines | undefined;
  /** Column of the ids of `points`, for filters that choose single records. */
  idColumn: string | undefined;
  colorBy: string | undefined;
  /** How much the value of another column goes along with the attribution of this one, the most first. */
  interactions: Array<{ column: string; score: number }>;
  color: ColorScale;
  field: Field;
  frame: DataFrame;
  outputSpace: string | undefined;
  referenceLabel: string | undefined;
  confidence: number;
  n: number;
}

/** Bin of rows without a value. */
export const NO_VALUE = -1;

/** Our own frames, or a plain table with numbers `x` and `phi`. */
export function readDependence(series: DataFrame[]): DependenceData | undefined {
  const frame = series.find((each) => customOf(each, 'dependence-trend'));
  const custom = frame && customOf(frame, 'dependence-trend');
  const points = series.find((each) => customOf(each, 'dependence-points'));
  const cells = series.find((each) => customOf(each, 'dependence-bins'));
  if (!frame || !custom) {
    return plainDependence(series);
  }
  const field = fieldNamed(frame, DEPENDENCE_TREND_FIELDS.mean);
  if (!field) {
    return undefined;
  }
  const bins = { now: [] as TrendBin[], reference: [] as TrendBin[] };
  const column = (key: keyof typeof DEPENDENCE_TREND_FIELDS) => fieldNamed(frame, DEPENDENCE_TREND_FIELDS[key]);
  const number = (key: keyof typeof DEPENDENCE_TREND_FIELDS, at: number) => numberAt(column(key), at);
  for (let at = 0; at < frame.length; at++) {
    const isFew = number('n', at) < INTERVAL_FROM;
    bins[textAt(column('set'), at) === 'reference' ? 'reference' : 'now'].push({
      bin: number('bin', at),
      label: textAt(column('label'), at) ?? '',
      lo: number('lo', at),
      hi: number('hi', at),
      x: number('x', at),
      n: number('n', at),
      share: number('share', at),
      mean: number('mean', at),
      meanLo: isFew ? NaN : number('meanLo', at),
      meanHi: isFew ? NaN : number('meanHi', at),
      p25: number('p25', at),
      p50: number('p50', at),
      p75: number('p75', at),
      at,
    });
  }
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const reference: unknown = custom.reference;
  if (custom.kind === 'categorical') {
    // As they stand along the axis; rows without a value first.
    bins.now.sort((a, b) => Number(b.bin === NO_VALUE) - Number(a.bin === NO_VALUE) || a.mean - b.mean);
  }
  return {
    ...explainedBy(custom),
    column: text(custom.column) ?? '',
    kind: custom.kind === 'categorical' ? 'categorical' : 'numeric',
    ...bins,
    points: points && readPoints(points),
    cells: cells && readCells(cells),
    lines: readLines(series),
    idColumn: text(custom.idColumn),
    colorBy: text(custom.colorBy),
    interactions: readInteractions(series.find((each) => customOf(each, 'dependence-interactions'))),
    color: colorScale(custom.color),
    field,
    frame,
    outputSpace: text(custom.outputSpace),
    referenceLabel:
      typeof reference === 'object' && reference !== null && 'label' in reference ? text(reference.label) : undefined,
    confidence: typeof custom.confidence === 'number' ? custom.confidence : 0.95,
    n: typeof custom.n === 'number' ? custom.n : NaN,
  };
}

function readInteractions(frame: DataFrame | undefined): DependenceData['interactions'] {
  const [column, score] = [INTERACTION_FIELDS.column, INTERACTION_FIELDS.score].map(
    (name) => frame && fieldNamed(frame, name)
  );
  return Array.from({ length: frame?.length ?? 0 }, (_, at) => ({
    column: textAt(column, at) ?? '',
    score: numberAt(score, at),
  }))
    .filter((each) => each.score > 0)
    .sort((a, b) => b.score - a.score);
}

function readPoints(frame: DataFrame): DependencePoints {
  const column = (key: keyof typeof DEPENDENCE_POINT_FIELDS) => fieldNamed(frame, DEPENDENCE_POINT_FIELDS[key]);
  const rows = Array.from({ length: frame.length }, (_, at) => at);
  const [id, x, label, phi, color] = [column('id'), column('x'), column('label'), column('phi'), column('color')];
  return {
    id: rows.map((at) => textAt(id, at) ?? ''),
    x: rows.map((at) => numberAt(x, at)),
    label: rows.map((at) => textAt(label, at) ?? ''),
    phi: rows.map((at) => numberAt(phi, at)),
    color: rows.map((at) => numberAt(color, at)),
  };
}

function readCells(frame: DataFrame): DependenceCells {
  const rows = Array.from({ length: frame.length }, (_, at) => at);
  const numbers = (key: keyof typeof DEPENDENCE_BIN_FIELDS) => {
    const field = fieldNamed(frame, DEPENDENCE_BIN_FIELDS[key]);
    return rows.map((at) => numberAt(field, at));
  };
  return {
    xLo: numbers('xLo'),
    xHi: numbers('xHi'),
    phiLo: numbers('phiLo'),
    phiHi: numbers('phiHi'),
    n: numbers('n'),
    color: numbers('color'),
  };
}

function colorScale(value: unknown): ColorScale {
  if (typeof value !== 'object' || value === null || !('kind' in value)) {
    return { kind: 'none' };
  }
  if (value.kind === 'categorical' && 'categories' in value && Array.isArray(value.categories)) {
    return { kind: 'categorical', categories: value.categories.map(String) };
  }
  const found = new Map<string, unknown>(Object.entries(value));
  const [lo, mid, hi] = ['lo', 'mid', 'hi'].map((key) => found.get(key));
  return value.kind === 'numeric' && typeof lo === 'number' && typeof mid === 'number' && typeof hi === 'number'
    ? { kind: 'numeric', lo, mid, hi }
    : { kind: 'none' };
}

const ids = (frame: DataFrame): Field[] => {
  const id = fieldNamed(frame, DEPENDENCE_POINT_FIELDS.id) ?? fieldNamed(frame, 'id');
  return id ? [{ ...id, name: DEPENDENCE_POINT_FIELDS.id }] : [];
};

function plainDependence(series: DataFrame[]): DependenceData | undefined {
  for (const frame of series) {
    const [x, phi] = [fieldNamed(frame, 'x') ?? fieldNamed(frame, 'value'), fieldNamed(frame, 'phi')];
    if (x && phi && frame.length > 0) {
      return {
        ...explainedBy(undefined),
        column: x.config.displayName ?? x.name,
        kind: 'numeric',
        now: [],
        reference: [],
        points: readPoints({ ...frame, fields: [{ ...x, name: DEPENDENCE_POINT_FIELDS.x }, phi, ...ids(frame)] }),
        cells: undefined,
        lines: readLines(series),
        idColumn: undefined,
        colorBy: undefined,
        interactions: [],
        color: { kind: 'none' },
        field: phi,
        frame,
        outputSpace: undefined,
        referenceLabel: undefined,
        confidence: 0.95,
        n: frame.length,
      };
    }
  }
  return undefined;
}
