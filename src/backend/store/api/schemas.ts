/** JSON Schemas of what calls take and give. */
import { FILTER_OPERATORS } from '../../../query/model';
import { TASKS } from '../declaration';
import { EVALUATION_SOURCES } from '../ingest/evaluations';
import { DECLARED_TYPES } from '../schema';
import { COLUMN_ROLES } from '../types';
import { type Schema } from './route';

export const text: Schema = { type: 'string' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const instant: Schema = {
  description: 'RFC 3339, or an epoch in s, ms, us or ns by its size',
  oneOf: [{ type: 'string', format: 'date-time' }, { type: 'number' }],
};
export const listOf = (items: Schema): Schema => ({ type: 'array', items });
export const object = (properties: Record<string, Schema>, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
});

const flat = { type: ['string', 'number', 'boolean', 'null'] };

/** Rows of predictions may have any further key: a feature. */
export const PREDICTIONS = listOf({
  type: 'object',
  properties: {
    id: flat,
    time: instant,
    version: flat,
    environment: flat,
    prediction: flat,
    score: { type: ['number', 'null'] },
    label: flat,
    latency_ms: { type: ['number', 'null'] },
    status: flat,
    trace_id: flat,
    entity_id: flat,
    weight: { type: ['number', 'null'] },
  },
  required: ['id', 'time'],
  additionalProperties: flat,
});
export const LABELS = listOf(
  object({ id: flat, value: flat, prediction_time: instant, observed_at: instant, arrived_at: instant }, [
    'id',
    'value',
  ])
);
export const ATTRIBUTIONS = listOf({
  type: 'object',
  properties: {
    id: flat,
    time: instant,
    base_value: { type: 'number' },
    margin: { type: 'number' },
    output_name: text,
    output_space: text,
    explainer: text,
    background: text,
  },
  required: ['id', 'time', 'base_value'],
  patternProperties: { '^shap_': { type: ['number', 'null'] } },
});
export const EVALUATIONS = listOf(
  object(
    {
      id: flat,
      prediction_time: instant,
      name: text,
      value: { type: ['number', 'null'] },
      text: { type: ['string', 'null'] },
      source: { enum: EVALUATION_SOURCES },
      evaluator: text,
      observed_at: instant,
    },
    ['id', 'name', 'source']
  )
);

export const REJECTED = object({ row: count, column: { type: ['string', 'null'] }, reason: text, remedy: text });

export const INGEST_REPLY = object(
  {
    accepted: count,
    duplicates: count,
    updated: count,
    rejected: listOf(REJECTED),
    rejectedTotal: count,
    warnings: listOf(text),
  },
  ['accepted', 'duplicates', 'updated', 'rejected', 'rejectedTotal', 'warnings']
);

export const FILTERS = listOf(
  object({ key: text, operator: { enum: FILTER_OPERATORS }, value: text, values: listOf(text) }, ['key', 'operator'])
);

export const DECLARATION = object({
  task: { enum: TASKS },
  positiveClass: flat,
  owner: text,
  runbook: text,
  description: text,
  reference: text,
  thresholds: {
    type: 'object',
    description: 'Limits by metric; null forgets one, what is left out stays',
    additionalProperties: {
      type: ['object', 'null'],
      properties: { warn: { type: ['number', 'null'] }, breach: { type: ['number', 'null'] } },
    },
  },
  retention: {
    type: 'object',
    description: 'raw, rollups and audit as 180d, 52w, 3y or forever; null leaves it to the data source',
    additionalProperties: { type: ['string', 'null'] },
  },
  ids: { enum: ['given', 'content'] },
  columns: listOf(
    object(
      {
        name: text,
        role: { enum: COLUMN_ROLES },
        type: { enum: DECLARED_TYPES },
        segment: { type: 'boolean' },
        sensitive: { type: 'boolean' },
      },
      ['name']
    )
  ),
});

export const MODEL = object(
  {
    name: text,
    task: { enum: TASKS },
    columns: listOf({ type: 'object' }),
    thresholds: { type: 'object' },
    retention: { type: 'object', additionalProperties: text },
    ids: { enum: ['given', 'content'] },
    warnings: { ...listOf(text), description: 'Of a declaration' },
  },
  ['name', 'task']
);

export const VERSION = object({
  deployedAt: { type: ['string', 'null'], format: 'date-time' },
  run: { type: ['string', 'null'] },
  dataHash: { type: ['string', 'null'] },
  offlineMetrics: { type: 'object' },
});

export const REFERENCE = {
  oneOf: [
    object({ from: instant, to: instant, filters: FILTERS }, ['from', 'to']),
    object({ rows: listOf({ type: 'object' }) }, ['rows']),
    listOf({ type: 'object' }),
  ],
};

const optional: Schema = { type: ['string', 'null'] };

export const ANNOTATION = object(
  { time: instant, timeEnd: { anyOf: [instant, { type: 'null' }] }, model: optional, kind: text, text },
  ['text']
);

export const COHORT = object({ model: text, filters: FILTERS, description: optional }, ['model', 'filters']);

export const INVESTIGATION = object({ title: text, model: optional, state: { type: 'object' } }, ['title']);

export const PROBLEM = object(
  {
    type: { type: 'string', format: 'uri-reference' },
    title: text,
    status: { type: 'integer' },
    detail: text,
    code: text,
    message: text,
    remedy: text,
    place: text,
  },
  ['type', 'title', 'status', 'detail', 'code']
);
