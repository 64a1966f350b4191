/** Calls on models: what is sent for them, and what is known of them. */
import { limit, range } from './parameters';
import { type ApiRoute } from './route';
import * as schemas from './schemas';
import { count, listOf, object, text } from './schemas';

const ingest = (what: string, request: ApiRoute['request'], summary: string): ApiRoute => ({
  method: 'POST',
  path: `v1/models/{model}/${what}`,
  permission: 'ingest',
  body: 'rows',
  summary,
  request,
  reply: schemas.INGEST_REPLY,
});

export const MODEL_ROUTES = {
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
} as const satisfies Record<string, ApiRoute>;
