/** Scores every column, segment and window of a drift query. */
import { DEFAULT_METHOD, MAX_CELLS, MAX_SERIES, METHOD_TRAITS, ROWS_PER_BIN } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { type Status } from '../../../query/frames';
import { type DriftMethod, type DriftQuery, type Threshold } from '../../../query/model';
import { type AnalysisContext } from '../context';
import { binCount, type CategoryCounts, type ColumnCounts } from '../binning/bins';
import { type KnownValues } from '../binning/known';
import { type Segment, WHOLE } from '../shared/cells';
import { resolveScope, type Scope } from '../shared/scope';
import { cellWindows, type SegmentWindow } from '../shared/segmentWindows';
import { type Baseline, resolveBaseline } from './baseline';
import { columnScores, type ColumnScores, isLibrary } from './columnScores';
import { problemOf } from './problem';
import { type Comparison, compareCounts } from './counts';
import { correctSeries } from './correct';
import { categoryDirection, type Direction, numericDirection } from './direction';
import { type Group, planGroups } from './groups';
import { GroupValues } from './groupValues';
import { chooseThreshold, isThin, judge } from './judge';
import { countRequests, type DriftColumn, gridOf, type Problem } from './plan';
import { NO_SCORE, type Score } from './score';
import { type Reading } from './scorer';

export interface DriftCell extends Score, Direction {
  window: SegmentWindow;
  status: Status;
  /** Corrected p-value within the family; `null` for cells that could not be judged. */
  q: number | null;
  threshold: Threshold;
  n: number;
  nReference: number | null;
}

/** One column of one segment over its windows, in time order. */
export interface DriftSeries {
  column: DriftColumn;
  segment: Segment;
  reading: Reading;
  cells: DriftCell[];
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
      'Use ks, ks_binned, cvm, anderson, mannwhitney, t, chi2, g or z.'
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
  const comparisons = await compareEach(group, query, method, describe);
  const first = [...comparisons.values()].find((each) => 'current' in each);
  const segments = scope.segments.length === 0 ? [WHOLE] : (first?.current.segments ?? []);
  const windows = new Map(
    segments.map((segment) => [segment.id, first ? cellWindows(scope, first, segment) : plainWindows(scope)])
  );
  checkSize(columns.length * segments.length, Math.max(0, ...[...windows.values()].map((list) => list.length)));
  const rows = Math.max(first?.current.rows ?? 0, group.baseline.frozen?.rows ?? 0);
  const shared = new GroupValues(group, query, method, segments, rows);
  const series: DriftSeries[] = [];
  for (const column of columns) {
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
    for (const segment of segments) {
      const list = windows.get(segment.id) ?? [];
      const cells = list.map((window) => makeCell(group, query, scores, counts, segment, window, describe));
      series.push({ column, segment, reading: scores.reading, cells });
    }
  }
  return series;
}

const plainWindows = (scope: Scope): SegmentWindow[] =>
  scope.windows.kind === 'time' ? scope.windows.windows.map((window, index) => ({ ...window, index })) : [];

/** Counts of all columns in one go; where that fails each for itself, so that only the bad one lacks an answer. */
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

function makeCell(
  { scope }: Group,
  query: DriftQuery,
  scores: ColumnScores,
  compared: Comparison | null,
  segment: Segment,
  window: SegmentWindow,
  describe: boolean
): DriftCell {
  const { column, reading, minRows, problem } = scores;
  const withMissing = query.missing === 'bin';
  const cell = compared?.current.at(segment, compared.position(window.index));
  const rows = cell?.rows ?? 0;
  const current = cell?.columns.get(column.column.name) ?? null;
  const n = current ? current.n + (withMissing ? current.missing : 0) : 0;
  const empty = (status: Status, nReference: number | null, description: string): DriftCell => {
    const threshold = scores.threshold(segment, null);
    return { ...NO_SCORE, window, n, q: null, threshold, direction: null, status, nReference, description };
  };
  if (problem) {
    return empty(problem.status !== 'error' && rows === 0 ? 'no_data' : problem.status, null, problem.text);
  }
  const reference = compared?.reference(column, segment, window.index) ?? null;
  const nReference = reference ? reference.n + (withMissing ? reference.missing : 0) : 0;
  const support = { rows, n, nReference, minRows };
  if (rows === 0 || !current || !reference || isThin(support)) {
    const status = judge(NO_SCORE, scores.threshold(segment, null), reading.higherIsWorse, support);
    return empty(status, nReference, thinText(status, support));
  }
  const score = scores.score(segment, window.index, reference, current);
  const threshold = scores.threshold(segment, score);
  const unlimited = threshold.warn === undefined && threshold.breach === undefined && needsLimit(query);
  const status = unlimited ? 'insufficient' : judge(score, threshold, reading.higherIsWorse, support);
  const direction = describe ? describeCell(column, reference, current, scores.known, scope.context) : null;
  const reason =
    score.score === null
      ? `${METHOD_TRAITS[reading.method].title} is not defined for these values`
      : unlimited
        ? 'The data give no limit to judge this score by'
        : '';
  // Written out: spreading costs more than the score, and a matrix has a hundred thousand cells.
  return {
    score: score.score,
    statistic: score.statistic,
    p: score.p,
    floor: score.floor,
    effect: score.effect,
    direction: direction?.direction ?? null,
    description: reason === '' ? (direction?.description ?? '') : reason,
    window,
    status,
    q: null,
    threshold,
    n,
    nReference,
  };
}

/** Limits come from data, so that a cell without one cannot be judged. */
const needsLimit = ({ thresholdFrom, preset }: DriftQuery) => thresholdFrom !== undefined || preset === 'nannyml';

function thinText(status: Status, support: { n: number; nReference: number; minRows: number }): string {
  switch (status) {
    case 'insufficient':
      return support.n < support.minRows
        ? `${support.n} rows with a value, ${support.minRows} are needed`
        : `${support.nReference} reference rows, ${support.minRows} are needed`;
    case 'no_data':
      return 'No rows in this window';
    case 'no_reference':
      return 'No reference rows to compare with';
    default:
      return '';
  }
}

function describeCell(
  column: DriftColumn,
  reference: ColumnCounts,
  current: ColumnCounts,
  known: KnownValues,
  { unmasked }: AnalysisContext
): Direction {
  if (reference.kind === 'numeric' && current.kind === 'numeric' && column.bins?.kind === 'numeric') {
    return numericDirection({ mean: reference.mean, sd: column.bins.sd }, current, column.column.kind);
  }
  if (reference.kind === 'categorical' && current.kind === 'categorical') {
    return column.column.sensitive && !unmasked
      ? { direction: null, description: 'values masked' }
      : categoryDirection(reference, current as CategoryCounts, known);
  }
  return { direction: null, description: '' };
}
