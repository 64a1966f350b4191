/** Resource calls by method and path: what they need, and which operation of the engine answers them. */
import { PlumblineError } from '../query/errors';
import { MAX_INFLATED_BYTES, MAX_JSON_BYTES } from './bodies';
import { type IngestKind } from './engine/messages';
import { type Permission } from './permissions';

export type Route = {
  permission: Permission;
  /** Most bytes of a body that are read, once inflated; with 0 a body is left alone. */
  bodyBytes: number;
} & ({ kind: 'ingest'; model: string; rows: IngestKind } | { kind: 'resource'; path: string });

const INGEST = /^v1\/models\/([^/]+)\/(predictions|labels|attributions)$/;
const REFERENCE = /^v1\/models\/[^/]+\/references\/[^/]+$/;
/** Backups and housekeeping of the store itself, and a person's data. */
const ADMINISTRATION = /^v1\/(store\/|models\/[^/]+\/(erasures|entities)(\/|$))/;
const READS = new Set(['GET', 'HEAD']);
const CHANGES = new Set(['POST', 'PUT', 'PATCH']);

/** @throws PlumblineError `not_found` outside `v1/`, `bad_request` for a method or an escape that is none */
export function routeOf(method: string, path: string): Route {
  if (!path.startsWith('v1/') || path.split('/').includes('..')) {
    throw new PlumblineError('not_found', `There is no resource ${path}`, 'Resources are below v1/, see v1/models');
  }
  const ingest = method === 'POST' ? INGEST.exec(path) : null;
  if (ingest) {
    return {
      kind: 'ingest',
      permission: 'ingest',
      bodyBytes: MAX_INFLATED_BYTES,
      model: decode(ingest[1] ?? ''),
      rows: ingest[2] as IngestKind,
    };
  }
  if (ADMINISTRATION.test(path)) {
    return { kind: 'resource', permission: 'admin', bodyBytes: READS.has(method) ? 0 : MAX_JSON_BYTES, path };
  }
  if (READS.has(method)) {
    return { kind: 'resource', permission: 'query', bodyBytes: 0, path };
  }
  if (method === 'DELETE') {
    // Saved cohorts and investigations belong to editors; everything else that vanishes is an administrator's.
    const permission = /^v1\/(cohorts|investigations)\//.test(path) ? 'edit' : 'admin';
    return { kind: 'resource', permission, bodyBytes: MAX_JSON_BYTES, path };
  }
  if (CHANGES.has(method)) {
    // A reference may be sent as rows.
    const bodyBytes = REFERENCE.test(path) ? MAX_INFLATED_BYTES : MAX_JSON_BYTES;
    return { kind: 'resource', permission: 'edit', bodyBytes, path };
  }
  throw new PlumblineError('bad_request', `Method ${method} is not offered`);
}

/** A body that sets retention is an administrator's, whoever may change the rest of a model. */
export function permissionForBody(route: Route, body: unknown): Permission {
  return typeof body === 'object' && body !== null && 'retention' in body ? 'admin' : route.permission;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new PlumblineError('bad_request', `${part} is not a valid part of a URL`);
  }
}
