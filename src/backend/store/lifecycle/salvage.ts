/**
 * Opens a store whose log of changes is damaged: both files are put aside first, then the log is cut behind the last commit
 * that is whole. Nothing is ever deleted.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PlumblineError } from '../../../query/errors';
import { takeLease } from '../database/lease';
import { syncFolder } from '../database/replace';
import { findTornBlocks, healBlocks, salvageFolder, wasClosed } from '../database/torn';
import { readWal, type WalState } from '../database/wal';
import { acknowledgedFile } from './acknowledged';

export interface Salvage {
  /** Where the files lie as they were found. */
  keptIn: string;
  log: WalState;
  /** Bytes that were cut off the log. */
  cutBytes: number;
  /** Half-written blocks of the file that were healed. */
  healed: number[];
}

/**
 * Puts the files aside and cuts the log where it is damaged. What the store has then is told by opening and verifying it.
 *
 * Throws `unavailable` when a process has the store open, `not_found` when there is none.
 */
export function salvageLog(store: string, now = Date.now()): Salvage {
  if (!existsSync(store)) {
    throw new PlumblineError('not_found', `There is no store ${store}`);
  }
  const closed = wasClosed(store);
  const release = takeLease(store);
  try {
    const keptIn = putAside(store, now);
    const healed = closed ? [] : findTornBlocks(store);
    if (healed.length > 0) {
      healBlocks(store, healed, now);
    }
    const wal = `${store}.wal`;
    const log = readWal(existsSync(wal) ? readFileSync(wal) : Buffer.alloc(0), { checksums: true });
    const cutBytes = log.fault ? log.bytes - log.committedBytes : 0;
    if (cutBytes > 0) {
      truncateSync(wal, log.committedBytes);
      syncFolder(dirname(store));
    }
    return { keptIn, log, cutBytes, healed };
  } finally {
    release();
  }
}

/** Copies of the store's files in a folder of their own beside it. */
export function putAside(store: string, now: number): string {
  const folder = salvageFolder(store, now);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const file of [store, `${store}.wal`, acknowledgedFile(store)]) {
    if (existsSync(file)) {
      copyFileSync(file, join(folder, basename(file)));
    }
  }
  syncFolder(folder);
  return folder;
}
