/** Administrators' calls on the store itself: erasure, backups, compaction, what is due. */
import { PlumblineError } from '../../../query/errors';
import { membersOf } from '../declaration';
import { listBackups } from '../lifecycle/copies';
import { type ResourceAnswer, type ResourceRequest } from '../types';
import { type ResourceContext } from './router';

const MAX_ENTITY = 1000;

/** Throws `bad_request` unless the text can be somebody's id. */
function checkEntity(entity: unknown): string {
  if (typeof entity !== 'string' || entity === '' || entity.length > MAX_ENTITY || entity.includes('\0')) {
    throw new PlumblineError(
      'bad_request',
      'entity_id: the value of one entity is expected',
      `A text of 1 to ${MAX_ENTITY} characters`,
      'entity_id'
    );
  }
  return entity;
}

export async function deleteEntity(
  { lifecycle }: ResourceContext,
  { actor }: ResourceRequest,
  [model = '', entity = '']: string[]
): Promise<ResourceAnswer> {
  return { status: 200, body: await lifecycle.erase(model, checkEntity(entity), actor.login) };
}

/** The same with the value in the body, which no log of addresses keeps. */
export async function postErasure(
  { lifecycle }: ResourceContext,
  { actor, body }: ResourceRequest,
  [model = '']: string[]
): Promise<ResourceAnswer> {
  const entity = checkEntity(membersOf('body', body)['entity_id']);
  return { status: 200, body: await lifecycle.erase(model, entity, actor.login) };
}

export async function postBackup({ lifecycle }: ResourceContext, request: ResourceRequest): Promise<ResourceAnswer> {
  const { name } = membersOf('body', request.body ?? {});
  if (name !== undefined && typeof name !== 'string') {
    throw new PlumblineError('bad_request', 'name: text is expected', undefined, 'name');
  }
  return { status: 201, body: await lifecycle.backup(request.actor.login, name) };
}

export const getBackups = async ({ database }: ResourceContext): Promise<ResourceAnswer> => ({
  status: 200,
  body: { backups: listBackups(database.path) },
});

export const postCompaction = async (
  { lifecycle }: ResourceContext,
  { actor }: ResourceRequest
): Promise<ResourceAnswer> => ({ status: 200, body: await lifecycle.compact(actor.login) });

/** One step of housekeeping now, for those who will not wait for its turn. */
export async function postHousekeeping({ lifecycle }: ResourceContext): Promise<ResourceAnswer> {
  return { status: 200, body: { more: await lifecycle.step(Date.now()) } };
}
