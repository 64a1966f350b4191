/** The fleet: one row a model over the time range, with its worst column, performance and volume. */
import { DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { FRAME_VERSION, MODELS_FIELDS, type Status } from '../../../query/frames';
import { PlumblineError } from '../../../query/errors';
import { type ModelsQuery, type PerformanceMetric } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { type ModelInfo } from '../../store/types';
import { type Analysis, type AnalysisContext } from '../context';
import { computeDrift } from '../drift/compute';
import { judge, metricLimits } from '../performance/limits';
import { estimate } from '../performance/metrics';
import { countOutcomes } from '../performance/outcomes';
import { finish, numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { Ledger } from '../shared/ledger';
import { LEAST_MASKED_ROWS, maskedOutcome } from '../shared/masked';
import { resolveScope, timeColumn } from '../shared/scope';

interface ModelRow {
  model: ModelInfo;
  status: Status;
  worstColumn: string | null;
  worstScore: number | null;
  driftedColumns: number | null;
  columns: number;
  performance: number | null;
  labelCoverage: number | null;
  volume: number;
  first: number | null;
  last: number | null;
}

/** The one number of a model in the list. */
const metricOf = ({ task }: ModelInfo): PerformanceMetric | null =>
  task === 'regression' ? 'mae' : task === 'binary' || task === 'multiclass' ? 'accuracy' : null;

export const models: Analysis<ModelsQuery> = async (query, context) => {
  const ledger = new Ledger(context);
  const rows: ModelRow[] = [];
  for (const model of await context.catalogue.models()) {
    rows.push(await modelRow(model, query, context, ledger));
  }
  return finish([frameOf(query, rows)], ledger, { plumbline: 'models', v: FRAME_VERSION }, query.refId);
};

async function modelRow(
  model: ModelInfo,
  query: ModelsQuery,
  context: AnalysisContext,
  ledger: Ledger
): Promise<ModelRow> {
  const time = timeColumn(model);
  const [span] = await ledger.rows<{ first: number | null; last: number | null }>(
    `SELECT min(${time}) AS first, max(${time}) AS last FROM ${model.relations.predictions}`
  );
  const drifted = await attempt(ledger, model, () => driftOf(model, query, context, ledger), NO_DRIFT);
  const realised = await attempt(ledger, model, () => performanceOf(model, query, context, ledger), NO_PERFORMANCE);
  return {
    model,
    ...drifted,
    ...realised,
    status: realised.volume === 0 ? 'no_data' : worst([drifted.status, realised.status]),
    first: span?.first ?? null,
    last: span?.last ?? null,
  };
}

/** One model that cannot be read must not hide the others. */
async function attempt<T extends { status: Status }>(
  ledger: Ledger,
  model: ModelInfo,
  work: () => Promise<T>,
  empty: T
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlumblineError) || error.code === 'timeout') {
      throw error;
    }
    ledger.notice('error', `${model.name}: ${error.text}`);
    return { ...empty, status: 'error' };
  }
}

interface DriftSummary {
  status: Status;
  worstColumn: string | null;
  worstScore: number | null;
  driftedColumns: number | null;
  columns: number;
}

const NO_DRIFT: DriftSummary = { status: 'ok', worstColumn: null, worstScore: null, driftedColumns: null, columns: 0 };

/** PSI of the whole range as one window. */
async function driftOf(
  model: ModelInfo,
  query: ModelsQuery,
  context: AnalysisContext,
  ledger: Ledger
): Promise<DriftSummary> {
  const columns = model.columns.filter((column) => column.role === 'feature').length;
  if (columns === 0 || model.defaultReference === undefined) {
    return { ...NO_DRIFT, columns, status: columns === 0 ? 'ok' : 'no_reference' };
  }
  const result = await computeDrift(
    { refId: query.refId, queryType: 'drift', model: model.name, method: 'psi', window: 'all' },
    context,
    false
  );
  ledger.statements.push(...result.scope.ledger.statements);
  ledger.rowsScanned += result.scope.ledger.rowsScanned;
  const cells = result.series.flatMap(({ column, cells: [cell] }) =>
    cell ? [{ name: column.column.name, cell }] : []
  );
  const scored = cells.filter(({ cell }) => cell.score !== null && cell.status !== 'insufficient');
  const top = scored.reduce<(typeof scored)[number] | null>(
    (best, each) => (best && (best.cell.score ?? 0) >= (each.cell.score ?? 0) ? best : each),
    null
  );
  return {
    status: worst(scored.map(({ cell }) => cell.status)),
    worstColumn: top?.name ?? null,
    worstScore: top?.cell.score ?? null,
    driftedColumns: scored.filter(({ cell }) => cell.status === 'breach').length,
    columns,
  };
}

interface PerformanceSummary {
  status: Status;
  performance: number | null;
  labelCoverage: number | null;
  volume: number;
}

const NO_PERFORMANCE: PerformanceSummary = { status: 'ok', performance: null, labelCoverage: null, volume: 0 };

async function performanceOf(
  model: ModelInfo,
  query: ModelsQuery,
  context: AnalysisContext,
  ledger: Ledger
): Promise<PerformanceSummary> {
  const scope = await resolveScope({ refId: query.refId, model: model.name, window: 'all' }, context);
  const metric = model.columns.some((column) => column.role === 'prediction') ? metricOf(model) : null;
  const [counts] = await countOutcomes(scope, { metrics: metric ? [metric] : [] });
  ledger.statements.push(...scope.ledger.statements);
  ledger.rowsScanned += scope.ledger.rowsScanned;
  if (!counts) {
    return NO_PERFORMANCE;
  }
  const least = maskedOutcome(scope) ? LEAST_MASKED_ROWS : 1;
  const value = metric && counts.labelled >= least ? estimate(metric, counts, DEFAULT_CONFIDENCE).value : null;
  const status = metric ? judge(value, metricLimits(metric, model.thresholds[`performance.${metric}`] ?? {})) : 'ok';
  return {
    // No labels yet is no fault of the model; the coverage beside it tells.
    status: status === 'insufficient' ? 'ok' : status,
    performance: value,
    labelCoverage: counts.mature > 0 ? counts.labelled / counts.mature : null,
    volume: counts.rows,
  };
}

const ORDER: readonly Status[] = ['ok', 'no_reference', 'warn', 'error', 'breach'];

function worst(statuses: readonly Status[]): Status {
  return statuses.reduce<Status>((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'ok');
}

function frameOf(query: ModelsQuery, rows: ModelRow[]): Frame {
  if (query.format === 'numeric') {
    return numericFrame(
      'models',
      'worst_score',
      rows.map((row) => ({ labels: { model: row.model.name }, value: row.worstScore }))
    );
  }
  // One unit a field: a mean error among the accuracies has none.
  const shares = rows.every(({ model }) => metricOf(model) !== 'mae');
  return {
    name: 'models',
    fields: tableFields(rows, [
      { name: MODELS_FIELDS.model, type: 'string', read: (row) => row.model.name },
      { name: MODELS_FIELDS.task, type: 'string', read: (row) => row.model.task },
      { name: MODELS_FIELDS.owner, type: 'string', read: (row) => row.model.owner },
      { name: MODELS_FIELDS.runbook, type: 'string', read: (row) => row.model.runbook },
      { name: MODELS_FIELDS.status, type: 'string', read: (row) => row.status },
      { name: MODELS_FIELDS.worstColumn, type: 'string', read: (row) => row.worstColumn },
      { name: MODELS_FIELDS.worstScore, type: 'number', read: (row) => row.worstScore },
      { name: MODELS_FIELDS.driftedColumns, type: 'integer', read: (row) => row.driftedColumns },
      { name: MODELS_FIELDS.columns, type: 'integer', read: (row) => row.columns },
      {
        name: MODELS_FIELDS.performanceMetric,
        type: 'string',
        read: (row) => (row.performance === null ? null : metricOf(row.model)),
      },
      {
        name: MODELS_FIELDS.performance,
        type: 'number',
        read: (row) => row.performance,
        ...(shares ? { config: { unit: 'percentunit' } } : {}),
      },
      {
        name: MODELS_FIELDS.labelCoverage,
        type: 'number',
        read: (row) => row.labelCoverage,
        config: { unit: 'percentunit' },
      },
      { name: MODELS_FIELDS.volume, type: 'integer', read: (row) => row.volume },
      { name: MODELS_FIELDS.firstPrediction, type: 'time', read: (row) => row.first },
      { name: MODELS_FIELDS.lastPrediction, type: 'time', read: (row) => row.last },
      { name: MODELS_FIELDS.reference, type: 'string', read: (row) => row.model.defaultReference },
    ]),
    meta: TABLE_META,
  };
}
