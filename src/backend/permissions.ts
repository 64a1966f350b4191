/**
 * Who may do what. Grafana sends the organisation role and no permissions, so the role decides; the alert scheduler comes
 * as an Admin and never writes, nor does anybody without a login.
 */
import { timingSafeEqual, createHash } from 'node:crypto';
import { PlumblineError } from '../query/errors';
import { type Actor } from './engine/messages';
import { type RequestContext } from './grafana/context';
import { type Role, ROLES, type Settings } from './settings';
import { type Permission } from './store/api/route';

export type { Permission } from './store/api/route';

export const INGEST_KEY_HEADER = 'x-plumbline-ingest-key';
/** Name of the key in the data source's secure settings. */
export const INGEST_KEY_SETTING = 'ingestKey';

export function actorOf(context: RequestContext, settings: Settings): Actor {
  const role = ROLES.find((known) => known === context.user?.role) ?? '';
  const login = context.user?.login ?? '';
  return {
    login,
    role,
    fromAlert: context.fromAlert,
    unmasked: !context.fromAlert && isSomebody(context.user) && atLeast(role, settings.roles.unmasked),
  };
}

/**
 * A person or a service account, who can be written down as the reader of a sensitive column. Anonymous visitors have no login.
 * For readers of a public dashboard Grafana asks itself, as an administrator without an address whose name is its login.
 */
function isSomebody(user: RequestContext['user']): boolean {
  return user !== undefined && user.login !== '' && (user.email !== '' || user.name !== user.login);
}

/** @throws PlumblineError `forbidden` or `unauthorized`, saying what is needed */
export function requirePermission(
  permission: Permission,
  actor: Actor,
  settings: Settings,
  context: RequestContext
): void {
  const least = settings.roles[permission];
  if (!atLeast(actor.role, least)) {
    throw new PlumblineError(
      'forbidden',
      `This call needs the role ${least}, and ${actor.login || 'nobody'} has ${actor.role || 'no role'}`,
      'Use a service-account token with that role, or ask an administrator to change the data source'
    );
  }
  if (permission === 'query') {
    return;
  }
  if (actor.fromAlert) {
    throw new PlumblineError('forbidden', 'Alert rules only read');
  }
  if (actor.login === '') {
    throw new PlumblineError('forbidden', 'Anonymous users only read', 'Sign in, or use a service-account token');
  }
  if (permission === 'ingest') {
    requireIngestKey(context);
  }
}

function requireIngestKey(context: RequestContext): void {
  const expected = context.dataSource?.secureJsonData.get(INGEST_KEY_SETTING);
  if (expected && !sameSecret(expected, context.headers.get(INGEST_KEY_HEADER) ?? '')) {
    throw new PlumblineError(
      'unauthorized',
      'This data source takes rows only with its ingest key',
      'Send it as the header X-Plumbline-Ingest-Key'
    );
  }
}

const atLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least);

/** Compares digests, so that neither content nor length shows in the time it takes. */
function sameSecret(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
