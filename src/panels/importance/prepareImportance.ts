import { type DataFrame, type Field } from '@grafana/data';
import { customOf, fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { IMPORTANCE_FIELDS } from '../../query/frames';
import { chosenFrame, type Fields, fieldsOf, isReadable } from './importanceFields';
import { type Measure, measureOf } from './measure';
import { type FieldChoice, type ImportanceOptions, type ImportanceSort, type ImportanceStatistic } from './options';
import { type OtherRows, othersOf, unsentOf } from './otherRows';
import { newestOfSeries } from './plainSeries';
import { withRanks } from './rowRanks';

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
  /** Of too few records for an interval: a dot instead of a bar. */
  few: boolean;
  /** Row in the frame, for data links. */
  at: number;
}

/** Fewer records than these have no interval: the normal approximation says nothing about them. */
export const INTERVAL_FROM = 30;

/** Whether a mean attribution is of too few records for its interval. Of gain or permutations nobody knows what `n` counts. */
export function isTooFew(measure: Measure, n: number): boolean {
  return measure !== 'other' && n < INTERVAL_FROM;
}

export interface ImportanceData {
  rows: ImportanceRow[];
  others: OtherRows | undefined;
  total: number;
  measure: Measure;
  /** Asked for by the options and not in the frame. */
  lacks?: ImportanceStatistic;
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
  // Filters may leave the columns and no record to explain: then there is no first of them.
  if (all.every(({ value }) => Number.isNaN(value))) {
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
    lacks: measure === 'mean_abs' && statistic !== 'mean_abs' ? statistic : undefined,
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
    (measure === 'max_abs' || measure === 'p95_abs' || measure === 'mean') && ofMeans.includes(key)
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
      few: isFew,
      constant: measure !== 'other' && value === 0 && !(numberAt(max, at) > 0),
      at,
    });
  }
  return rows;
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

/** Whether a row's change against the reference is more than chance, and which way it went. */
export function changeOf(row: ImportanceRow, fdr: number): 'up' | 'down' | undefined {
  return row.q <= fdr && row.delta !== 0 && !Number.isNaN(row.delta) ? (row.delta > 0 ? 'up' : 'down') : undefined;
}
