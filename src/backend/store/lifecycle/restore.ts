/** Puts a backup in the place of a store that no process has open; the files that were there are kept. */
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { PlumblineError } from '../../../query/errors';
import { takeLease } from '../database/lease';
import { filesOf } from '../database/configuration';
import { replaceFile, syncFolder } from '../database/replace';
import { acknowledgedFile } from './acknowledged';
import { putAside } from './salvage';

/**
 * @returns where the files lie that were replaced; undefined where there were none
 * Throws `not_found` without a backup, `unavailable` when a process has the store open.
 */
export function restoreBackup(store: string, backup: string, now = Date.now()): string | undefined {
  if (!existsSync(backup) || existsSync(`${backup}.wal`)) {
    throw new PlumblineError(
      existsSync(backup) ? 'conflict' : 'not_found',
      existsSync(backup) ? `${backup} has a log of changes: it is open, or no backup` : `There is no backup ${backup}`
    );
  }
  const release = takeLease(store);
  try {
    const keptIn = existsSync(store) ? putAside(store, now) : undefined;
    const coming = `${store}.restoring`;
    copyFileSync(backup, coming);
    // The log belongs to the file that goes. Both are in the folder that was put aside.
    filesOf(store)
      .slice(1)
      .forEach((file) => rmSync(file, { force: true }));
    replaceFile(coming, store);
    if (existsSync(acknowledgedFile(store))) {
      // What the copy lacks was decided by whoever restores it, and is no loss to tell.
      renameSync(acknowledgedFile(store), `${acknowledgedFile(store)}.before-restore`);
      syncFolder(dirname(store));
    }
    return keptIn;
  } finally {
    release();
  }
}
