/** Scores the cells of one column: by the query's method, or as a preset decides. */
import { METHOD_TRAITS } from '../../../query/defaults';
import { type DriftMethod, type DriftPreset } from '../../../query/model';
import { type Counts, PreparedCounts } from '../../statistics/divergence';
import { FLOOR_LEVEL, psiFloors } from '../../statistics/noChange';
import { type NumericBins } from '../../store/types';
import { alignCategories, type ColumnCounts } from '../binning/bins';
import { type KnownValues } from '../binning/known';
import { noChangeLimit } from './limits';
import { type DriftColumn } from './plan';
import * as evidently from './presets/evidently';
import * as nannyml from './presets/nannyml';
import { distinctValues, type Values } from './presets/values';
import { NO_SCORE, type Score, scoreBins, scoreValues } from './score';
import { type Side } from './values';

/** What a column is scored by; presets may choose another method for each. */
export interface Reading {
  method: DriftMethod;
  higherIsWorse: boolean;
  /** The library's own limit where it is fixed. */
  limit: number | null;
}

export interface ScorerOptions {
  column: DriftColumn;
  method: DriftMethod | undefined;
  preset: DriftPreset | undefined;
  known: KnownValues;
  withMissing: boolean;
  /** Level of the floors. */
  level: number;
  /** Rows of the reference, with and without a value. */
  referenceRows: number;
}

/** Methods that compare every category and not only the kept ones. */
const EACH = new Set<DriftMethod>(['chi2', 'linf', 'g', 'z']);

export interface Scorer {
  reading(reference: Side | null, current: Side | null): Reading;
  score(reference: Side, current: Side): Score;
}

export function makeScorer(options: ScorerOptions): Scorer {
  const { preset, method } = options;
  if (!preset) {
    const chosen = method ?? 'psi';
    const reading = { method: chosen, higherIsWorse: METHOD_TRAITS[chosen].higherIsWorse, limit: null };
    return { reading: () => reading, score: ownScorer(chosen, options) };
  }
  switch (preset) {
    case 'evidently':
      return evidentlyScorer(options);
    case 'nannyml':
      return nannymlScorer(options);
    case 'tests':
      return testScorer(options);
  }
}

/** The reason why a method cannot score a column under a preset; `null` where it can. */
export function presetProblem({ column, kind }: DriftColumn, preset: DriftPreset, method: DriftMethod): string | null {
  const METHODS = preset === 'tests' ? TESTS : (preset === 'evidently' ? evidently : nannyml).METHODS;
  return METHODS[kind].includes(method)
    ? null
    : `The preset ${preset} has no ${METHOD_TRAITS[method].title} for ${column.name}: it has ${METHODS[kind].join(', ')}`;
}

function valuesOf({ counts, sample }: Side): Values {
  return counts.kind === 'categorical'
    ? { kind: 'categorical', counts: counts.counts, n: counts.n }
    : {
        kind: 'numeric',
        sample: sample ?? { values: new Float64Array(0), counts: new Float64Array(0), n: 0 },
        n: sample?.n ?? 0,
      };
}

function evidentlyScorer({ method, column, referenceRows }: ScorerOptions): Scorer {
  const choose = (reference: Side | null, current: Side | null): DriftMethod =>
    method ??
    evidently.chooseMethod(
      column.kind,
      referenceRows,
      reference && current ? distinctValues(valuesOf(reference), valuesOf(current), evidently.FEW_VALUES) : Infinity
    );
  return {
    reading: (reference, current) => {
      const chosen = choose(reference, current);
      return { method: chosen, higherIsWorse: !evidently.isTest(chosen), limit: evidently.limitOf(chosen) };
    },
    score: (reference, current) => evidently.score(choose(reference, current), valuesOf(reference), valuesOf(current)),
  };
}

function nannymlScorer({ method = nannyml.chooseMethod() }: ScorerOptions): Scorer {
  const test = nannyml.isTest(method);
  const reading: Reading = { method, higherIsWorse: !test, limit: test ? nannyml.TEST_LIMIT : null };
  // A reference is prepared once for all the windows that it is compared with.
  const prepared = new WeakMap<ColumnCounts, ReturnType<typeof nannyml.scorer>>();
  return {
    reading: () => reading,
    score: (reference, current) => {
      const scorer = prepared.get(reference.counts) ?? nannyml.scorer(method, valuesOf(reference));
      prepared.set(reference.counts, scorer);
      return scorer(valuesOf(current));
    },
  };
}

/** The test of each kind of column. */
const TESTS: Record<DriftColumn['kind'], readonly DriftMethod[]> = { numeric: ['ks'], categorical: ['chi2'] };
const TEST_LIMIT = 0.05;

function testScorer(options: ScorerOptions): Scorer {
  const method = options.column.kind === 'numeric' ? 'ks' : 'chi2';
  const reading: Reading = { method, higherIsWorse: false, limit: TEST_LIMIT };
  return {
    reading: () => reading,
    score: (reference, current) => {
      const score = ownScore(method, options, reference, current);
      return { ...score, score: score.p, floor: null };
    },
  };
}

function ownScorer(method: DriftMethod, options: ScorerOptions): Scorer['score'] {
  const { bins } = options.column;
  return method === 'psi' && bins?.kind === 'numeric' && !options.withMissing
    ? psiScorer(bins, options.level)
    : (reference, current) => ownScore(method, options, reference, current);
}

/** What `ownScore` gives for PSI of numbers, which matrices and most alert rules ask for, with less to do a cell. */
function psiScorer(bins: NumericBins, level: number): Scorer['score'] {
  const floorOf = psiFloors(bins.edges.length + 1, level);
  let known: ColumnCounts | null = null;
  const prepared = new PreparedCounts();
  return ({ counts: reference }, { counts: current }) => {
    if (reference.kind !== 'numeric' || current.kind !== 'numeric') {
      return NO_SCORE;
    }
    if (known !== reference) {
      known = reference;
      prepared.prepare(reference.counts);
    }
    const score = prepared.psi(current.counts);
    return {
      score,
      statistic: score,
      p: null,
      floor: score === null ? null : floorOf(prepared.used(current.counts), reference.n, current.n),
      effect: prepared.kolmogorov(current.counts),
    };
  };
}

function ownScore(method: DriftMethod, options: ScorerOptions, reference: Side, current: Side): Score {
  const { column, withMissing, level } = options;
  const { bins } = column;
  if (!bins) {
    return NO_SCORE;
  }
  const withFloor = (
    score: Score,
    n: number,
    m: number,
    pair: { reference: Counts; current: Counts } | null
  ): Score => ({
    score: score.score,
    statistic: score.statistic,
    p: score.p,
    floor: score.score === null ? null : noChangeLimit(method, bins, { n, m, pair }, level),
    effect: score.effect,
  });
  if (METHOD_TRAITS[method].reads === 'values') {
    const { sample: before } = reference;
    const { sample: now } = current;
    const sd = bins.kind === 'numeric' ? bins.sd : 0;
    return before && now ? withFloor(scoreValues(method, before, now, sd), before.n, now.n, null) : NO_SCORE;
  }
  const pair = alignCounts(method, options, reference.counts, current.counts);
  if (!pair) {
    return NO_SCORE;
  }
  const full = withMissing
    ? {
        reference: [...Array.from(pair.reference), reference.counts.missing],
        current: [...Array.from(pair.current), current.counts.missing],
      }
    : pair;
  if (
    method === 'z' &&
    Array.from(full.reference).filter((count, bin) => count + (full.current[bin] ?? 0) > 0).length > 2
  ) {
    return NO_SCORE;
  }
  const scale = bins.kind === 'numeric' ? { edges: bins.fineEdges, min: bins.min, max: bins.max, sd: bins.sd } : null;
  const n = reference.counts.n + (withMissing ? reference.counts.missing : 0);
  const m = current.counts.n + (withMissing ? current.counts.missing : 0);
  return withFloor(scoreBins(method, full.reference, full.current, scale), n, m, full);
}

function alignCounts(
  method: DriftMethod,
  { column, known }: ScorerOptions,
  reference: ColumnCounts,
  current: ColumnCounts
): { reference: Counts; current: Counts } | null {
  const { bins } = column;
  if (bins?.kind === 'numeric' && reference.kind === 'numeric' && current.kind === 'numeric') {
    return { reference: reference.counts, current: current.counts };
  }
  if (bins?.kind === 'categorical' && reference.kind === 'categorical' && current.kind === 'categorical') {
    return alignCategories(bins, reference, current, EACH.has(method), known);
  }
  return null;
}

export const DEFAULT_LEVEL = FLOOR_LEVEL;
