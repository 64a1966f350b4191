/** Every resource call, once: routing, permissions and `GET v1/openapi.json` all read this table. */
import { type ApiRoute, type MatchedRoute, valuesIn } from './route';
import * as schemas from './schemas';
import { count, listOf, object, text } from './schemas';

const limit = { description: 'Most entries to give', schema: { type: 'integer', minimum: 1, maximum: 10_000 } };
const ofModel = { model: { description: 'Only of this model' } };
const range = { from: { description: 'From this time on (RFC 3339 or ms)' }, to: { description: 'Before this time' } };

const ingest = (what: string, request: ApiRoute['request'], summary: string): ApiRoute => ({
  method: 'POST',
  path: `v1/models/{model}/${what}`,
  permission: 'ingest',
  body: 'rows',
  summary,
  request,
  reply: schemas.INGEST_REPLY,
});

export const API = {
  postPredictions: ingest(
    'predictions',
    schemas.PREDICTIONS,
    'Send predictions; makes the model where that is allowed'
  ),
  postLabels: ingest('labels', schemas.LABELS, 'Send labels, early, late or corrected'),
  postAttributions: ingest('attributions', schemas.ATTRIBUTIONS, 'Send attributions (SHAP values) of predictions'),
  postEvaluations: ingest('evaluations', schemas.EVALUATIONS, 'Send what people or judges say of predictions'),
  listModels: {
    method: 'GET',
    path: 'v1/models',
    permission: 'query',
    body: 'none',
    summary: 'Models there are',
    reply: object({ models: listOf(schemas.MODEL) }),
  },
  getModel: {
    method: 'GET',
    path: 'v1/models/{model}',
    permission: 'query',
    body: 'none',
    summary: 'One model',
    reply: schemas.MODEL,
  },
  putModel: {
    method: 'PUT',
    path: 'v1/models/{model}',
    permission: 'edit',
    body: 'json',
    summary: 'Declare a model; what is left out stays as it is. Retention is for administrators',
    request: schemas.DECLARATION,
    reply: schemas.MODEL,
    success: [200, 201],
  },
  getColumns: {
    method: 'GET',
    path: 'v1/models/{model}/columns',
    permission: 'query',
    body: 'none',
    summary: 'Columns of a model',
    reply: object({ columns: listOf({ type: 'object' }) }),
  },
  getValues: {
    method: 'GET',
    path: 'v1/models/{model}/values',
    permission: 'query',
    body: 'none',
    summary: 'Values of a column, the most frequent first',
    query: {
      column: { description: 'Column', required: true },
      search: { description: 'Part of a value' },
      limit,
      ...range,
    },
    reply: object({ values: listOf(text), total: count }),
  },
  putVersion: {
    method: 'PUT',
    path: 'v1/models/{model}/versions/{version}',
    permission: 'edit',
    body: 'json',
    summary: 'When a version was deployed, and what was known of it before',
    request: schemas.VERSION,
    reply: schemas.VERSION,
    success: [200, 201],
  },
  listVersions: {
    method: 'GET',
    path: 'v1/models/{model}/versions',
    permission: 'query',
    body: 'none',
    summary: 'Versions of a model',
    reply: object({ versions: listOf(schemas.VERSION) }),
  },
  listReferences: {
    method: 'GET',
    path: 'v1/models/{model}/references',
    permission: 'query',
    body: 'none',
    summary: 'Names of the references',
    reply: object({ references: listOf(text) }),
  },
  getReference: {
    method: 'GET',
    path: 'v1/models/{model}/references/{reference}',
    permission: 'query',
    body: 'none',
    summary: 'A reference with its frozen bins',
    reply: object({ name: text, rows: count, hash: text, bins: { type: 'object' } }),
  },
  putReference: {
    method: 'PUT',
    path: 'v1/models/{model}/references/{reference}',
    permission: 'edit',
    body: 'dataset',
    summary:
      'Freeze uploaded rows, or a window of predictions, as a reference; the same name with other content is a conflict',
    request: schemas.REFERENCE,
    reply: object({ name: text, rows: count, hash: text }),
    success: [200, 201],
  },
  listRejected: {
    method: 'GET',
    path: 'v1/models/{model}/rejected',
    permission: 'edit',
    body: 'none',
    summary: 'Rows that were not stored, with reason and remedy, the newest batch first',
    query: {
      kind: { description: 'predictions, labels, attributions or evaluations' },
      batch: { description: 'Only of this batch' },
      all: { description: '`true` also gives rows that were sent again since' },
      before: { description: 'Only of batches before this one: the next page' },
      limit,
    },
    reply: object({ rejected: listOf(schemas.REJECTED), total: count }),
  },
  resubmitRejected: {
    method: 'POST',
    path: 'v1/models/{model}/rejected/resubmit',
    permission: 'ingest',
    body: 'json',
    summary: 'Send rejected rows again, after the declaration was mended or with keys renamed',
    request: object({ kind: text, batch: count, rename: { type: 'object', additionalProperties: text } }),
    reply: schemas.INGEST_REPLY,
  },
  listAnnotations: {
    method: 'GET',
    path: 'v1/annotations',
    permission: 'query',
    body: 'none',
    summary: 'Events: deploys, schema changes, backfills, and those that were posted',
    query: { ...ofModel, ...range, kind: { description: 'Only of this kind' }, limit },
    reply: object({ annotations: listOf(schemas.ANNOTATION), total: count }),
  },
  postAnnotation: {
    method: 'POST',
    path: 'v1/annotations',
    permission: 'edit',
    body: 'json',
    summary: 'Note an event',
    request: schemas.ANNOTATION,
    reply: schemas.ANNOTATION,
    success: [201],
  },
  listCohorts: {
    method: 'GET',
    path: 'v1/cohorts',
    permission: 'query',
    body: 'none',
    summary: 'Saved cohorts',
    query: ofModel,
    reply: object({ cohorts: listOf(schemas.COHORT) }),
  },
  getCohort: {
    method: 'GET',
    path: 'v1/cohorts/{cohort}',
    permission: 'query',
    body: 'none',
    summary: 'One saved cohort',
    reply: schemas.COHORT,
  },
  putCohort: {
    method: 'PUT',
    path: 'v1/cohorts/{cohort}',
    permission: 'edit',
    body: 'json',
    summary: 'Save a cohort: rows of a model that match filters',
    request: schemas.COHORT,
    reply: schemas.COHORT,
    success: [200, 201],
  },
  deleteCohort: {
    method: 'DELETE',
    path: 'v1/cohorts/{cohort}',
    permission: 'edit',
    body: 'none',
    summary: 'Forget a saved cohort',
    reply: schemas.COHORT,
  },
  listInvestigations: {
    method: 'GET',
    path: 'v1/investigations',
    permission: 'query',
    body: 'none',
    summary: 'Saved investigations, the last changed first',
    query: { ...ofModel, limit },
    reply: object({ investigations: listOf(schemas.INVESTIGATION), total: count }),
  },
  getInvestigation: {
    method: 'GET',
    path: 'v1/investigations/{id}',
    permission: 'query',
    body: 'none',
    summary: 'One investigation with its state',
    reply: schemas.INVESTIGATION,
  },
  putInvestigation: {
    method: 'PUT',
    path: 'v1/investigations/{id}',
    permission: 'edit',
    body: 'json',
    summary: 'Save an investigation',
    request: schemas.INVESTIGATION,
    reply: schemas.INVESTIGATION,
    success: [200, 201],
  },
  deleteInvestigation: {
    method: 'DELETE',
    path: 'v1/investigations/{id}',
    permission: 'edit',
    body: 'none',
    summary: 'Forget an investigation',
    reply: schemas.INVESTIGATION,
  },
  getAudit: {
    method: 'GET',
    path: 'v1/audit',
    permission: 'admin',
    body: 'none',
    summary: 'Who changed, read or was refused what, with what was before and after; the newest first',
    query: {
      ...range,
      actor: { description: 'Only of this login' },
      action: { description: 'Only of this action, such as model.put or call.refused' },
      format: { description: 'json, ndjson or csv', schema: { enum: ['json', 'ndjson', 'csv'] } },
      after: { description: 'Entries already given, for the next page', schema: count },
      limit,
    },
    reply: object({ entries: listOf({ type: 'object' }), total: count }),
  },
  deleteEntity: {
    method: 'DELETE',
    path: 'v1/models/{model}/entities/{entity}',
    permission: 'admin',
    body: 'none',
    summary: "Delete a person's data",
    reply: { type: 'object' },
  },
  postErasure: {
    method: 'POST',
    path: 'v1/models/{model}/erasures',
    permission: 'admin',
    body: 'json',
    summary: "Delete a person's data, named in the body",
    request: object({ entity_id: text }, ['entity_id']),
    reply: { type: 'object' },
  },
  getBackups: {
    method: 'GET',
    path: 'v1/store/backups',
    permission: 'admin',
    body: 'none',
    summary: 'Backups there are',
    reply: object({ backups: listOf({ type: 'object' }) }),
  },
  postBackup: {
    method: 'POST',
    path: 'v1/store/backups',
    permission: 'admin',
    body: 'json',
    summary: 'Copy the store while it goes on writing',
    request: object({ name: text }),
    reply: { type: 'object' },
    success: [201],
  },
  postCompaction: {
    method: 'POST',
    path: 'v1/store/compaction',
    permission: 'admin',
    body: 'json',
    summary: 'Rewrite the file without the room of what was deleted',
    reply: { type: 'object' },
  },
  postHousekeeping: {
    method: 'POST',
    path: 'v1/store/housekeeping',
    permission: 'admin',
    body: 'json',
    summary: 'Do one step of what retention asks for now',
    reply: object({ more: { type: 'boolean' } }),
  },
  getOpenApi: {
    method: 'GET',
    path: 'v1/openapi.json',
    permission: 'query',
    body: 'none',
    summary: 'This description',
    reply: { type: 'object' },
  },
} as const satisfies Record<string, ApiRoute>;

export type RouteId = keyof typeof API;

const ROUTES = Object.entries(API) as ReadonlyArray<[RouteId, ApiRoute]>;

export interface PathMatch extends MatchedRoute {
  id: RouteId;
}

/** Routes of a path by any method; none when there is no such path. Names are still encoded. */
export function routesAt(path: string): PathMatch[] {
  const trimmed = path.replace(/^\/+|\/+$/g, '');
  return ROUTES.flatMap(([id, route]) => {
    const names = valuesIn(route.path, trimmed);
    return names ? [{ id, route, names }] : [];
  });
}

/** HEAD is a GET whose body Grafana drops. */
export const methodOf = (method: string): string => (method === 'HEAD' ? 'GET' : method);
