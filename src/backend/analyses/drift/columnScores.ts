/** What one column's cells are scored by: its raw values, its limits, and the reason where it cannot be scored. */
import { METHOD_TRAITS, ROWS_PER_BIN } from '../../../query/defaults';
import { type DriftMethod, type DriftPreset, type DriftQuery, type Threshold } from '../../../query/model';
import { type GroupedSample } from '../../statistics/samples';
import { binCount, type ColumnCounts, type Grid } from '../binning/bins';
import { knownValues, type KnownValues } from '../binning/known';
import { type Segment } from '../shared/cells';
import { isMasked, leastRows, tellRaised } from '../shared/masked';
import { upperLimit } from './chunks';
import { type Comparison } from './counts';
import { type Group } from './groups';
import { type GroupValues } from './groupValues';
import { chooseThreshold } from './judge';
import { type DriftColumn, gridOf, type Problem } from './plan';
import { problemOf } from './problem';
import { CHUNKS, DEVIATIONS, highestLimit } from './presets/nannyml';
import { NO_SCORE, type Score } from './score';
import { DEFAULT_LEVEL, makeScorer, presetProblem, type Reading, type Scorer } from './scorer';
import { type RawValues, type Side } from './values';
import { vocabularyScores } from './vocabulary';

export interface ColumnScores {
  column: DriftColumn;
  reading: Reading;
  problem: Problem | null;
  known: KnownValues;
  minRows: number;
  score(segment: Segment, window: number, reference: ColumnCounts, current: ColumnCounts): Score;
  /** Limits of a cell with that score; without a score those that hold for every cell. */
  threshold(segment: Segment, score: Score | null): Threshold;
}

/** Never throws for what is wrong with the column itself: that is its `problem`. */
export async function columnScores(
  group: Group,
  column: DriftColumn,
  query: DriftQuery,
  method: DriftMethod | undefined,
  compared: Comparison | null,
  shared: GroupValues
): Promise<ColumnScores> {
  const misfit = query.preset && method ? presetProblem(column, query.preset, method) : null;
  const problem: Problem | null =
    column.problem ??
    (misfit
      ? { status: 'error', text: misfit }
      : compared
        ? null
        : { status: 'error', text: 'The column was not read' });
  if (!problem) {
    try {
      return await prepare(group, column, query, method, shared);
    } catch (error) {
      return unscored(group, column, query, method, problemOf(error));
    }
  }
  return unscored(group, column, query, method, problem);
}

/** Libraries score whatever there is. */
export const isLibrary = (preset: DriftPreset | undefined): boolean => preset === 'evidently' || preset === 'nannyml';

function minRowsOf({ scope }: Group, { preset, minRows }: DriftQuery, { bins, column }: DriftColumn): number {
  const enough = ROWS_PER_BIN * (bins ? binCount(bins) : 1);
  const masked = isMasked(column, scope.context);
  const least = leastRows(minRows, isLibrary(preset) && !masked ? 1 : enough, masked);
  if (minRows !== undefined && least > minRows) {
    tellRaised(scope, column, minRows, least);
  }
  return least;
}

function unscored(
  group: Group,
  column: DriftColumn,
  query: DriftQuery,
  method: DriftMethod | undefined,
  problem: Problem
): ColumnScores {
  const scorer = makeScorer({
    column,
    method,
    preset: query.preset,
    known: () => true,
    withMissing: false,
    level: DEFAULT_LEVEL,
    referenceRows: Infinity,
  });
  return {
    column,
    reading: scorer.reading(null, null),
    problem,
    known: () => true,
    minRows: minRowsOf(group, query, column),
    score: () => NO_SCORE,
    threshold: () => ({}),
  };
}

async function prepare(
  group: Group,
  column: DriftColumn,
  query: DriftQuery,
  method: DriftMethod | undefined,
  shared: GroupValues
): Promise<ColumnScores> {
  const { scope, baseline } = group;
  const { bins } = column;
  const { frozen } = baseline;
  const level =
    query.thresholdFrom?.kind === 'no-change' ? (query.thresholdFrom.level ?? DEFAULT_LEVEL) : DEFAULT_LEVEL;
  const known =
    bins?.kind === 'categorical' && frozen ? await knownValues(scope, frozen, column.column, bins) : () => true;
  const reads = method ? METHOD_TRAITS[method].reads : null;
  const values = await shared.values(column);
  const scorer = makeScorer({
    column,
    method,
    preset: query.preset,
    known,
    withMissing: query.missing === 'bin',
    level,
    referenceRows: frozen?.rows ?? 0,
  });
  const words = reads === 'words' ? await vocabularyScores(scope, baseline, column, level) : null;
  const reading = readingOf(scorer, values, shared.segments, frozen?.bins.get(column.column.name) ? column : null);
  const limits = await limitsOf(group, column, query, reading, scorer, shared);
  return {
    column,
    reading,
    problem: null,
    known,
    minRows: minRowsOf(group, query, column),
    score: (segment, window, reference, current) =>
      words
        ? words(segment, window)
        : scorer.score(
            { counts: reference, sample: values?.reference(segment, window) ?? null },
            { counts: current, sample: values?.current(segment, window) ?? null }
          ),
    threshold: limits,
  };
}

/** A preset's choice looks at the values of the whole column, so that all windows are read alike. */
function readingOf(
  scorer: Scorer,
  values: RawValues | null,
  segments: readonly Segment[],
  column: DriftColumn | null
): Reading {
  const [segment] = segments;
  if (!segment || !column) {
    return scorer.reading(null, null);
  }
  const side = (counts: ColumnCounts, sample: Side['sample']): Side => ({ counts, sample });
  if (column.bins?.kind === 'categorical') {
    const counts: ColumnCounts = {
      kind: 'categorical',
      counts: new Map(column.bins.categories.map(({ value, count }) => [value, count])),
      n: column.bins.n,
      missing: 0,
    };
    return scorer.reading(side(counts, null), side(counts, null));
  }
  const sample = values?.reference(segment, 0) ?? null;
  const none: ColumnCounts = { kind: 'numeric', counts: new Float64Array(0), n: 0, missing: 0, mean: null };
  return sample ? scorer.reading(side(none, sample), side(none, sample)) : scorer.reading(null, null);
}

type Limits = (segment: Segment, score: Score | null) => Threshold;

async function limitsOf(
  group: Group,
  column: DriftColumn,
  query: DriftQuery,
  reading: Reading,
  scorer: Scorer,
  shared: GroupValues
): Promise<Limits> {
  const { thresholdFrom, preset } = query;
  const given = query.threshold?.warn !== undefined || query.threshold?.breach !== undefined;
  if (given && !thresholdFrom) {
    return () => query.threshold ?? {};
  }
  if (thresholdFrom?.kind === 'no-change') {
    const level = thresholdFrom.level ?? DEFAULT_LEVEL;
    return reading.higherIsWorse
      ? (_, score) => (score?.floor === null || score === null ? {} : { breach: score.floor })
      : () => ({ breach: 1 - level });
  }
  if (thresholdFrom?.kind === 'chunks' || (preset === 'nannyml' && reading.limit === null)) {
    return chunkLimits(group, column, query, reading, scorer, shared);
  }
  if (reading.limit !== null) {
    const breach = reading.limit;
    return () => ({ breach });
  }
  const fixed = chooseThreshold(undefined, group.scope.model, reading.method);
  return () => fixed;
}

async function chunkLimits(
  group: Group,
  column: DriftColumn,
  query: DriftQuery,
  reading: Reading,
  scorer: Scorer,
  shared: GroupValues
): Promise<Limits> {
  const { scope, baseline } = group;
  const { segments } = shared;
  const rule = query.thresholdFrom?.kind === 'chunks' ? query.thresholdFrom : undefined;
  const grid = gridOf(reading.method, query.preset);
  const chunks = await shared.chunks(grid, rule?.chunks);
  if (!chunks) {
    scope.ledger.notice(
      'warning',
      `The reference has no times, so it cannot be cut into chunks: no limits for ${column.column.name}.`
    );
    return () => ({});
  }
  const split = chunks.scope.segments.length === scope.segments.length;
  const samples = await shared.chunkSamples(chunks, column, split);
  const whole = baseline.frozen && column.bins ? await wholeReference(column, grid, shared) : null;
  const found = new Map<string, Threshold>();
  for (const segment of segments) {
    const reference = whole?.(segment);
    if (!split || !reference) {
      continue;
    }
    const own = samples?.get(segment.id);
    const sides = samples
      ? [...(own?.entries() ?? [])].sort(([a], [b]) => a - b).map(([, sample]) => sideOf(sample))
      : chunks.cells.windowsOf(segment).flatMap((window): Side[] => {
          const counts = chunks.cells.at(segment, window)?.columns.get(column.column.name);
          return counts && counts.n > 0 ? [{ counts, sample: null }] : [];
        });
    // A limit from chunks of few rows would tell their values as a score does.
    const least = isMasked(column.column, scope.context) ? minRowsOf(group, query, column) : 0;
    const large = sides.filter(({ counts }) => counts.n >= least);
    const scores = large.flatMap((side) => scorer.score(reference, side).score ?? []);
    const limit = upperLimit(scores, rule?.deviations ?? DEVIATIONS);
    if (limit !== null) {
      const highest = query.preset === 'nannyml' ? highestLimit(reading.method) : Infinity;
      found.set(segment.id, { breach: Math.min(highest, limit) });
    }
  }
  if (found.size < segments.length) {
    scope.ledger.notice(
      'warning',
      `The reference gives fewer than two chunks for ${column.column.name}: no limit without at least two (windows of the query's length, or ${CHUNKS} of equal size for a single window).`
    );
  }
  return (segment) => found.get(segment.id) ?? {};
}

/** Raw values as a side of their own: how many there are is all that is counted. */
function sideOf(sample: GroupedSample): Side {
  const counts: ColumnCounts = {
    kind: 'numeric',
    counts: Float64Array.of(sample.n),
    n: sample.n,
    missing: 0,
    mean: null,
  };
  return { counts, sample };
}

/** The fixed reference's counts and raw values by segment: what its chunks are compared with. */
async function wholeReference(
  column: DriftColumn,
  grid: Grid,
  shared: GroupValues
): Promise<(segment: Segment) => Side | null> {
  const counts = await shared.wholeCounts(column, grid);
  const samples = await shared.wholeSamples(column);
  return (segment) => {
    const found = counts(segment);
    return found ? { counts: found, sample: samples?.(segment) ?? null } : null;
  };
}
