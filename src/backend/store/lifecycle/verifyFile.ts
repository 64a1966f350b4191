/** Verifies a store that no process has open, without changing a byte of it. */
import { existsSync, readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { PlumblineError } from '../../../query/errors';
import { isLocked, openError } from '../database/failures';
import { takeLease } from '../database/lease';
import { Session } from '../database/session';
import { findTornBlocks, wasClosed } from '../database/torn';
import { readWal } from '../database/wal';
import { lastBatch } from '../ingest/ledger';
import { SCHEMA_VERSION } from '../migrations';
import { quoteText } from '../names';
import { lostBatches } from './acknowledged';
import { emptyVerification, readTables, type Verification, verifyStore } from './verify';

/** Throws `not_found` when there is no file, `unavailable` when a process has it open. */
export async function verifyFile(store: string): Promise<Verification> {
  if (!existsSync(store)) {
    throw new PlumblineError('not_found', `There is no store ${store}`);
  }
  const closed = wasClosed(store);
  const release = takeLease(store);
  try {
    return await verifyLeased(store, closed);
  } finally {
    release();
  }
}

async function verifyLeased(store: string, closed: boolean): Promise<Verification> {
  const before = filesFaults(store, closed);
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const session = new Session(await instance.connect());
  try {
    try {
      await session.run(`ATTACH ${quoteText(store)} AS store (READ_ONLY)`);
    } catch (error) {
      if (isLocked(error)) {
        throw openError(store, error);
      }
      return { ...emptyVerification(), problems: [...before, openError(store, error).text] };
    }
    await session.run('USE store');
    const found = await verifyContent(session, store);
    return { ...found, problems: [...before, ...found.problems] };
  } finally {
    session.close();
    instance.closeSync();
  }
}

function filesFaults(store: string, closed: boolean): string[] {
  const faults: string[] = [];
  const torn = closed ? [] : findTornBlocks(store);
  if (torn.length > 0) {
    faults.push(`Blocks ${torn.join(', ')} are half written: opening the store heals them`);
  }
  const wal = `${store}.wal`;
  const log = readWal(existsSync(wal) ? readFileSync(wal) : Buffer.alloc(0), { checksums: true });
  if (log.fault) {
    const behind = log.bytes - log.committedBytes;
    faults.push(
      log.fault === 'torn'
        ? `The log of changes ends in the middle: ${behind} bytes behind the last whole commit`
        : `The log of changes is damaged ${behind} bytes before its end, and ${log.commitsBehind} commits lie behind: salvage cuts it there`
    );
  }
  return faults;
}

async function verifyContent(session: Session, store: string): Promise<Verification> {
  const { version } = await session.row<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM plumbline.schema_migrations'
  );
  if (version !== SCHEMA_VERSION) {
    // The books are kept in tables that an older store lacks: its blocks can be read all the same.
    const found = emptyVerification();
    await readTables(session, found);
    return found;
  }
  return verifyStore(session, lostBatches(store, await lastBatch(session)));
}
