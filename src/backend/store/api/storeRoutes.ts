/** Calls on the store itself, of administrators but for its description: audit, erasure, backups, upkeep. */
import { limit, range } from './parameters';
import { type ApiRoute } from './route';
import { count, listOf, object, text } from './schemas';

export const STORE_ROUTES = {
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
