/** Backups: whole copies of a store, made while it is written to, each a store of its own. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PlumblineError } from '../../../query/errors';
import { type Database } from '../database/database';
import { replaceFile, syncFolder } from '../database/replace';

/** A backup as it is listed. */
export interface Backup {
  name: string;
  bytes: number;
  /** Milliseconds since the epoch. */
  madeAt: number;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;
const ENDING = '.duckdb';

/** Beside the store, so that a backup is a rename away and no caller chooses a path. */
export const backupFolder = (store: string): string =>
  join(dirname(store), `${basename(store).replace(/\.duckdb$/, '')}.backups`);

/** Throws `bad_request` for a name that is no file name, `conflict` for one that is taken. */
export async function makeBackup(database: Database, name: string): Promise<Backup> {
  if (!NAME.test(name)) {
    throw new PlumblineError(
      'bad_request',
      `"${name.slice(0, 120)}" cannot be the name of a backup`,
      'Use up to 100 letters, digits, "_", "." and "-"',
      'name'
    );
  }
  const folder = backupFolder(database.path);
  const target = join(folder, name + ENDING);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return database.copy(async (copy) => {
    if (existsSync(target)) {
      throw new PlumblineError('conflict', `There is a backup "${name}" already`, 'Choose another name', 'name');
    }
    replaceFile(copy, target);
    syncFolder(dirname(folder));
    return describe(folder, name + ENDING);
  });
}

/** Newest first. */
export function listBackups(store: string): Backup[] {
  const folder = backupFolder(store);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(ENDING)) : [];
  return files.map((file) => describe(folder, file)).sort((a, b) => b.madeAt - a.madeAt);
}

/** Deletes all but the newest `keep` of the backups that `isOne` chooses. */
export function keepNewest(store: string, keep: number, isOne: (name: string) => boolean): string[] {
  const surplus = listBackups(store)
    .filter(({ name }) => isOne(name))
    .slice(keep);
  surplus.forEach(({ name }) => rmSync(join(backupFolder(store), name + ENDING)));
  return surplus.map(({ name }) => name);
}

function describe(folder: string, file: string): Backup {
  const { mtimeMs, size } = statSync(join(folder, file));
  return { name: file.slice(0, -ENDING.length), bytes: size, madeAt: Math.round(mtimeMs) };
}
