/** Scores every column, segment and window of a drift query. */
import { DEFAULT_METHOD, MAX_CELLS, MAX_SERIES, METHOD_TRAITS, ROWS_PER_BIN } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { type DriftMethod, type DriftQuery, type Threshold } from '../../../query/model';
import { type AnalysisContext } from '../context';
import { binCount } from '../binning/bins';
import { type Segment, WHOLE } from '../shared/cells';
import { resolveScope, type Scope } from '../shared/scope';
import { cellWindows, type SegmentWindow } from '../shared/segmentWindows';
import { turn } from '../shared/turn';
import { type Baseline, resolveBaseline } from './baseline';
import { columnScores, isLibrary } from './columnScores';
import { problemOf } from './problem';
import { type Comparison, compareCounts } from './counts';
import { correctSeries } from './correct';
import { type Group, planGroups } from './groups';
import { GroupValues } from './groupValues';
import { chooseThreshold } from './judge';
import { countRequests, type DriftColumn, gridOf, type Problem } from './plan';
import { type Reading } from './scorer';
import { scoreSeries, type SegmentCells } from './scoreSeries';
import { type SeriesCells } from './seriesCells';

/** One column of one segment over its windows, in time order. */
export interface DriftSeries {
  column: DriftColumn;
  segment: Segment;
  reading: Reading;
  cells: SeriesCells;
}

export interface DriftResult {
  scope: Scope;
  query: DriftQuery;
  /** What all series are scored by; `null` where a preset chose several. */
  method: DriftMethod | null;
  higherIsWorse: boolean;
  /** Limits that all cells share; empty where they come from data. */
  threshold: Threshold;
  baseline: Baseline;
  minRows: number;
  series: DriftSeries[];
}

/** `describe` asks for means too, which the words of the table need. */
export async function computeDrift(
  query: DriftQuery,
  context: AnalysisContext,
  describe: boolean
): Promise<DriftResult> {
  const scope = await resolveScope(query, context);
  const method = query.method ?? (query.preset ? undefined : DEFAULT_METHOD);
  checkCombination(query, method);
  const baseline = await resolveBaseline(scope, query.reference);
  const groups = await planGroups(scope, baseline, method && !query.preset ? method : null);
  const series: DriftSeries[] = [];
  for (const group of groups) {
    series.push(...(await computeGroup(group, query, method, describe)));
  }
  if (baseline.frozen === null) {
    scope.ledger.notice('warning', `Model ${scope.model.name} has no default reference, so nothing can be compared.`);
  }
  correctSeries(series, query.correction);
  const methods = new Set(series.map(({ reading }) => reading.method));
  const [only] = methods.size === 1 ? methods : [];
  const shared = only ?? method ?? null;
  const bins = groups.flatMap(({ columns }) =>
    columns.flatMap((column) => (column.bins ? [binCount(column.bins)] : []))
  );
  const fixed = query.thresholdFrom === undefined && !query.preset && query.correction === undefined;
  return {
    scope,
    query,
    method: shared,
    higherIsWorse: series[0]?.reading.higherIsWorse ?? true,
    threshold: fixed ? chooseThreshold(query.threshold, scope.model, shared ?? DEFAULT_METHOD) : {},
    baseline,
    minRows: query.minRows ?? (isLibrary(query.preset) ? 1 : ROWS_PER_BIN * Math.max(1, ...bins)),
    series,
  };
}

function checkCombination(query: DriftQuery, method: DriftMethod | undefined): void {
  const { correction, preset, thresholdFrom, missing } = query;
  const refuse = (place: string, problem: string, remedy: string) => {
    throw new PlumblineError('bad_request', `${place}: ${problem}`, remedy, place);
  };
  if (preset && preset !== 'tests' && correction) {
    refuse('correction', `the preset ${preset} corrects nothing`, 'Leave one of the two out.');
  }
  if (preset && missing === 'bin') {
    refuse('missing', `the preset ${preset} leaves missing values out`, 'Leave missing out.');
  }
  const tests: readonly string[] = ['ks', 'ks_binned'];
  if (correction && method && METHOD_TRAITS[method].higherIsWorse && !tests.includes(method)) {
    refuse(
      'correction',
      `${METHOD_TRAITS[method].title} has no p-value to correct`,
      'Use ks, ks_binned, cvm, anderson, mannwhitney, epps_singleton, t, chi2, g or z.'
    );
  }
  const isTest = preset === 'tests' || (!preset && method !== undefined && !METHOD_TRAITS[method].higherIsWorse);
  if (thresholdFrom?.kind === 'chunks' && isTest) {
    refuse(
      'thresholdFrom',
      'the scores are p-values, and a spread of p-values makes no limit',
      'Use a distance such as psi or ks, or a fixed threshold.'
    );
  }
}

async function computeGroup(
  group: Group,
  query: DriftQuery,
  method: DriftMethod | undefined,
  describe: boolean
): Promise<DriftSeries[]> {
  const { scope, columns } = group;
  if (scope.segments.length === 0) {
    checkSize(columns.length, plainWindows(scope).length);
  }
  const comparisons = await compareEach(group, query, method, describe);
  const first = [...comparisons.values()].find((each) => 'current' in each);
  const segments = scope.segments.length === 0 ? [WHOLE] : (first?.current.segments ?? []);
  const windows = new Map(
    segments.map((segment) => [segment.id, first ? cellWindows(scope, first, segment) : plainWindows(scope)])
  );
  checkSize(columns.length * segments.length, Math.max(0, ...[...windows.values()].map((list) => list.length)));
  const cellsOf = segmentCells(windows);
  const rows = Math.max(first?.current.rows ?? 0, group.baseline.frozen?.rows ?? 0);
  const shared = new GroupValues(group, query, method, segments, rows);
  const series: DriftSeries[] = [];
  for (const column of columns) {
    if (scope.context.moments) {
      // Ranges overlap, so that a column's windows are many times its rows.
      await turn(scope.context);
    }
    const compared = comparisons.get(column.column.name);
    const failed = compared && 'status' in compared ? compared : null;
    const counts = compared && 'current' in compared ? compared : null;
    const scores = await columnScores(
      group,
      failed ? { ...column, problem: failed } : column,
      query,
      method,
      counts,
      shared
    );
    if (scores.problem) {
      scope.ledger.notice(scores.problem.status === 'error' ? 'error' : 'warning', scores.problem.text);
    }
    const scored = { group, query, scores, compared: counts, describe };
    for (const segment of segments) {
      series.push({ column, segment, reading: scores.reading, cells: scoreSeries(scored, cellsOf(counts, segment)) });
    }
  }
  return series;
}

/** Cells of a segment's windows, looked up once for all columns that were counted together. */
function segmentCells(windows: ReadonlyMap<string, readonly SegmentWindow[]>) {
  const known = new Map<Comparison | null, Map<string, SegmentCells>>();
  return (counts: Comparison | null, segment: Segment): SegmentCells => {
    const own = known.get(counts) ?? new Map<string, SegmentCells>();
    known.set(counts, own);
    const list = windows.get(segment.id) ?? [];
    const cells = own.get(segment.id) ?? {
      segment,
      windows: list,
      current: list.map(({ index }) => counts?.current.at(segment, counts.position(index))),
    };
    own.set(segment.id, cells);
    return cells;
  };
}

const plainWindows = (scope: Scope): SegmentWindow[] =>
  scope.windows.kind === 'time' ? scope.windows.windows.map((window, index) => ({ ...window, index })) : [];

/**
 * Counts of all columns in one go; where that fails each for itself, so that only the bad one lacks an answer. Throws for a
 * replay: what is too much for all of its moments at once may be little for each.
 */
async function compareEach(
  { scope, baseline, columns }: Group,
  query: DriftQuery,
  method: DriftMethod | undefined,
  describe: boolean
): Promise<Map<string, Comparison | Problem>> {
  const options = { grid: gridOf(method ?? DEFAULT_METHOD, query.preset), means: describe, source: {} };
  const compare = (list: readonly DriftColumn[]) => compareCounts(scope, baseline, countRequests(list), options);
  try {
    const all = await compare(columns);
    return new Map(columns.map(({ column }) => [column.name, all]));
  } catch (error) {
    const problem = problemOf(error);
    if (scope.context.moments) {
      throw error;
    }
    if (columns.length === 1) {
      return new Map(columns.map(({ column }) => [column.name, problem]));
    }
  }
  const found = new Map<string, Comparison | Problem>();
  for (const column of columns) {
    found.set(column.column.name, await compare([column]).catch(problemOf));
  }
  return found;
}

function checkSize(series: number, windows: number): void {
  if (series > MAX_SERIES) {
    throw new PlumblineError(
      'too_large',
      `The query gives ${series} series, the limit is ${MAX_SERIES}`,
      'Name fewer columns, or split by fewer keys.',
      'segmentBy'
    );
  }
  if (series * windows > MAX_CELLS) {
    throw new PlumblineError(
      'too_large',
      `The query gives ${series} series of ${windows} windows, the limit is ${MAX_CELLS} cells`,
      'Choose longer windows or fewer columns.',
      'window'
    );
  }
}
