import { type SceneDataQuery } from '@grafana/scenes';
import { type CohortView, type Curve, QUERY_VERSION, type QueryType } from '../query/model';

/**
 * The queries of the app's pages. Each is the JSON that a dashboard or an alert rule would send, with `$variables` of
 * the page in the place of values. Days and weeks are those of the page's time zone.
 */
function analysis(queryType: QueryType, model: string, fields: object): SceneDataQuery {
  return {
    refId: 'A',
    queryType,
    pluginVersion: QUERY_VERSION,
    model,
    versions: ['$version'],
    timezone: '${__timezone}',
    ...fields,
  };
}

const COMPARED = { reference: { kind: 'fixed', name: '${ref}' } };
const OVER_TIME = { window: '$window', format: 'timeseries' };
const AT_ONCE = { window: 'all', format: 'table' };
/** Columns of a page: those that its variable chooses, unless it is about one. */
const CHOSEN = ['$column'];

/** One row a model. */
export function modelsQuery(): SceneDataQuery {
  return { refId: 'A', queryType: 'models', pluginVersion: QUERY_VERSION, format: 'table' };
}

/** Columns by windows, for the heatmap. */
export function driftMatrixQuery(model: string, columns: readonly string[] = CHOSEN): SceneDataQuery {
  return driftQuery(model, 'matrix', columns);
}

/** The columns over time, for a line chart. */
export function driftSeriesQuery(model: string, columns: readonly string[] = CHOSEN): SceneDataQuery {
  return driftQuery(model, 'timeseries', columns);
}

function driftQuery(model: string, format: string, columns: readonly string[]): SceneDataQuery {
  return analysis('drift', model, { columns, method: '$method', window: '$window', format, ...COMPARED });
}

/** Share of all columns that drifted, over time. */
export function driftedShareQuery(model: string): SceneDataQuery {
  return analysis('drift-multivariate', model, {
    columns: ['*'],
    method: 'drifted_share',
    columnMethod: '$method',
    ...OVER_TIME,
    ...COMPARED,
  });
}

/** Change of the error rate on the same inputs, over time. */
export function conceptDriftQuery(model: string): SceneDataQuery {
  return analysis('concept-drift', model, { metrics: ['error_rate'], ...OVER_TIME, ...COMPARED });
}

/** Bins of the columns beside the reference. */
export function distributionQuery(model: string, columns: readonly string[] = CHOSEN): SceneDataQuery {
  return analysis('distribution', model, { columns, ...AT_ONCE, ...COMPARED });
}

/** Metrics of the model over time; the usual ones of its task where none are named. */
export function performanceQuery(model: string, metrics?: readonly string[]): SceneDataQuery {
  return analysis('performance', model, { metrics, ...OVER_TIME });
}

/** The same before labels come, beside what was realised. */
export function estimatedQuery(model: string, metrics: readonly string[]): SceneDataQuery {
  return analysis('performance-estimated', model, { metrics, ...OVER_TIME, reference: { kind: 'fixed' } });
}

/** Every window of it, with its trust. */
export function estimatedTableQuery(model: string, metrics: readonly string[]): SceneDataQuery {
  return { ...estimatedQuery(model, metrics), format: 'table' };
}

/** The reliability curve of the range beside the reference's. */
export function calibrationCurveQuery(model: string): SceneDataQuery {
  return analysis('calibration', model, { ...AT_ONCE, ...COMPARED });
}

/** Calibration error over time. */
export function calibrationQuery(model: string, metrics: readonly string[]): SceneDataQuery {
  return analysis('calibration', model, { metrics, ...OVER_TIME });
}

/** A curve of the scores of the range. */
export function curveQuery(model: string, curve: Curve): SceneDataQuery {
  return analysis('curves', model, { curve, ...AT_ONCE });
}

/** A metric of quality over time; by column for those that are about columns. */
export function qualityQuery(model: string, metric: string, columns?: readonly string[]): SceneDataQuery {
  return analysis('quality', model, { metrics: [metric], columns, ...OVER_TIME });
}

/** Shares of missing values of the chosen columns over time. */
export function missingQuery(model: string): SceneDataQuery {
  return qualityQuery(model, 'missing_rate', CHOSEN);
}

/** SHAP importance over the whole range. */
export function importanceQuery(model: string, topK: number): SceneDataQuery {
  return analysis('importance', model, { topK, ...AT_ONCE, ...COMPARED });
}

/** How alike the order of importance is to the reference's, over time. */
export function attributionDriftQuery(model: string): SceneDataQuery {
  return analysis('importance', model, { statistic: 'ndcg', ...OVER_TIME, ...COMPARED });
}

/** Every record's attributions, binned. */
export function beeswarmQuery(model: string, topK: number): SceneDataQuery {
  return analysis('beeswarm', model, { topK, ...AT_ONCE });
}

/** Attributions of one column over its values; of the most important one where none is named. */
export function dependenceQuery(model: string, column?: string): SceneDataQuery {
  return analysis('dependence', model, { ...(column ? { columns: [column] } : {}), ...AT_ONCE, ...COMPARED });
}

/** Why the mean prediction changed. */
export function impactQuery(model: string, topK: number): SceneDataQuery {
  return analysis('impact', model, { topK, ...AT_ONCE, ...COMPARED });
}

/** The attributions of one record; the newest explained one where none is named. */
export function explanationQuery(model: string, id?: string, time?: number): SceneDataQuery {
  return analysis('explanation', model, {
    ...(id === undefined ? {} : { id }),
    ...(time === undefined ? {} : { time: new Date(time).toISOString() }),
    ...AT_ONCE,
    ...COMPARED,
  });
}

/** Metrics by the chosen segment key over the whole range. */
export function cohortsQuery(model: string, metrics: readonly string[], view?: CohortView): SceneDataQuery {
  return analysis('cohorts', model, {
    metrics,
    segmentBy: ['$segment'],
    ...(view ? { view } : {}),
    ...AT_ONCE,
    ...(view === 'mix' ? COMPARED : {}),
  });
}

/** Parity between the groups of the chosen segment key. */
export function fairnessQuery(model: string, metrics: readonly string[]): SceneDataQuery {
  return analysis('fairness', model, { metrics, segmentBy: ['$segment'], ...AT_ONCE });
}

/** The same over time. */
export function fairnessSeriesQuery(model: string, metrics: readonly string[]): SceneDataQuery {
  return { ...fairnessQuery(model, metrics), ...OVER_TIME };
}

/** Throughput, errors, latency, tokens or cost over time. */
export function serviceQuery(model: string, metrics: readonly string[]): SceneDataQuery {
  return analysis('service', model, { metrics, ...OVER_TIME });
}

/** Means of what people and judges said of the answers, over time. */
export function evaluationsQuery(model: string): SceneDataQuery {
  return analysis('service', model, { evaluations: ['*'], ...OVER_TIME });
}

interface WhichRecords {
  onlyErrors?: boolean;
  id?: string;
}

/** Predictions with their labels, the newest first. */
export function recordsQuery(model: string, limit: number, { onlyErrors, id }: WhichRecords = {}): SceneDataQuery {
  return analysis('records', model, {
    limit,
    ...(onlyErrors ? { onlyErrors } : {}),
    ...(id === undefined ? {} : { filters: [{ key: 'id', operator: '=', value: id }] }),
    format: 'table',
  });
}

/** The newest prediction of every version, for its time. */
export function newestRecordQuery(model: string): SceneDataQuery {
  return { refId: 'A', queryType: 'records', pluginVersion: QUERY_VERSION, model, limit: 1, format: 'table' };
}

/** Deploys, references, schema changes and what else happened to a model. */
export function eventsQuery(model: string): SceneDataQuery {
  return { refId: 'A', queryType: 'annotations', pluginVersion: QUERY_VERSION, model };
}
