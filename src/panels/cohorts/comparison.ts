/** Two cohorts side by side: their metrics, and how the values of each column lie in them. Pure but for reading frames. */
import { type DataFrame } from '@grafana/data';
import { customOf, fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { homogeneity } from '../../components/statistics/homogeneity';
import { adjusted } from '../../components/statistics/student';
import { DISTRIBUTION_FIELDS } from '../../query/frames';
import { type CohortCell, type CohortRow, type CohortsData } from './cohortData';
import { shareNoRow } from './disjoint';
import { type PhiDifference, phiDifferences } from './phiDifference';
import { REST } from './slots';

export interface MetricDifference {
  metric: string;
  a: CohortCell | undefined;
  b: CohortCell | undefined;
  delta: number;
  lo: number;
  hi: number;
}

export interface SharedBin {
  label: string;
  a: number;
  b: number;
}

export interface ColumnComparison {
  column: string;
  bins: SharedBin[];
  /** Jensen-Shannon distance with base 2, in [0, 1]; NaN where only attributions are known. */
  distance: number;
  /** Cramér's V and the q of its test over the columns; NaN without counts, and where the cohorts may share rows. */
  effect: number;
  q: number;
  /** Difference of the mean attributions, where both sides have them. */
  phi?: PhiDifference;
}

export interface Comparison {
  nameA: string;
  nameB: string;
  a: CohortRow | undefined;
  b: CohortRow | undefined;
  metrics: MetricDifference[];
  /** The most different first. */
  columns: ColumnComparison[];
  /** The two may have rows in common: no interval and no test says how surely they differ. */
  mayShare?: boolean;
  /** Kinds of attributions that both sides have; those of several are not shown. */
  kinds?: number;
}

/**
 * The two cohorts that are named; for each that is not, the first other one. Distributions come from frames of the query type "distribution":
 * those of two queries are A and B, one frame alone is its reference and its window.
 */
export function compareCohorts(
  data: CohortsData | undefined,
  series: readonly DataFrame[],
  wanted: { a: string; b: string }
): Comparison | undefined {
  if (wanted.b === REST) {
    return data && againstRest(data, wanted.a);
  }
  const [a, b] = chosenRows(data, wanted);
  const nameA = a?.name ?? wanted.a;
  const nameB = b?.name ?? wanted.b;
  const { columns: phis, kinds } = phiDifferences(series, { a: nameA, b: nameB }, data?.confidence ?? 0.95);
  const mayShare = !shareNoRow(a ?? named(nameA), b ?? named(nameB));
  const columns = withAttributions(compareColumns(series, mayShare), mayShare ? withoutVerdicts(phis) : phis);
  if (!(a && b) && columns.length === 0) {
    return undefined;
  }
  return {
    nameA,
    nameB,
    a,
    b,
    metrics:
      a && b && data
        ? data.metrics.map((metric) => ({ ...difference(metric, a, b), ...(mayShare ? { lo: NaN, hi: NaN } : {}) }))
        : [],
    columns,
    mayShare,
    kinds,
  };
}

const named = (name: string) => ({ name, key: undefined, segment: undefined });

/** Means alone: the tests are of two independent samples. */
function withoutVerdicts(phis: ReadonlyMap<string, PhiDifference>): Map<string, PhiDifference> {
  const unknown = { lo: NaN, hi: NaN, p: NaN, q: NaN };
  return new Map([...phis].map(([column, phi]) => [column, { ...phi, ...unknown }]));
}

type Cohorts = Pick<CohortsData, 'rows' | 'all'>;

/** A cohort of the answer, whether the list shows it or not. */
const cohortOf = (data: Cohorts | undefined, name: string) =>
  data?.all.find((row) => row.name === name || row.segment === name);

/** The rows that are named, and the first others in place of names that are empty: nothing stands in for one that is gone. */
function chosenRows(data: Cohorts | undefined, wanted: { a: string; b: string }) {
  const [namedA, namedB] = [cohortOf(data, wanted.a), cohortOf(data, wanted.b)];
  const a = wanted.a === '' ? data?.rows.find((row) => row !== namedB) : namedA;
  return [a, wanted.b === '' ? data?.rows.find((row) => row !== a) : namedB] as const;
}

/** Names of cohorts to compare that the answer does not have. */
export function goneCohorts(data: Cohorts | undefined, { a, b }: { a: string; b: string }): string[] {
  return [a, b].filter((name) => name !== '' && name !== REST && !cohortOf(data, name));
}

/** Names of the two cohorts that are compared; undefined where there are no two. */
export function pairOf<T extends { a: string; b: string }>(data: Cohorts | undefined, wanted: T): T | undefined {
  const [a, b] = wanted.b === REST ? [] : chosenRows(data, wanted);
  return a && b ? { ...wanted, a: a.name, b: b.name } : undefined;
}

/** Columns with their attributions, and behind them those of which nothing else is known, the largest difference first. */
function withAttributions(
  columns: readonly ColumnComparison[],
  phis: ReadonlyMap<string, PhiDifference>
): ColumnComparison[] {
  const known = new Set(columns.map(({ column }) => column));
  const others = [...phis]
    .filter(([column]) => !known.has(column))
    .sort(([, x], [, y]) => Math.abs(y.delta) - Math.abs(x.delta));
  return [
    ...columns.map((each) => ({ ...each, phi: phis.get(each.column) })),
    ...others.map(([column, phi]): ColumnComparison => ({ column, bins: [], distance: NaN, effect: NaN, q: NaN, phi })),
  ];
}

/** A cohort and everybody outside of it, whose difference the data bring themselves. */
function againstRest(data: CohortsData, name: string): Comparison | undefined {
  const a = cohortOf(data, name);
  return (
    a && {
      nameA: a.name,
      nameB: REST,
      a,
      b: undefined,
      metrics: data.metrics.map((metric) => {
        const cell = a.cells.get(metric);
        const rest = cell && { ...cell, value: cell.complement, lo: NaN, hi: NaN };
        return {
          metric,
          a: cell,
          b: rest,
          delta: cell?.delta ?? NaN,
          lo: cell?.deltaLo ?? NaN,
          hi: cell?.deltaHi ?? NaN,
        };
      }),
      // Distributions in the answer are those of two cohorts, not of one and its complement.
      columns: [],
    }
  );
}

/**
 * The interval of a difference from the two intervals, by Newcombe's square-and-add rule (Newcombe 1998; Zou & Donner 2008
 * for any estimates that are independent, as those of two cohorts without a common row are).
 */
export function difference(metric: string, rowA: CohortRow, rowB: CohortRow): MetricDifference {
  const [a, b] = [rowA.cells.get(metric), rowB.cells.get(metric)];
  if (!a || !b) {
    return { metric, a, b, delta: NaN, lo: NaN, hi: NaN };
  }
  const delta = a.value - b.value;
  return {
    metric,
    a,
    b,
    delta,
    lo: delta - Math.hypot(a.value - a.lo, b.hi - b.value),
    hi: delta + Math.hypot(a.hi - a.value, b.value - b.lo),
  };
}

interface Bin {
  share: number;
  /** NaN where only shares are known. */
  count: number;
}

/** By column and label. */
type Bins = Map<string, Map<string, Bin>>;

const NO_ROWS: Bin = { share: 0, count: 0 };

function compareColumns(series: readonly DataFrame[], mayShare: boolean): ColumnComparison[] {
  const frames = series.filter((frame) => customOf(frame, 'distribution'));
  const [first, second] = bySide(frames);
  if (!first) {
    return [];
  }
  const { share, count, referenceShare, referenceCount } = DISTRIBUTION_FIELDS;
  const a = second ? binsOf(first, share, count) : binsOf(first, referenceShare, referenceCount);
  const b = binsOf(second ?? first, share, count);
  const columns = [...a].flatMap(([column, own]) => {
    const others = b.get(column);
    if (!others) {
      return [];
    }
    const labels = [...new Set([...own.keys(), ...others.keys()])];
    const pairs = labels.map((label) => ({ label, a: own.get(label) ?? NO_ROWS, b: others.get(label) ?? NO_ROWS }));
    const bins = pairs.map((bin): SharedBin => ({ label: bin.label, a: bin.a.share, b: bin.b.share }));
    const test = homogeneity(pairs.map((bin) => ({ a: bin.a.count, b: bin.b.count })));
    return [{ column, bins, distance: jensenShannon(bins), effect: test.v, p: mayShare ? NaN : test.p }];
  });
  const q = adjusted(columns.map(({ p }) => p));
  return columns
    .map(({ column, bins, distance, effect }, at) => ({ column, bins, distance, effect, q: q[at] ?? NaN }))
    .sort((x, y) => y.distance - x.distance || x.column.localeCompare(y.column));
}

/** The frames of the first query and those of the second; of one query alone its first two frames. */
function bySide(frames: readonly DataFrame[]): ReadonlyArray<readonly DataFrame[]> {
  const byQuery = new Map<unknown, DataFrame[]>();
  // Without the name of its query a frame is an answer by itself.
  frames.forEach((frame, at) => {
    const query = frame.refId ?? at;
    byQuery.set(query, [...(byQuery.get(query) ?? []), frame]);
  });
  return byQuery.size > 1 ? [...byQuery.values()] : frames.map((frame) => [frame]);
}

/** Of several frames the first with a column says how it lies: two queries may cut it differently. */
function binsOf(frames: readonly DataFrame[], shareName: string, countName: string): Bins {
  return new Map(frames.toReversed().flatMap((frame) => [...frameBins(frame, shareName, countName)]));
}

function frameBins(frame: DataFrame, shareName: string, countName: string): Bins {
  const [column, label, bin, share, count] = [
    fieldNamed(frame, DISTRIBUTION_FIELDS.column),
    fieldNamed(frame, DISTRIBUTION_FIELDS.label),
    fieldNamed(frame, DISTRIBUTION_FIELDS.bin),
    fieldNamed(frame, shareName),
    fieldNamed(frame, countName),
  ];
  const found: Bins = new Map();
  for (let at = 0; at < frame.length; at++) {
    const name = textAt(column, at) ?? '';
    const bins = found.get(name) ?? new Map<string, Bin>();
    found.set(name, bins);
    const value = numberAt(share, at);
    bins.set(textAt(label, at) ?? textAt(bin, at) ?? '', {
      share: Number.isNaN(value) ? 0 : value,
      count: numberAt(count, at),
    });
  }
  return found;
}

/** Endres & Schindelin 2003, of the shares as they are. */
export function jensenShannon(bins: ReadonlyArray<{ a: number; b: number }>): number {
  const part = (p: number, mean: number) => (p > 0 ? p * Math.log2(p / mean) : 0);
  const sum = bins.reduce((total, { a, b }) => total + (part(a, (a + b) / 2) + part(b, (a + b) / 2)) / 2, 0);
  return Math.sqrt(Math.min(1, Math.max(0, sum)));
}
