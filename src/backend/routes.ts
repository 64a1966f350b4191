/** Resource calls by method and path: what they need, and which operation of the engine answers them. */
import { PlumblineError } from '../query/errors';
import { MAX_JSON_BYTES } from './bodies';
import { type IngestKind } from './engine/messages';
import { storedRows } from './ingestReply';
import { type Permission } from './permissions';
import { type BodyKind } from './store/api/route';
import { methodOf, type RouteId, routesAt } from './store/api/table';

export type Route = {
  permission: Permission;
  body: BodyKind;
} & ({ kind: 'ingest'; model: string; rows: IngestKind } | { kind: 'resource'; path: string });

const INGESTION: Partial<Record<RouteId, IngestKind>> = {
  postPredictions: 'predictions',
  postLabels: 'labels',
  postAttributions: 'attributions',
  postEvaluations: 'evaluations',
};

/** What a call needs that is none: the store says so to those who could make one of its kind. */
const UNKNOWN: Record<string, Permission> = { GET: 'query', POST: 'edit', PUT: 'edit', PATCH: 'edit', DELETE: 'admin' };

/** @throws PlumblineError `not_found` outside `v1/`, `bad_request` for a method or an escape that is none */
export function routeOf(method: string, path: string): Route {
  if (!path.startsWith('v1/') || path.split('/').includes('..')) {
    throw new PlumblineError(
      'not_found',
      `There is no resource ${path}`,
      'Resources are below v1/, see v1/openapi.json'
    );
  }
  const called = methodOf(method);
  const match = routesAt(path).find(({ route }) => route.method === called);
  if (!match) {
    const permission = UNKNOWN[called];
    if (permission === undefined) {
      throw new PlumblineError('bad_request', `Method ${method} is not offered`);
    }
    return { kind: 'resource', permission, body: called === 'GET' ? 'none' : 'json', path };
  }
  const { body, permission } = match.route;
  const rows = INGESTION[match.id];
  return rows === undefined
    ? { kind: 'resource', permission, body, path }
    : { kind: 'ingest', permission, body, rows, model: decode(match.names[0] ?? '') };
}

/** Most bytes of a body that are read, once inflated; with 0 a body is left alone. */
export function bodyBytes(route: Route, inflatedBytes: number): number {
  switch (route.body) {
    case 'none':
      return 0;
    case 'json':
      return MAX_JSON_BYTES;
    case 'rows':
    case 'dataset':
      return inflatedBytes;
  }
}

/** A body that sets retention is an administrator's, whoever may change the rest of a model. */
export function permissionForBody(route: Route, body: unknown): Permission {
  return typeof body === 'object' && body !== null && 'retention' in body ? 'admin' : route.permission;
}

/** The model that a call has changed, and the rows that it stored; undefined for a call that changed none. */
export function changeOf(
  route: Route,
  { method, path }: { method: string; path: string },
  reply: { status: number; body: unknown }
): { model: string; rows: number } | undefined {
  if (route.kind === 'ingest') {
    const rows = storedRows(reply.body);
    return rows > 0 ? { model: route.model, rows } : undefined;
  }
  const name = /^v1\/models\/([^/]+)/.exec(path)?.[1];
  const writes = method !== 'GET' && method !== 'HEAD' && reply.status < 300;
  return writes && name !== undefined ? { model: decode(name), rows: storedRows(reply.body) } : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new PlumblineError('bad_request', `${part} is not a valid part of a URL`);
  }
}
