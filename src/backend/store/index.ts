/** Opens a store. */
import { version } from '@duckdb/node-api';
import { StoreCatalogue } from './catalogue';
import { Database } from './database/database';
import { PooledReader, runStatement } from './database/readers';
import { timeName } from './database/replace';
import { type Session } from './database/session';
import { dropKeptLog } from './database/torn';
import { Ingestion } from './ingest/batch';
import { Decoder } from './ingest/decode/decoder';
import { Lifecycle } from './lifecycle';
import { Acknowledged, lostBatches, readAcknowledged } from './lifecycle/acknowledged';
import { keepNewest, makeBackup } from './lifecycle/copies';
import { recentLosses, recordHealing, recordLoss } from './lifecycle/loss';
import { lastBatch } from './ingest/ledger';
import { migrate, SCHEMA_VERSION, schemaVersion } from './migrations';
import { audit } from './resources/models';
import { Resources } from './resources/router';
import { Roller } from './rollups/roller';
import { snapshotsOf } from './rollups/snapshot';
import { factTable } from './tables';
import { type Reader, type Store, type StoreOptions, type StoreState } from './types';

/** A migration that fails is tried again at the next opening, with a copy each time. */
const BACKUPS_OF_A_MIGRATION = 2;

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
    await bringUpToDate(database);
    const { batch, losses } = await database.write((session) => findLosses(session, database));
    const acknowledged = new Acknowledged(database.path);
    const decoder = new Decoder();
    const catalogue = new StoreCatalogue(reader());
    const ingestion = new Ingestion(database, catalogue, reader(), decoder, batch, (number) =>
      acknowledged.note(number)
    );
    const lifecycle = new Lifecycle(database, catalogue, options, losses, () => roller.finish());
    const resources = new Resources(database, catalogue, lifecycle, decoder, ingestion, reader);
    const roller = new Roller(database, catalogue, { background: options.roll !== false });
    const changed = <T>(change: Promise<T>): Promise<T> => change.finally(() => roller.wake());
    roller.wake();
    const openedInMs = Math.round(performance.now() - started);
    return {
      catalogue,
      reader,
      statement: (sql, settings, use) => runStatement(database.readers, fail, sql, settings, use),
      rollups: (signal) => snapshotsOf(database.readers, fail, signal),
      rollUp: (onStep) => roller.finish(onStep),
      ingest: (request, signal) => changed(ingestion.ingest(request, signal)),
      resource: (request, signal) => changed(resources.answer(request, signal)),
      status: async (signal) => {
        const state = await stateOf(database, catalogue, lifecycle, reader(signal), openedInMs);
        return { ...state, warnings: [...state.warnings, ...roller.warnings()] };
      },
      audit: ({ actor, action, subject, detail }) =>
        database.write((session) => audit(session, actor, action, subject, undefined, detail)),
      housekeep: (signal) => lifecycle.step(Date.now(), signal),
      close: async () => {
        await roller.close();
        await database.close();
        await decoder.close();
        acknowledged.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** An older store is copied before it is changed: the way back to the program that wrote it. */
async function bringUpToDate(database: Database): Promise<void> {
  const from = await database.write(schemaVersion);
  if (from === SCHEMA_VERSION) {
    return;
  }
  if (from > 0) {
    const before = `before-schema-${SCHEMA_VERSION}-`;
    await makeBackup(database, before + timeName(Date.now()));
    keepNewest(database.path, BACKUPS_OF_A_MIGRATION, (name) => name.startsWith(before));
  }
  await database.write((session) => migrate(session, from));
}

/** The number that batches go on from, and what is missing before it. */
async function findLosses(session: Session, { found, path }: Database): Promise<{ batch: number; losses: string[] }> {
  const last = await lastBatch(session);
  const lost = lostBatches(path, last);
  if (lost) {
    await recordLoss(session, lost, found.keptLog?.file);
  } else if (found.keptLog) {
    // Nothing that was acknowledged is missing: it was a commit under way when the process ended.
    dropKeptLog(found.keptLog);
  }
  if (found.healing) {
    await recordHealing(session, found.healing.blocks, found.healing.keptIn);
  }
  return { batch: Math.max(last, readAcknowledged(path)), losses: await recentLosses(session) };
}

async function stateOf(
  database: Database,
  catalogue: StoreCatalogue,
  lifecycle: Lifecycle,
  reader: Reader,
  openedInMs: number
): Promise<StoreState> {
  const models = await catalogue.models();
  const counts = await Promise.all(
    models.map((model) =>
      reader.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${factTable('predictions', model.name)}`)
    )
  );
  const [lag] = await reader.rows<{ batchAt: number | null; hours: number }>(
    `SELECT (SELECT epoch_ms(max(received_at)) FROM plumbline.ledger) AS "batchAt",
            (SELECT count(DISTINCT (model, hour)) FROM plumbline.dirty_hours) AS hours`
  );
  const { fileBytes, freeBytes, walBytes } = database.disk();
  return {
    duckdb: version(),
    schema: SCHEMA_VERSION,
    models: models.length,
    predictions: counts.flat().reduce((sum, { rows }) => sum + rows, 0),
    fileBytes,
    walBytes,
    freeBytes,
    openedInMs,
    lastBatchAt: lag?.batchAt ?? null,
    hoursToRollUp: lag?.hours ?? 0,
    warnings: lifecycle.warnings(),
  };
}
