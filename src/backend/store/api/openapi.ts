/** `GET v1/openapi.json`: the table of calls as OpenAPI 3.1. */
import { CONTENT_TYPES } from '../ingest/decode/formats';
import { type ApiRoute, type Schema } from './route';
import { INGEST_REPLY, PROBLEM } from './schemas';
import { API } from './table';

const INFO = {
  title: 'Plumbline',
  version: 'v1',
  description:
    'Resources of the Plumbline data source. Authorise with a service-account token of Grafana. Bodies may be gzipped (Content-Encoding: gzip). An error is a problem document (RFC 9457) that says what to do; an error or a time-out of a POST means that the outcome is unknown: repeat it with the same Idempotency-Key.',
};

/** Statuses of errors, by what a call needs and takes. */
function problems({ body, method, path, permission }: ApiRoute): number[] {
  return [
    ...(body === 'none' && method === 'GET' ? [400] : [400, 413, 415, 422]),
    ...(permission === 'ingest' ? [401] : []),
    403,
    ...(path.includes('{') ? [404] : []),
    ...(method === 'GET' ? [] : [409]),
    429,
    503,
    504,
    ...(method === 'GET' ? [] : [507]),
  ].sort((a, b) => a - b);
}

const jsonOf = (schema: Schema) => ({ 'application/json': { schema } });

function bodyOf({ body, request = { type: 'object' } }: ApiRoute): Schema {
  if (body === 'json') {
    return { requestBody: { content: jsonOf(request) } };
  }
  if (body === 'none') {
    return {};
  }
  const raw = CONTENT_TYPES.filter((type) => type !== 'application/json').map((type) => [type, {}] as const);
  return { requestBody: { required: true, content: { ...jsonOf(request), ...Object.fromEntries(raw) } } };
}

function parametersOf(route: ApiRoute): Schema[] {
  const inPath = Array.from(route.path.matchAll(/\{(\w+)\}/g), ([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(route.query ?? {}).map(([name, { description, required = false, schema }]) => ({
    name,
    in: 'query',
    description,
    required,
    schema: schema ?? { type: 'string' },
  }));
  const headers =
    route.permission === 'ingest'
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            description: 'Makes the call repeatable: the same key and body give the first answer again',
            schema: { type: 'string', maxLength: 255 },
          },
          {
            name: 'X-Plumbline-Ingest-Key',
            in: 'header',
            description: "The data source's ingest key, where one is set",
            schema: { type: 'string' },
          },
        ]
      : [];
  return [...inPath, ...inQuery, ...headers];
}

function operation(id: string, route: ApiRoute): Schema {
  const success = (route.success ?? [200]).map((status) => [
    status,
    { description: route.summary, content: jsonOf(route.reply) },
  ]);
  const failures = problems(route).map((status) => [
    status,
    status === 400 && route.body === 'rows'
      ? {
          description: 'Not one row was stored',
          content: { 'application/problem+json': { schema: { allOf: [PROBLEM, { anyOf: [INGEST_REPLY, {}] }] } } },
        }
      : { $ref: `#/components/responses/Problem` },
  ]);
  return {
    operationId: id,
    summary: route.summary,
    'x-permission': route.permission,
    parameters: parametersOf(route),
    ...bodyOf(route),
    responses: Object.fromEntries([...success, ...failures]),
  };
}

/** The whole description. */
export function openApi(): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const [id, route] of Object.entries(API) as Array<[string, ApiRoute]>) {
    (paths[`/${route.path}`] ??= {})[route.method.toLowerCase()] = operation(id, route);
  }
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: [
      {
        url: '/api/datasources/uid/{uid}/resources',
        variables: { uid: { default: 'plumbline', description: 'uid of the data source' } },
      },
    ],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'Service-account token of Grafana' } },
      responses: {
        Problem: {
          description: 'What went wrong and what to do',
          headers: { 'Retry-After': { description: 'Seconds, with 429, 503 and 507', schema: { type: 'integer' } } },
          content: { 'application/problem+json': { schema: PROBLEM } },
        },
      },
    },
  };
}
