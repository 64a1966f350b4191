/** A store file that no other process has open, through the same functions that HTTP batches take. */
import { openStore } from '../store';
import { type Target } from './target';

/** Who has the file may see all of it. */
const ACTOR = { login: 'plumbline', unmasked: true };

/** Throws `unavailable` naming the process that has the file open. */
export async function storeTarget(path: string): Promise<Target> {
  const store = await openStore(path);
  return {
    ingest: async (batch) =>
      (await store.ingest({ ...batch, actor: ACTOR, contentType: 'application/x-ndjson', autoCreate: true })).body,
    call: async (method, resource, body) =>
      (await store.resource({ actor: ACTOR, method, path: resource, query: {}, body })).body,
    close: () => store.close(),
  };
}
