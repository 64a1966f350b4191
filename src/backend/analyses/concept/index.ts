/** Concept drift: the same inputs, another truth. Label or error rates inside frozen bins, their mix held fixed. */
import { DEFAULT_CONFIDENCE, MAX_CELLS, MAX_SERIES, ROWS_PER_BIN } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { CONCEPT_FIELDS, FRAME_VERSION, type Status } from '../../../query/frames';
import { CONCEPT_METRICS, type ConceptDriftQuery, type ConceptMetric, type Threshold } from '../../../query/model';
import { type BinSum, standardisedChange, type StandardisedChange } from '../../statistics/standardised';
import { type ModelInfo } from '../../store/types';
import { type Analysis } from '../context';
import { type Baseline, resolveBaseline } from '../drift/baseline';
import { shortNumber } from '../drift/direction';
import { type Group, planGroups } from '../drift/groups';
import { type DriftColumn, type Problem } from '../drift/plan';
import { problemOf } from '../drift/problem';
import { type Segment, WHOLE } from '../shared/cells';
import { chooseColumns, type ChosenColumn } from '../shared/columns';
import { finish, type TableColumn } from '../shared/frames';
import { scoreColumn } from '../shared/labels';
import { isMasked, leastRows, maskedOutcome } from '../shared/masked';
import { metricFrames } from '../shared/metricFrames';
import { type MetricRow } from '../shared/metricRows';
import { resolveScope, type Scope } from '../shared/scope';
import { type SegmentWindow, windowsFrom } from '../shared/segmentWindows';
import { binsOf, type ConceptCell, type ConceptCells, conceptSums } from './sums';

interface ConceptRow extends MetricRow {
  change: StandardisedChange | null;
  /** Change of the rate over all rows that comes from another mix of bins. */
  mix: number | null;
  nReference: number;
  description: string;
}

/** Labelled rows that a bin needs on both sides. */
const LEAST = 5;
/** Share of the mix that must be comparable. */
const MIN_COVERED = 0.5;
/** Limits of a change of a rate, and of a mean in standard deviations inside the reference's bins. */
const RATE_LIMITS: Threshold = { warn: 0.02, breach: 0.05 };
const MEAN_LIMITS: Threshold = { warn: 0.1, breach: 0.2 };

export const conceptDrift: Analysis<ConceptDriftQuery> = async (query, context) => {
  const scope = await resolveScope(query, context);
  const metrics = query.metrics ?? defaultMetrics(scope.model);
  const baseline = await resolveBaseline(scope, query.reference);
  const groups = await planGroups(scope, baseline, null, () => conceptColumns(scope));
  const rows: ConceptRow[] = [];
  for (const group of groups) {
    for (const column of group.columns) {
      rows.push(...(await columnRows(group, query, metrics, column)));
    }
  }
  checkSize(rows);
  return finish(
    metricFrames(scope, 'concept-drift', metrics, rows, {
      limits: () => ({}),
      higherIsWorse: () => true,
      extra: EXTRA,
    }),
    scope.ledger,
    {
      plumbline: 'concept-drift',
      v: FRAME_VERSION,
      model: scope.model.name,
      metrics,
      reference: { kind: baseline.spec.kind, label: baseline.label },
      ...limitsOf(query, scope.model),
      scale: scope.model.task === 'regression' ? 'standard deviations inside the bins' : 'difference of shares',
      confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    },
    query.refId
  );
};

function defaultMetrics(model: ModelInfo): ConceptMetric[] {
  const prediction = model.columns.some(({ role }) => role === 'prediction');
  const label = model.task === 'binary' || model.task === 'regression';
  return CONCEPT_METRICS.filter((metric) => (metric === 'error_rate' ? prediction : label));
}

/** Columns whose bins hold the mix: those of the query, else the score, else the prediction. */
function conceptColumns(scope: Scope): ChosenColumn[] {
  const { model, query } = scope;
  if (query.columns) {
    return chooseColumns(model, query.columns);
  }
  const column = scoreColumn(model) ?? model.columns.find(({ role }) => role === 'prediction');
  if (!column) {
    throw new PlumblineError(
      'unprocessable',
      `Model ${model.name} has neither a score nor a prediction to look inside of`,
      'Name columns whose bins hold the mix.',
      'columns'
    );
  }
  return [{ ...column, named: true }];
}

function limitsOf(query: ConceptDriftQuery, model: ModelInfo): Threshold {
  const given = query.threshold ?? model.thresholds['concept-drift'];
  return given ?? (model.task === 'regression' ? MEAN_LIMITS : RATE_LIMITS);
}

function checkSize(rows: readonly ConceptRow[]): void {
  const series = new Set(rows.map(({ column, segment, metric }) => JSON.stringify([column, segment.id, metric]))).size;
  if (series > MAX_SERIES || rows.length > MAX_CELLS) {
    throw new PlumblineError(
      'too_large',
      `The query gives ${series} series of ${rows.length} cells, the limits are ${MAX_SERIES} and ${MAX_CELLS}`,
      'Name fewer columns, split by fewer keys or choose longer windows.',
      'columns'
    );
  }
}

async function columnRows(
  { scope, baseline }: Group,
  query: ConceptDriftQuery,
  metrics: readonly ConceptMetric[],
  column: DriftColumn
): Promise<ConceptRow[]> {
  let { problem } = column;
  let current: ConceptCells | null = null;
  let before: ((segment: Segment, window: number) => ConceptCell | null) | null = null;
  if (!problem) {
    try {
      current = await conceptSums(scope, column, { kind: 'own' });
      before = await referenceCells(scope, baseline, column, current);
    } catch (error) {
      problem = problemOf(error);
    }
  }
  if (problem) {
    scope.ledger.notice(problem.status === 'error' ? 'error' : 'warning', problem.text);
  }
  const segments = scope.segments.length === 0 ? [WHOLE] : (current?.segments ?? []);
  return segments.flatMap((segment) =>
    windowsFrom(scope, current?.windowsOf(segment) ?? []).flatMap((window) =>
      metrics.map((metric) => {
        const cell = current?.at(segment, window.index) ?? null;
        const reference = before?.(segment, window.index) ?? null;
        return makeRow(scope, query, metric, column, segment, window, cell, reference, problem);
      })
    )
  );
}

async function referenceCells(
  scope: Scope,
  { frozen, relative }: Baseline,
  column: DriftColumn,
  current: ConceptCells
): Promise<(segment: Segment, window: number) => ConceptCell | null> {
  if (!relative) {
    if (!frozen) {
      return () => null;
    }
    const cells = await conceptSums(scope, column, { kind: 'reference', reference: frozen });
    const split = scope.segments.length > 0 && scope.segments.every(({ name }) => frozen.bins.has(name));
    return (segment) => cells.at(split ? segment : WHOLE, 0) ?? null;
  }
  if (!relative.windows) {
    return (segment, window) => current.at(segment, window - 1) ?? null;
  }
  const cells = await conceptSums(scope, column, { kind: 'windows', plan: relative });
  return (segment, window) => {
    const parts = (relative.members[window] ?? []).flatMap((member) => cells.at(segment, member) ?? []);
    return parts.length > 0 ? parts.reduce(addCells) : null;
  };
}

function addCells(a: ConceptCell, b: ConceptCell): ConceptCell {
  const add = (x: readonly BinSum[], y: readonly BinSum[]) =>
    x.map((bin, index) => ({
      n: bin.n + (y[index]?.n ?? 0),
      sum: bin.sum + (y[index]?.sum ?? 0),
      sumSquares: bin.sumSquares + (y[index]?.sumSquares ?? 0),
    }));
  return {
    ...a,
    rows: a.rows + b.rows,
    labelled: a.labelled + b.labelled,
    label: add(a.label, b.label),
    error: add(a.error, b.error),
  };
}

function makeRow(
  scope: Scope,
  query: ConceptDriftQuery,
  metric: ConceptMetric,
  column: DriftColumn,
  segment: Segment,
  window: SegmentWindow,
  cell: ConceptCell | null,
  reference: ConceptCell | null,
  problem: Problem | null
): ConceptRow {
  const { model } = scope;
  const rows = cell?.rows ?? 0;
  const base = {
    window,
    segment,
    column: column.column.name,
    metric,
    value: null,
    lo: null,
    hi: null,
    n: rows,
    nLabelled: cell?.labelled ?? 0,
    coverage: rows > 0 ? (cell?.labelled ?? 0) / rows : null,
    change: null,
    mix: null,
    nReference: reference?.labelled ?? 0,
  };
  const without = (status: Status, description: string): ConceptRow => ({ ...base, status, description });
  if (problem) {
    return without(problem.status, problem.text);
  }
  const missing = undefinedMetric(metric, model);
  if (missing) {
    return without('error', missing);
  }
  if (!cell || rows === 0) {
    return without('no_data', 'No rows in this window');
  }
  if (!reference || reference.labelled === 0) {
    return without('no_reference', 'No labelled reference rows to compare with');
  }
  if (cell.labelled === 0 || (base.coverage ?? 0) < (query.labels?.minCoverage ?? 0)) {
    return without('pending_labels', `${cell.labelled} of ${rows} rows have their label`);
  }
  const hidden = isMasked(column.column, scope.context) || maskedOutcome(scope) !== undefined;
  const usual = ROWS_PER_BIN * (column.bins ? binsOf(column.bins) - 1 : 1);
  const least = leastRows(query.minRows, usual, hidden);
  const after = metric === 'label_rate' ? cell.label : cell.error;
  const before = metric === 'label_rate' ? reference.label : reference.error;
  if (cell.labelled < least) {
    return without('insufficient', `${cell.labelled} labelled rows, ${least} are needed`);
  }
  if (hidden && reference.labelled < least) {
    return without('insufficient', `${reference.labelled} labelled reference rows, ${least} are needed`);
  }
  const change = standardisedChange(before, after, {
    binary: model.task !== 'regression',
    confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    least: LEAST,
  });
  if (!change || change.covered < MIN_COVERED) {
    return without('insufficient', `Bins with ${LEAST} labelled rows on both sides hold too little of the mix`);
  }
  const { status, description } = judge(change, query, model);
  return {
    ...base,
    value: change.delta,
    lo: change.interval.lo,
    hi: change.interval.hi,
    change,
    mix: mean(after) - mean(before) - change.delta,
    status,
    description,
  };
}

function undefinedMetric(metric: ConceptMetric, model: ModelInfo): string | null {
  if (metric === 'label_rate') {
    return model.task === 'binary' || model.task === 'regression'
      ? null
      : `The label rate needs a binary model or a regression, and ${model.name} is ${model.task}: use error_rate`;
  }
  return model.columns.some(({ role }) => role === 'prediction') ? null : `Model ${model.name} logs no prediction`;
}

function mean(bins: readonly BinSum[]): number {
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  return n > 0 ? bins.reduce((sum, bin) => sum + bin.sum, 0) / n : 0;
}

/**
 * Past a limit counts a weighted change whose interval leaves out 0, and a change inside the bins that cancels in the
 * weighted mean but that chance would give less than once in a hundred.
 */
function judge(
  change: StandardisedChange,
  query: ConceptDriftQuery,
  model: ModelInfo
): { status: Status; description: string } {
  const scale = model.task === 'regression' ? Math.max(change.sd, Number.MIN_VALUE) : 1;
  const sure = change.interval.lo > 0 || change.interval.hi < 0;
  const size = sure ? Math.abs(change.delta) / scale : 0;
  const inside = change.pAny <= 0.01 ? change.within / scale : 0;
  const limits = limitsOf(query, model);
  const past = (limit: number | undefined) => limit !== undefined && Math.max(size, inside) >= limit;
  const status: Status = past(limits.breach) ? 'breach' : past(limits.warn) ? 'warn' : 'ok';
  const words = `${shortNumber(change.reference)} → ${shortNumber(change.current)} at the reference's mix`;
  const cancels = inside > size ? '; bins changed both ways' : '';
  return { status, description: sure || cancels !== '' ? words + cancels : `${words}, within chance` };
}

const EXTRA: ReadonlyArray<TableColumn<ConceptRow>> = [
  { name: CONCEPT_FIELDS.reference, type: 'number', read: ({ change }) => change?.reference },
  { name: CONCEPT_FIELDS.current, type: 'number', read: ({ change }) => change?.current },
  { name: CONCEPT_FIELDS.mix, type: 'number', read: ({ mix }) => mix },
  { name: CONCEPT_FIELDS.within, type: 'number', read: ({ change }) => change?.within },
  { name: CONCEPT_FIELDS.p, type: 'number', read: ({ change }) => change?.p },
  { name: CONCEPT_FIELDS.pAny, type: 'number', read: ({ change }) => change?.pAny },
  { name: CONCEPT_FIELDS.covered, type: 'number', read: ({ change }) => change?.covered },
  { name: CONCEPT_FIELDS.nReference, type: 'integer', read: ({ nReference }) => nReference },
  { name: CONCEPT_FIELDS.description, type: 'string', read: ({ description }) => description },
];
