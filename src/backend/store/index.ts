/** Opens a store. */
import { version } from '@duckdb/node-api';
import { StoreCatalogue } from './catalogue';
import { Database } from './database/database';
import { PooledReader, runStatement } from './database/readers';
import { Ingestion } from './ingest/batch';
import { lastBatch } from './ingest/ledger';
import { MACROS } from './ingest/typing';
import { migrate } from './migrations';
import { audit } from './resources/models';
import { Resources } from './resources/router';
import { factTable } from './tables';
import { type Reader, type Store, type StoreOptions, type StoreState } from './types';

/**
 * Opens the store file at `path`, which is made if it does not exist, and brings its catalogue up to date.
 *
 * Throws `unavailable` when another process has it (the message names the process), when it is damaged or was written by
 * a newer Plumbline, and `no_space` on a full disk.
 */
export async function openStore(path: string, options: StoreOptions = {}): Promise<Store> {
  const started = performance.now();
  const database = await Database.open(path, options);
  const fail = (error: unknown, cancelled: boolean) => database.failure(error, cancelled);
  const reader = (signal?: AbortSignal) => new PooledReader(database.readers, fail, signal);
  try {
    const batch = await database.write(async (session) => {
      await migrate(session);
      for (const macro of MACROS) {
        await session.run(macro);
      }
      return lastBatch(session);
    });
    const catalogue = new StoreCatalogue(reader());
    const ingestion = new Ingestion(database, catalogue, batch);
    const resources = new Resources(database, catalogue, reader);
    const openedInMs = Math.round(performance.now() - started);
    return {
      catalogue,
      reader,
      statement: (sql, settings, use) => runStatement(database.readers, fail, sql, settings, use),
      ingest: (request, signal) => ingestion.ingest(request, signal),
      resource: (request, signal) => resources.answer(request, signal),
      status: (signal) => stateOf(database, catalogue, reader(signal), openedInMs),
      audit: ({ actor, action, subject, detail }) =>
        database.write((session) => audit(session, actor, action, subject, undefined, detail)),
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function stateOf(
  database: Database,
  catalogue: StoreCatalogue,
  reader: Reader,
  openedInMs: number
): Promise<StoreState> {
  const models = await catalogue.models();
  const counts = await Promise.all(
    models.map((model) =>
      reader.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${factTable('predictions', model.name)}`)
    )
  );
  const { fileBytes, freeBytes, walBytes } = database.disk();
  return {
    duckdb: version(),
    models: models.length,
    predictions: counts.flat().reduce((sum, { rows }) => sum + rows, 0),
    fileBytes,
    walBytes,
    freeBytes,
    openedInMs,
  };
}
