/**
 * M-CBPE (statistics.md 3.1): the calibrator of each window is fitted on the reference weighted by how much its rows are
 * like the window's. The density ratio is that of naive Bayes on frozen bins (statistics.md 3.4).
 */
import { PlumblineError } from '../../../query/errors';
import { isotonicKnots, type Knot } from '../../statistics/isotonic';
import { type ColumnInfo, type FrozenBins, type ReferenceInfo } from '../../store/types';
import { labelledRows, type LabelledRows } from '../performance/labelled';
import { type ReferenceScope } from '../performance/referenceChunks';
import { type Scope } from '../shared/scope';
import { numberLiteral, quoteName, quoteText } from '../shared/statement';
import { askTogether } from '../shared/together';
import { foldedGroups } from './foldedGroups';

/** Each window is a weighing of the whole reference. */
const MAX_WINDOWS = 200;
/** Windows of one statement, which joins the reference with its labels: bounds its length. */
const WINDOWS_AT_ONCE = 16;
/** Columns are bits of one 64-bit number in SQL. */
const MAX_COLUMNS = 60;
/** Added to each bin's count, so that an empty one has a ratio. */
const LAPLACE = 0.5;
/** Weights beyond these quantiles are cut: a few rows must not speak for a window. */
const CLIP = { low: 0.01, high: 0.99 };

/** Knots by window. Throws `bad_request` with segments, `too_large` beyond 200 windows or 60 columns. */
export async function windowKnots(
  scope: Scope,
  reference: ReferenceScope,
  positive: string
): Promise<Map<number, Knot[]>> {
  if (scope.segments.length > 0) {
    throw new PlumblineError(
      'bad_request',
      'segmentBy: m-cbpe weighs the reference for each window and does not split its answer',
      'Use cbpe, or filter by the segment.',
      'segmentBy'
    );
  }
  const columns = binnedFeatures(scope, reference.reference);
  if (columns.length > MAX_COLUMNS) {
    throw new PlumblineError(
      'too_large',
      `m-cbpe weighs rows by ${columns.length} columns, the limit is ${MAX_COLUMNS}`,
      'Use cbpe.',
      'method'
    );
  }
  const codes = columns.map(({ column, bins }, index) => ({ name: `f${index}`, expression: binCode(column, bins) }));
  const current = await binCounts(scope, labelledRows(scope, { labels: false, more: codes }), codes);
  const all = { ...reference.scope, segments: [] };
  const counted = labelledRows(all, { source: reference.source, labels: false, more: codes });
  const whole = [...(await binCounts(reference.scope, counted, codes)).values()].reduce(
    addCounts,
    codes.map(() => new Map())
  );
  if (current.size > MAX_WINDOWS) {
    throw new PlumblineError(
      'too_large',
      `m-cbpe weighs the reference for each of ${current.size} windows, the limit is ${MAX_WINDOWS}`,
      'Choose longer windows or a shorter range, or use cbpe.',
      'window'
    );
  }
  const rows = labelledRows(all, { source: reference.source, more: codes });
  const weigh = (counts: Counts) => {
    const logRatio = codes
      .map(({ name }, index) => ratioSql(name, whole[index] ?? new Map(), counts[index] ?? new Map()))
      .join(' + ');
    const weighted = `SELECT *, exp(greatest(-50, least(50, ${logRatio || '0e0'}))) AS ratio FROM labelled`;
    return `SELECT *, greatest(quantile_cont(ratio, ${CLIP.low}) OVER (), least(quantile_cont(ratio, ${CLIP.high}) OVER (), ratio)) AS clipped FROM (${weighted})`;
  };
  const knots = new Map<number, Knot[]>();
  const windows = [...current];
  for (let first = 0; first < windows.length; first += WINDOWS_AT_ONCE) {
    const part = windows.slice(first, first + WINDOWS_AT_ONCE);
    const { folded } = await askTogether(scope, rows, {
      folded: part.map(([, counts]) =>
        foldedGroups({
          score: 'score',
          positive: `actual = ${positive}`,
          weighted: { rows: weigh(counts), weight: 'clipped' },
        })
      ),
    });
    part.forEach(([window], index) => {
      const points = (folded[index] ?? []).map(({ negatives, positives, score }) => {
        const weight = positives + negatives;
        return { x: score, weight, y: positives / weight };
      });
      knots.set(window, isotonicKnots(points));
    });
  }
  return knots;
}

interface Binned {
  column: ColumnInfo;
  bins: FrozenBins;
}

function binnedFeatures(scope: Scope, reference: ReferenceInfo): Binned[] {
  return scope.model.columns.flatMap((column) => {
    const bins = column.role === 'feature' || column.role === 'score' ? reference.bins.get(column.name) : undefined;
    return bins && bins.n > 0 ? [{ column, bins }] : [];
  });
}

/** Number of edges below a value, position of a category, -1 for others, -2 for missing. */
function binCode(column: ColumnInfo, bins: FrozenBins): string {
  const name = quoteName(column.name);
  if (bins.kind === 'numeric') {
    const steps = bins.edges.map((edge) => `(${name} > ${numberLiteral(edge)})::INTEGER`);
    return `coalesce(${steps.join(' + ') || `CASE WHEN ${name} IS NOT NULL THEN 0 END`}, -2)`;
  }
  const cases = bins.categories.map(({ value }, index) => `WHEN ${quoteText(value)} THEN ${index}`);
  return cases.length === 0
    ? '-1'
    : `(CASE ${name}::VARCHAR ${cases.join(' ')} ELSE CASE WHEN ${name} IS NULL THEN -2 ELSE -1 END END)`;
}

type Counts = Array<Map<number, number>>;

/** By window: rows of each code of each column. */
async function binCounts(
  scope: Scope,
  rows: LabelledRows,
  codes: ReadonlyArray<{ name: string }>
): Promise<Map<number, Counts>> {
  if (codes.length === 0) {
    return new Map();
  }
  const sets = codes.map(({ name }) => `(w, ${name})`).join(', ');
  const names = codes.map(({ name }) => name).join(', ');
  const found = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT w, ${names}, grouping_id(${names})::BIGINT::VARCHAR AS mask, count(*) AS n FROM (${rows.text}) GROUP BY GROUPING SETS (${sets}) ORDER BY ALL`,
    rows.parameters
  );
  const windows = new Map<number, Counts>();
  for (const row of found) {
    const window = Number(row.w);
    const counts = windows.get(window) ?? codes.map(() => new Map<number, number>());
    const mask = BigInt(String(row.mask));
    const index = codes.findIndex((_, at) => (mask & (1n << BigInt(codes.length - 1 - at))) === 0n);
    const code = codes[index];
    if (code) {
      counts[index]?.set(Number(row[code.name]), Number(row.n));
    }
    windows.set(window, counts);
  }
  return windows;
}

function addCounts(sum: Counts, more: Counts): Counts {
  return sum.map((known, index) => {
    const all = new Map(known);
    more[index]?.forEach((n, code) => all.set(code, (all.get(code) ?? 0) + n));
    return all;
  });
}

/** Log of the share in the window over that in the reference, by code. */
function ratioSql(name: string, reference: ReadonlyMap<number, number>, current: ReadonlyMap<number, number>): string {
  const codes = [...new Set([...reference.keys(), ...current.keys()])];
  const total = (counts: ReadonlyMap<number, number>) =>
    [...counts.values()].reduce((sum, n) => sum + n, 0) + LAPLACE * codes.length;
  const [all, now] = [total(reference), total(current)];
  const cases = codes.map((code) => {
    const share = ((current.get(code) ?? 0) + LAPLACE) / now;
    const before = ((reference.get(code) ?? 0) + LAPLACE) / all;
    return `WHEN ${code} THEN ${numberLiteral(Math.log(share / before))}`;
  });
  return cases.length === 0 ? '0e0' : `(CASE ${name} ${cases.join(' ')} ELSE 0e0 END)`;
}
