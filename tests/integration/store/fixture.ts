/** A real store in a folder of its own, and short words for what tests do with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../src/backend/store';
import {
  type IngestAnswer,
  type IngestKind,
  type IngestRequest,
  type ResourceAnswer,
  type Store,
  type StoreOptions,
} from '../../../src/backend/store/types';

export const ACTOR = { login: 'tester' };

export interface Fixture {
  file: string;
  folder: string;
  store: Store;
  /** Sends rows as NDJSON, or a text as it is. */
  send: (kind: IngestKind, rows: readonly unknown[] | string, more?: Partial<IngestRequest>) => Promise<IngestAnswer>;
  call: (method: string, path: string, body?: unknown, query?: Record<string, string>) => Promise<ResourceAnswer>;
  rows: (sql: string) => Promise<Array<Record<string, unknown>>>;
  /** Closes the store and opens the same file again. */
  reopen: () => Promise<void>;
  remove: () => Promise<void>;
}

export async function makeFixture(options: StoreOptions = {}): Promise<Fixture> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-store-'));
  const file = join(folder, 'store.duckdb');
  const fixture: Fixture = {
    file,
    folder,
    store: await openStore(file, options),
    send: (kind, rows, more = {}) =>
      fixture.store.ingest({
        actor: ACTOR,
        model: 'm',
        kind,
        contentType: 'application/x-ndjson',
        body: new TextEncoder().encode(
          typeof rows === 'string' ? rows : rows.map((row) => JSON.stringify(row)).join('\n')
        ),
        autoCreate: true,
        ...more,
      }),
    call: (method, path, body, query = {}) => fixture.store.resource({ actor: ACTOR, method, path, query, body }),
    rows: (sql) => fixture.store.reader().rows(sql),
    reopen: async () => {
      await fixture.store.close();
      fixture.store = await openStore(file, options);
    },
    remove: async () => {
      await fixture.store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return fixture;
}

/** The PlumblineError's code, message and place that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<{ code: string; text: string; place?: string }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'text' in error) {
      return {
        code: String(error.code),
        text: String(error.text),
        place: 'place' in error && typeof error.place === 'string' ? error.place : undefined,
      };
    }
    throw error;
  }
  throw new Error('It did not fail');
}
