/** Things that editors save by name: one newest state each, every change in the audit log. */
import { PlumblineError } from '../../../query/errors';
import { type Session } from '../database/session';
import { type ResourceAnswer, type ResourceRequest } from '../types';
import { audit } from './models';
import { type ResourceContext } from './router';

/** A saved thing: cohorts and investigations are. */
export interface Saved<T> {
  /** For messages and the audit log: `cohort`. */
  what: string;
  /** All of them, or the one of that key. */
  read: (
    rows: (sql: string, params: string[]) => Promise<Array<Record<string, unknown>>>,
    key?: string
  ) => Promise<T[]>;
  insert: (session: Session, key: string, value: T) => Promise<void>;
  /** Table and the column of its key. */
  table: string;
  key: string;
}

export const missing = (what: string, key: string): PlumblineError =>
  new PlumblineError('not_found', `There is no ${what} "${key}"`, `GET v1/${what}s lists what there is`, what);

/** The thing, or `not_found`. */
export async function getSaved<T>(context: ResourceContext, saved: Saved<T>, key: string): Promise<ResourceAnswer> {
  const [found] = await saved.read((sql, params) => context.reader().rows(sql, params), key);
  if (found === undefined) {
    throw missing(saved.what, key);
  }
  return { status: 200, body: found };
}

/** @param make the new state from the one before, inside the write queue */
export async function putSaved<T>(
  context: ResourceContext,
  { actor }: ResourceRequest,
  saved: Saved<T>,
  key: string,
  make: (before: T | undefined) => T
): Promise<ResourceAnswer> {
  return context.write(async (session) => {
    const [before] = await saved.read((sql, params) => session.rows(sql, params), key);
    const after = make(before);
    await session.transaction(async () => {
      await session.run(`DELETE FROM plumbline.${saved.table} WHERE ${saved.key} = $1`, [key]);
      await saved.insert(session, key, after);
      await audit(session, actor.login, `${saved.what}.put`, key, before, after);
    });
    return { status: before === undefined ? 201 : 200, body: after };
  });
}

export async function deleteSaved<T>(
  context: ResourceContext,
  { actor }: ResourceRequest,
  saved: Saved<T>,
  key: string
): Promise<ResourceAnswer> {
  return context.write(async (session) => {
    const [before] = await saved.read((sql, params) => session.rows(sql, params), key);
    if (before === undefined) {
      throw missing(saved.what, key);
    }
    await session.transaction(async () => {
      await session.run(`DELETE FROM plumbline.${saved.table} WHERE ${saved.key} = $1`, [key]);
      await audit(session, actor.login, `${saved.what}.delete`, key, before, null);
    });
    return { status: 200, body: before };
  });
}
