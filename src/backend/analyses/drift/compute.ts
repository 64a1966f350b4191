/** Scores every column, segment and window of a drift query. */
import { DEFAULT_METHOD, MAX_CELLS, MAX_SERIES, METHOD_TRAITS, ROWS_PER_BIN } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { type Status } from '../../../query/frames';
import { type DriftMethod, type DriftQuery, type Threshold } from '../../../query/model';
import { type AnalysisContext } from '../context';
import { alignCategories, binCount, type CategoryCounts, type ColumnCounts } from '../binning/bins';
import { knownValues, type KnownValues } from '../binning/known';
import { type Segment, WHOLE } from '../shared/cells';
import { chooseColumns } from '../shared/columns';
import { resolveScope, type Scope } from '../shared/scope';
import { cellWindows, type SegmentWindow } from '../shared/segmentWindows';
import { type Baseline, resolveBaseline } from './baseline';
import { type Comparison, compareCounts } from './counts';
import { categoryDirection, type Direction, numericDirection } from './direction';
import { exactStatistics, type ExactStatistics } from './exact';
import { chooseThreshold, isThin, judge } from './judge';
import { countRequests, type DriftColumn, gridOf, planColumns } from './plan';
import { NO_SCORE, type Score, scoreBins, scoreExact } from './score';

export interface DriftCell extends Score, Direction {
  window: SegmentWindow;
  status: Status;
  n: number;
  nReference: number | null;
}

/** One column of one segment over its windows, in time order. */
export interface DriftSeries {
  column: DriftColumn;
  segment: Segment;
  cells: DriftCell[];
}

export interface DriftResult {
  scope: Scope;
  method: DriftMethod;
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
  const method = query.method ?? DEFAULT_METHOD;
  const threshold = chooseThreshold(query.threshold, scope.model, method);
  const baseline = await resolveBaseline(scope, query.reference);
  const columns = planColumns(scope, chooseColumns(scope.model, query.columns), method, baseline.frozen);
  const compared = await compareCounts(scope, baseline, countRequests(columns), {
    grid: gridOf(method),
    means: describe,
    source: {},
  });
  const segments = scope.segments.length === 0 ? [WHOLE] : compared.current.segments;
  const windows = new Map(segments.map((segment) => [segment.id, cellWindows(scope, compared, segment)]));
  checkSize(columns.length * segments.length, Math.max(0, ...[...windows.values()].map((list) => list.length)));
  const series: DriftSeries[] = [];
  for (const column of columns) {
    const scorer = await columnScorer(scope, baseline, column, method, query, compared, segments.length, describe);
    for (const segment of segments) {
      const list = windows.get(segment.id) ?? [];
      series.push({ column, segment, cells: list.map((window) => scorer(segment, window, threshold)) });
    }
  }
  if (baseline.frozen === null) {
    scope.ledger.notice('warning', `Model ${scope.model.name} has no default reference, so nothing can be compared.`);
  }
  const bins = columns.flatMap((column) => (column.bins ? [binCount(column.bins)] : []));
  return { scope, method, threshold, baseline, minRows: query.minRows ?? ROWS_PER_BIN * Math.max(1, ...bins), series };
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

type Scorer = (segment: Segment, window: SegmentWindow, threshold: Threshold) => DriftCell;

async function columnScorer(
  scope: Scope,
  baseline: Baseline,
  column: DriftColumn,
  method: DriftMethod,
  query: DriftQuery,
  compared: Comparison,
  segments: number,
  describe: boolean
): Promise<Scorer> {
  const { bins } = column;
  let { problem } = column;
  let exact: ExactStatistics | null = null;
  let known: KnownValues = () => true;
  try {
    if (
      bins &&
      !problem &&
      (method === 'ks' || method === 'wasserstein') &&
      bins.kind === 'numeric' &&
      baseline.frozen
    ) {
      const { frozen } = baseline;
      const windows =
        scope.windows.kind === 'time' ? scope.windows.windows.length : compared.current.rows / scope.windows.rows;
      exact = await exactStatistics(scope, baseline, column.column, bins, (name) => frozen.bins.has(name), {
        source: {},
        groups: Math.ceil(windows) * segments,
      });
    }
    if (bins?.kind === 'categorical' && !problem && baseline.frozen) {
      known = await knownValues(scope, baseline.frozen, column.column, bins);
    }
  } catch (error) {
    if (!(error instanceof PlumblineError) || error.code === 'timeout' || error.code === 'internal') {
      throw error;
    }
    problem = { status: 'error', text: error.text };
  }
  if (problem) {
    scope.ledger.notice(problem.status === 'error' ? 'error' : 'warning', problem.text);
  }
  const minRows = query.minRows ?? ROWS_PER_BIN * (bins ? binCount(bins) : 1);
  const withMissing = query.missing === 'bin';
  const { higherIsWorse } = METHOD_TRAITS[method];
  return (segment, window, threshold) => {
    const cell = compared.current.at(segment, compared.position(window.index));
    const rows = cell?.rows ?? 0;
    const current = cell?.columns.get(column.column.name) ?? null;
    const n = current ? current.n + (withMissing ? current.missing : 0) : 0;
    if (problem) {
      const status = problem.status !== 'error' && rows === 0 ? 'no_data' : problem.status;
      return { ...NO_SCORE, window, status, n, nReference: null, direction: null, description: problem.text };
    }
    const reference = compared.reference(column, segment, window.index);
    const nReference = reference ? reference.n + (withMissing ? reference.missing : 0) : 0;
    const support = { rows, n, nReference, minRows };
    if (rows === 0 || !current || !reference || isThin(support)) {
      const status = judge(NO_SCORE, threshold, higherIsWorse, support);
      return { ...NO_SCORE, window, status, n, nReference, direction: null, description: thinText(status, support) };
    }
    const score = scoreCell(method, column, reference, current, exact, segment, window, known, withMissing);
    const status = judge(score, threshold, higherIsWorse, support);
    const direction = describe
      ? describeCell(column, reference, current, known, scope.context)
      : { direction: null, description: '' };
    return { ...score, ...direction, window, status, n, nReference };
  };
}

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

function scoreCell(
  method: DriftMethod,
  column: DriftColumn,
  reference: ColumnCounts,
  current: ColumnCounts,
  exact: ExactStatistics | null,
  segment: Segment,
  window: SegmentWindow,
  known: KnownValues,
  withMissing: boolean
): Score {
  const { bins } = column;
  if (!bins) {
    return NO_SCORE;
  }
  if (method === 'ks' || method === 'wasserstein') {
    const found = exact?.get(segment.id)?.get(window.index);
    const sd = bins.kind === 'numeric' ? bins.sd : 0;
    return found ? scoreExact(method, found.d, found.w1, found.n, found.nReference, sd) : NO_SCORE;
  }
  const tail = (counts: ColumnCounts) => (withMissing ? [counts.missing] : []);
  if (bins.kind === 'numeric' && reference.kind === 'numeric' && current.kind === 'numeric') {
    const scale = { edges: bins.fineEdges, min: bins.min, max: bins.max, sd: bins.sd };
    return scoreBins(method, [...reference.counts, ...tail(reference)], [...current.counts, ...tail(current)], scale);
  }
  if (bins.kind === 'categorical' && reference.kind === 'categorical' && current.kind === 'categorical') {
    const each = method === 'chi2' || method === 'linf';
    const pair = alignCategories(bins, reference, current, each, known);
    return scoreBins(method, [...pair.reference, ...tail(reference)], [...pair.current, ...tail(current)], null);
  }
  return NO_SCORE;
}

function describeCell(
  column: DriftColumn,
  reference: ColumnCounts,
  current: ColumnCounts,
  known: KnownValues,
  { unmasked }: AnalysisContext
): Direction {
  if (reference.kind === 'numeric' && current.kind === 'numeric' && column.bins?.kind === 'numeric') {
    return numericDirection({ mean: reference.mean, sd: column.bins.sd }, current);
  }
  if (column.column.sensitive && !unmasked) {
    return { direction: null, description: 'values masked' };
  }
  const empty: CategoryCounts = { kind: 'categorical', counts: new Map(), n: 0, missing: 0 };
  return categoryDirection(
    reference.kind === 'categorical' ? reference : empty,
    current.kind === 'categorical' ? current : empty,
    known
  );
}
