/** `v1/investigations`: what somebody found out, as the screen that shows it keeps it. */
import { PlumblineError } from '../../../query/errors';
import { type ResourceAnswer, type ResourceRequest } from '../types';
import { Conditions, needText, readCount, readKept, readMembers, readText, timeOf } from './fields';
import { type ResourceContext } from './router';
import { deleteSaved, getSaved, putSaved, type Saved } from './saved';

const ID = /^[A-Za-z0-9_-]{1,64}$/;
const MAX_STATE_BYTES = 256 << 10;

interface Investigation {
  id: string;
  model: string | null;
  title: string;
  state: unknown;
  owner: string;
  createdAt: string | null;
  changedAt: string | null;
}

const COLUMNS = 'id, model, title, owner, created_at, changed_at';

const withoutState = (row: Record<string, unknown>): Omit<Investigation, 'state'> => ({
  id: String(row.id),
  model: row.model === null ? null : String(row.model),
  title: String(row.title),
  owner: String(row.owner),
  createdAt: timeOf(Number(row.created_at)),
  changedAt: timeOf(Number(row.changed_at)),
});

const INVESTIGATIONS: Saved<Investigation> = {
  what: 'investigation',
  table: 'investigations',
  key: 'id',
  read: async (rows, key) =>
    (await rows(`SELECT ${COLUMNS}, state FROM plumbline.investigations WHERE id = $1`, [key ?? ''])).map((row) => ({
      ...withoutState(row),
      state: JSON.parse(String(row.state)) as unknown,
    })),
  insert: (session, id, { changedAt, createdAt, model, owner, state, title }) =>
    session.run('INSERT INTO plumbline.investigations VALUES ($1, $2, $3, $4, $5, $6::TIMESTAMP, $7::TIMESTAMP)', [
      id,
      model,
      title,
      JSON.stringify(state),
      owner,
      createdAt,
      changedAt,
    ]),
};

/** Without their states, which may be large. */
export async function listInvestigations(
  { reader }: ResourceContext,
  { query }: ResourceRequest
): Promise<ResourceAnswer> {
  const limit = readCount(query, 'limit', 1_000, 10_000);
  const where = new Conditions().add('model = $', query.model);
  const rows = await reader().rows<Record<string, unknown> & { total: number }>(
    `SELECT ${COLUMNS}, count(*) OVER () AS total FROM plumbline.investigations
     WHERE ${where.sql} ORDER BY changed_at DESC, id LIMIT ${limit}`,
    where.params
  );
  return { status: 200, body: { investigations: rows.map(withoutState), total: rows[0]?.total ?? 0 } };
}

export const getInvestigation = (
  context: ResourceContext,
  _request: ResourceRequest,
  [id = '']: string[]
): Promise<ResourceAnswer> => getSaved(context, INVESTIGATIONS, id);

export async function putInvestigation(
  context: ResourceContext,
  request: ResourceRequest,
  [id = '']: string[]
): Promise<ResourceAnswer> {
  if (!ID.test(id)) {
    throw new PlumblineError('bad_request', 'This is no id', 'Use up to 64 letters, digits, - and _', 'id');
  }
  const members = readMembers('An investigation', request.body, ['title', 'model', 'state']);
  const title = needText('title', members.title, 512);
  const model = readText('model', members.model, 128) ?? null;
  const state = readKept('state', members.state);
  const size = Buffer.byteLength(JSON.stringify(state));
  if (size > MAX_STATE_BYTES) {
    throw new PlumblineError(
      'too_large',
      `state: has ${size} bytes and ${MAX_STATE_BYTES} is the most`,
      'Keep references to data, not the data',
      'state'
    );
  }
  if (model !== null) {
    await context.catalogue.model(model);
  }
  const now = new Date().toISOString();
  return putSaved(context, request, INVESTIGATIONS, id, (before) => ({
    id,
    model,
    title,
    state,
    owner: before?.owner ?? request.actor.login,
    createdAt: before?.createdAt ?? now,
    changedAt: now,
  }));
}

export const deleteInvestigation = (
  context: ResourceContext,
  request: ResourceRequest,
  [id = '']: string[]
): Promise<ResourceAnswer> => deleteSaved(context, request, INVESTIGATIONS, id);
