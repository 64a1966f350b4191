import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { IMPORTANCE_FIELDS } from '../../query/frames';
import { type Measure, measureOf } from './measure';
import { type FieldChoice, type ImportanceOptions, type ImportanceSort, type ImportanceStatistic } from './options';
import { newestOfSeries } from './plainSeries';

/** One bar. NaN is "not known". */
export interface ImportanceRow {
  name: string;
  value: number;
  lo: number;
  hi: number;
  /** Mean signed attribution: which way the feature pushes on the whole. */
  mean: number;
  n: number;
  share: number;
  reference: number;
  nReference: number;
  delta: number;
  q: number;
  rank: number;
  /** Ranks that the intervals leave possible. */
  rankBest: number;
  rankWorst: number;
  /** Never moved the score, which only attributions can say: drawn pale. */
  constant: boolean;
  /** Row in the frame, for data links. */
  at: number;
}

/** Fewer records than these have no interval: the normal approximation says nothing about them. */
export const INTERVAL_FROM = 30;

/** Whether a mean attribution is of too few records for its interval. Of gain or permutations nobody knows what `n` counts. */
export function isTooFew(measure: Measure, n: number): boolean {
  return measure !== 'other' && n < INTERVAL_FROM;
}

/**
 * What `topK` left out. The sum of means is an upper bound, as attributions of different signs cancel; signed means add
 * up exactly, and of largest values only the largest says something.
 */
export interface OtherRows {
  count: number;
  /** NaN where it is not known. */
  sum: number;
  /** Mean |sum of SHAP| of all of them together, where the back end knows it; NaN otherwise. */
  joint: number;
  share: number;
  names: string[];
}

export interface ImportanceData {
  rows: ImportanceRow[];
  others: OtherRows | undefined;
  total: number;
  measure: Measure;
  field: Field;
  frame: DataFrame;
  model?: string;
  /** Space of the attributions, such as `log-odds`; undefined is "unknown", never a guess. */
  outputSpace?: string;
  /** Level of the intervals, in (0,1). */
  confidence: number;
  reference?: string;
  truncated?: { shown: number; total: number; rule: string };
}

/** The bars of the first frame that has some: our own kind first, else any table with a text and a number. */
export function prepareImportance(
  series: DataFrame[],
  options: Pick<ImportanceOptions, 'topK' | 'sort' | 'others'> &
    Partial<Pick<ImportanceOptions, 'statistic' | keyof FieldChoice>>
): ImportanceData | undefined {
  const candidates = series.filter((frame) => frame.length > 0);
  const frame =
    chosenFrame(candidates, options) ??
    candidates.find((f) => customOf(f, 'importance')) ??
    candidates.find(isReadable) ??
    newestOfSeries(candidates);
  const statistic = options.statistic ?? 'mean_abs';
  const fields = frame && fieldsOf(frame, statistic, options);
  if (!frame || !fields) {
    return undefined;
  }
  const measure = measureOf(fields.value);
  const all = withRanks(readRows(frame, fields, measure)).sort(comparator(options.sort));
  if (all.length === 0) {
    return undefined;
  }
  const custom = customOf(frame, 'importance');
  const unsent = unsentOf(custom?.others);
  // Largest values and signed means are no parts of a whole.
  const isWhole = measure === 'mean_abs' || (measure === 'other' && all.every(({ value }) => !(value < 0)));
  const total = isWhole ? all.reduce((sum, row) => sum + zeroIfNone(row.value), unsent.sum) : NaN;
  const cut =
    options.topK > 0 && all.length + unsent.count > options.topK ? options.topK - (options.others ? 1 : 0) : all.length;
  const shown = all.slice(0, Math.max(1, cut)).map((row) => ({
    ...row,
    share: Number.isNaN(row.share) && total > 0 ? row.value / total : row.share,
  }));
  return {
    rows: shown,
    others: options.others ? othersOf(all.slice(shown.length), unsent, total, measure) : undefined,
    total: all.length,
    measure,
    field: fields.value,
    frame,
    model: custom?.model,
    confidence: typeof custom?.confidence === 'number' ? custom.confidence : 0.95,
    outputSpace: text(custom?.outputSpace ?? custom?.output_space),
    reference: referenceLabel(custom?.reference),
    truncated: custom?.truncated,
  };
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const zeroIfNone = (value: number) => (Number.isNaN(value) ? 0 : value);

function referenceLabel(reference: unknown): string | undefined {
  if (typeof reference === 'object' && reference !== null && 'label' in reference) {
    return text(reference.label);
  }
  return text(reference);
}

interface Fields {
  name: Field;
  value: Field;
}

/** The frame with the fields that the options name; undefined where they name none. */
function chosenFrame(frames: readonly DataFrame[], { nameField, valueField }: FieldChoice): DataFrame | undefined {
  const wanted = [nameField, valueField].filter((name) => name !== undefined);
  return wanted.length > 0 ? frames.find((frame) => wanted.every((name) => fieldNamed(frame, name))) : undefined;
}

function fieldsOf(
  frame: DataFrame,
  statistic: ImportanceStatistic = 'mean_abs',
  choice: FieldChoice = {}
): Fields | undefined {
  const name =
    fieldNamed(frame, choice.nameField) ??
    fieldNamed(frame, IMPORTANCE_FIELDS.column) ??
    fieldNamed(frame, 'feature') ??
    firstOfType(frame, FieldType.string);
  const wanted = { mean_abs: IMPORTANCE_FIELDS.meanAbs, max_abs: IMPORTANCE_FIELDS.max, mean: IMPORTANCE_FIELDS.mean };
  const value =
    fieldNamed(frame, choice.valueField) ??
    fieldNamed(frame, wanted[statistic]) ??
    fieldNamed(frame, IMPORTANCE_FIELDS.meanAbs) ??
    firstOfType(frame, FieldType.number);
  return name && value ? { name, value } : undefined;
}

/** A table with times is a course of something, not one value a feature. */
function isReadable(frame: DataFrame): boolean {
  return fieldsOf(frame) !== undefined && firstOfType(frame, FieldType.time) === undefined;
}

function readRows(frame: DataFrame, fields: Fields, measure: Measure): ImportanceRow[] {
  // Intervals, shares and the reference are of the mean |SHAP| alone.
  const ofMeans: ReadonlyArray<keyof typeof IMPORTANCE_FIELDS> = [
    'lo',
    'hi',
    'share',
    'meanAbsReference',
    'delta',
    'q',
  ];
  const field = (key: keyof typeof IMPORTANCE_FIELDS) =>
    (measure === 'max_abs' || measure === 'mean') && ofMeans.includes(key)
      ? undefined
      : fieldNamed(frame, IMPORTANCE_FIELDS[key]);
  const [lo, hi, mean, n, share] = [field('lo'), field('hi'), field('mean'), field('n'), field('share')];
  const [reference, nReference, delta, q] = [
    field('meanAbsReference'),
    field('nReference'),
    field('delta'),
    field('q'),
  ];
  const max = field('max');
  const rows: ImportanceRow[] = [];
  for (let at = 0; at < frame.length; at++) {
    const name = textAt(fields.name, at);
    if (name === undefined) {
      continue;
    }
    const value = numberAt(fields.value, at);
    const isFew = isTooFew(measure, numberAt(n, at));
    rows.push({
      name,
      value,
      lo: isFew ? NaN : numberAt(lo, at),
      hi: isFew ? NaN : numberAt(hi, at),
      mean: numberAt(mean, at),
      n: numberAt(n, at),
      share: numberAt(share, at),
      reference: numberAt(reference, at),
      nReference: numberAt(nReference, at),
      delta: numberAt(delta, at),
      q: numberAt(q, at),
      rank: NaN,
      rankBest: NaN,
      rankWorst: NaN,
      constant: measure !== 'other' && value === 0 && !(numberAt(max, at) > 0),
      at,
    });
  }
  return rows;
}

/**
 * Ranks by value, with the span that the intervals allow: a feature is certainly behind those whose lower end is above
 * its upper end, and certainly ahead of those whose upper end is below its lower end.
 */
export function withRanks(rows: ImportanceRow[]): ImportanceRow[] {
  const low = (row: ImportanceRow) => (Number.isNaN(row.lo) ? Math.abs(row.value) : row.lo);
  const high = (row: ImportanceRow) => (Number.isNaN(row.hi) ? Math.abs(row.value) : row.hi);
  const lows = rows.map(low).sort((a, b) => a - b);
  const highs = rows.map(high).sort((a, b) => a - b);
  const order = rows.map((_, i) => i).sort((a, b) => Math.abs(rows[b].value) - Math.abs(rows[a].value));
  const rankOf = new Map(order.map((row, i) => [row, i + 1]));
  return rows.map((row, i) => ({
    ...row,
    rank: rankOf.get(i) ?? NaN,
    rankBest: 1 + (lows.length - upperBound(lows, high(row))),
    rankWorst: rows.length - lowerBound(highs, low(row)),
  }));
}

/** How many of the sorted values are <= x. */
function upperBound(sorted: number[], x: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    [low, high] = sorted[middle] <= x ? [middle + 1, high] : [low, middle];
  }
  return low;
}

/** How many of the sorted values are < x. */
function lowerBound(sorted: number[], x: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    [low, high] = sorted[middle] < x ? [middle + 1, high] : [low, middle];
  }
  return low;
}

function comparator(sort: ImportanceSort): (a: ImportanceRow, b: ImportanceRow) => number {
  const descending = (key: (row: ImportanceRow) => number) => (a: ImportanceRow, b: ImportanceRow) =>
    (Number.isNaN(key(b)) ? -1 : key(b)) - (Number.isNaN(key(a)) ? -1 : key(a));
  switch (sort) {
    case 'value':
      return descending((row) => Math.abs(row.value));
    case 'change':
      return descending((row) => Math.abs(row.delta));
    case 'reference':
      return descending((row) => row.reference);
    default:
      return (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true });
  }
}

/** Features that the back end itself left out, as it sums them up in `meta.custom.others`. */
interface Unsent {
  count: number;
  sum: number;
  joint: number;
}

function unsentOf(others: unknown): Unsent {
  const given = new Map(typeof others === 'object' && others !== null ? Object.entries(others) : []);
  const number = (key: string, otherwise: number) => {
    const value: unknown = given.get(key);
    return typeof value === 'number' ? value : otherwise;
  };
  return { count: number('columns', 0), sum: number('sumMeanAbs', 0), joint: number('meanAbsSum', NaN) };
}

function othersOf(rest: ImportanceRow[], unsent: Unsent, total: number, measure: Measure): OtherRows | undefined {
  const count = rest.length + unsent.count;
  if (count === 0) {
    return undefined;
  }
  const values = rest.map((row) => zeroIfNone(row.value));
  // What was not sent is only known as a sum of means.
  const isKnown = measure === 'mean_abs' || measure === 'other' || unsent.count === 0;
  const sum = !isKnown
    ? NaN
    : measure === 'max_abs'
      ? Math.max(...values)
      : values.reduce((s, value) => s + value, measure === 'mean' ? 0 : unsent.sum);
  return {
    count,
    sum,
    // What several features do together can't be put together from parts.
    joint: rest.length === 0 && measure === 'mean_abs' ? unsent.joint : NaN,
    share: total > 0 ? sum / total : NaN,
    names: rest.map((row) => row.name),
  };
}

/** Whether a row's change against the reference is more than chance, and which way it went. */
export function changeOf(row: ImportanceRow, fdr: number): 'up' | 'down' | undefined {
  return row.q <= fdr && row.delta !== 0 && !Number.isNaN(row.delta) ? (row.delta > 0 ? 'up' : 'down') : undefined;
}
