import { type SceneDataQuery } from '@grafana/scenes';
import { QUERY_VERSION, type QueryType } from '../query/model';

/**
 * The queries of the app's panels. Each is the JSON that a dashboard or an alert rule would send, with `$variables` of
 * the page in the place of values.
 */
function analysis(queryType: QueryType, model: string, fields: object): SceneDataQuery {
  return { refId: 'A', queryType, pluginVersion: QUERY_VERSION, model, versions: ['$version'], ...fields };
}

const COMPARED = { reference: { kind: 'fixed', name: '${ref}' } };

/** One row a model. */
export function modelsQuery(): SceneDataQuery {
  return { refId: 'A', queryType: 'models', pluginVersion: QUERY_VERSION, format: 'table' };
}

/** Columns by windows, for the heatmap. */
export function driftMatrixQuery(model: string): SceneDataQuery {
  return driftQuery(model, 'matrix');
}

/** The chosen columns over time, for a line chart. */
export function driftSeriesQuery(model: string): SceneDataQuery {
  return driftQuery(model, 'timeseries');
}

function driftQuery(model: string, format: string): SceneDataQuery {
  return analysis('drift', model, { columns: ['$column'], method: '$method', window: '$window', format, ...COMPARED });
}

/** Bins of the chosen columns beside the reference. */
export function distributionQuery(model: string): SceneDataQuery {
  return analysis('distribution', model, { columns: ['$column'], window: 'all', format: 'table', ...COMPARED });
}

/** Metrics of the model over time; the usual ones of its task where none are named. */
export function performanceQuery(model: string, metrics?: readonly string[]): SceneDataQuery {
  return analysis('performance', model, { metrics, window: '$window', format: 'timeseries' });
}

/** Shares of missing values of the chosen columns over time. */
export function missingQuery(model: string): SceneDataQuery {
  return analysis('quality', model, {
    metrics: ['missing_rate'],
    columns: ['$column'],
    window: '$window',
    format: 'timeseries',
  });
}

/** SHAP importance over the whole range. */
export function importanceQuery(model: string, topK: number): SceneDataQuery {
  return analysis('importance', model, { topK, window: 'all', format: 'table', ...COMPARED });
}

/** Metrics by the chosen segment key over the whole range. */
export function cohortsQuery(model: string, metrics: readonly string[]): SceneDataQuery {
  return analysis('cohorts', model, { metrics, segmentBy: ['$segment'], window: 'all', format: 'table' });
}

/** The newest predictions. */
export function recordsQuery(model: string, limit: number): SceneDataQuery {
  return analysis('records', model, { limit, format: 'table' });
}

/** The newest prediction of every version, for its time. */
export function newestRecordQuery(model: string): SceneDataQuery {
  return { refId: 'A', queryType: 'records', pluginVersion: QUERY_VERSION, model, limit: 1, format: 'table' };
}
