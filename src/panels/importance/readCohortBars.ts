/** Importance of each column in several cohorts, for a plot of dots. Pure. */
import { type DataFrame, type Field } from '@grafana/data';
import { customOf, fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { IMPORTANCE_FIELDS } from '../../query/frames';
import { chosenFrame, fieldsOf, isReadable } from './importanceFields';
import { type Measure, measureOf } from './measure';
import { type FieldChoice, type ImportanceOptions } from './options';
import { addUp, type Unsent, unsentOf } from './otherRows';
import { INTERVAL_FROM } from './prepareImportance';

/** More are not told apart by shape and colour. */
export const MOST_COHORTS = 6;

/** One dot. NaN is "not known". */
export interface CohortDot {
  /** Place in `cohorts`. */
  cohort: number;
  value: number;
  lo: number;
  hi: number;
  n: number;
  share: number;
  /** Of the column in this cohort, 1 for the largest. */
  rank: number;
  /** Row in the frame, for data links. */
  at: number;
}

export interface CohortBar {
  name: string;
  /** Mean of the ranks in the cohorts. */
  meanRank: number;
  dots: CohortDot[];
}

/** What `topK` left out, added up as `OtherRows` does for bars. */
export interface OtherDots {
  columns: number;
  dots: CohortDot[];
}

export interface CohortBars {
  rows: CohortBar[];
  others: OtherDots | undefined;
  cohorts: Array<{ label: string; n: number }>;
  /** Cohorts that are not drawn. */
  hidden: number;
  /** Columns altogether. */
  total: number;
  measure: Measure;
  field: Field;
  frame: DataFrame;
  outputSpace: string | undefined;
  confidence: number;
  truncated: { shown: number; total: number; rule: string } | undefined;
}

/**
 * The first table with a field `cohort` of two or more cohorts; undefined without one. Columns stand in the order of the mean of
 * their ranks in the cohorts, as in shap's bar plot of cohorts.
 */
export function readCohortBars(
  series: readonly DataFrame[],
  options: Pick<ImportanceOptions, 'topK' | 'sort' | 'statistic' | keyof FieldChoice> &
    Partial<Pick<ImportanceOptions, 'others'>>
): CohortBars | undefined {
  const candidates = series.filter(
    (frame) => frame.length > 0 && isReadable(frame) && fieldNamed(frame, IMPORTANCE_FIELDS.cohort)
  );
  const frame = chosenFrame(candidates, options) ?? candidates.find((f) => customOf(f, 'importance')) ?? candidates[0];
  const fields = frame && fieldsOf(frame, options.statistic, options);
  const cohort = frame && fieldNamed(frame, IMPORTANCE_FIELDS.cohort);
  if (!frame || !fields || !cohort || fields.name === cohort) {
    return undefined;
  }
  const custom = customOf(frame, 'importance');
  const labels = [...new Set(Array.from({ length: frame.length }, (_, at) => textAt(cohort, at) ?? ''))];
  if (labels.length < 2) {
    return undefined;
  }
  const drawn = labels.slice(0, MOST_COHORTS);
  const measure = measureOf(fields.value);
  const rows = byColumn(frame, { ...fields, cohort }, drawn, measure);
  if (rows.every(({ dots }) => dots.every(({ value }) => Number.isNaN(value)))) {
    return undefined;
  }
  withRanks(rows, drawn.length);
  rows.sort(
    options.sort === 'name'
      ? (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })
      : (a, b) => a.meanRank - b.meanRank
  );
  const given: unknown = custom?.cohortsTotal;
  const known = drawn.map((label) => givenOf(custom?.cohorts, label));
  const unsent = known.map(({ others }) => unsentOf(others));
  const hasOthers = options.others ?? false;
  const isCut = options.topK > 0 && rows.length + (unsent[0]?.count ?? 0) > options.topK;
  const shown = isCut ? rows.slice(0, Math.max(1, options.topK - (hasOthers ? 1 : 0))) : rows;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  return {
    rows: shown,
    others: hasOthers ? otherDots(rows.slice(shown.length), unsent, measure) : undefined,
    cohorts: drawn.map((label, i) => ({ label, n: known[i].n ?? mostRows(rows, i) })),
    hidden: Math.max(labels.length, typeof given === 'number' ? given : 0) - drawn.length,
    total: rows.length + (unsent[0]?.count ?? 0),
    measure,
    field: fields.value,
    frame,
    outputSpace: text(custom?.outputSpace ?? custom?.output_space),
    confidence: typeof custom?.confidence === 'number' ? custom.confidence : 0.95,
    truncated: custom?.truncated,
  };
}

function byColumn(
  frame: DataFrame,
  { name, value, cohort }: { name: Field; value: Field; cohort: Field },
  drawn: readonly string[],
  measure: Measure
): CohortBar[] {
  const isOfMeans = measure === 'mean_abs' || measure === 'other';
  const field = (key: 'lo' | 'hi' | 'n' | 'share') => fieldNamed(frame, IMPORTANCE_FIELDS[key]);
  const [lo, hi, n, share] = [field('lo'), field('hi'), field('n'), field('share')];
  const bars = new Map<string, CohortBar>();
  for (let at = 0; at < frame.length; at++) {
    const column = textAt(name, at);
    const index = drawn.indexOf(textAt(cohort, at) ?? '');
    if (column === undefined || index < 0) {
      continue;
    }
    const bar = bars.get(column) ?? { name: column, meanRank: NaN, dots: [] };
    bars.set(column, bar);
    const isKnown = isOfMeans && !(measure !== 'other' && numberAt(n, at) < INTERVAL_FROM);
    bar.dots.push({
      cohort: index,
      value: numberAt(value, at),
      lo: isKnown ? numberAt(lo, at) : NaN,
      hi: isKnown ? numberAt(hi, at) : NaN,
      n: numberAt(n, at),
      share: isOfMeans ? numberAt(share, at) : NaN,
      rank: NaN,
      at,
    });
  }
  return [...bars.values()];
}

/** Ranks in each cohort by size, in place. What a cohort lacks comes last in it. */
function withRanks(rows: CohortBar[], cohorts: number): void {
  const sums = rows.map(() => 0);
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const dots = rows.map((row) => row.dots.find((dot) => dot.cohort === cohort));
    const size = (i: number) => {
      const value = Math.abs(dots[i]?.value ?? NaN);
      return Number.isNaN(value) ? -1 : value;
    };
    const order = rows.map((_, i) => i).sort((a, b) => size(b) - size(a) || a - b);
    order.forEach((at, place) => {
      sums[at] += place + 1;
      const dot = dots[at];
      if (dot) {
        dot.rank = place + 1;
      }
    });
  }
  rows.forEach((row, i) => {
    row.meanRank = sums[i] / cohorts;
  });
}

/** What the answer says of a cohort beside its rows. */
function givenOf(cohorts: unknown, label: string): { n?: number; others?: unknown } {
  const found: unknown = Array.isArray(cohorts)
    ? cohorts.find((each) => typeof each === 'object' && each !== null && 'label' in each && each.label === label)
    : undefined;
  const { n, others }: { n?: unknown; others?: unknown } = typeof found === 'object' && found !== null ? found : {};
  return { n: typeof n === 'number' ? n : undefined, others };
}

function otherDots(rest: readonly CohortBar[], unsent: readonly Unsent[], measure: Measure): OtherDots | undefined {
  const columns = rest.length + (unsent[0]?.count ?? 0);
  return columns === 0
    ? undefined
    : {
        columns,
        dots: unsent.map((left, cohort) => ({
          cohort,
          value: addUp(
            rest.map(({ dots }) => dots.find((dot) => dot.cohort === cohort)?.value ?? NaN),
            left,
            measure
          ),
          lo: NaN,
          hi: NaN,
          n: NaN,
          share: NaN,
          rank: NaN,
          at: -1,
        })),
      };
}

const mostRows = (rows: readonly CohortBar[], cohort: number) =>
  rows.reduce((most, { dots }) => {
    const n = dots.find((dot) => dot.cohort === cohort)?.n ?? NaN;
    return n > most || Number.isNaN(most) ? n : most;
  }, NaN);
