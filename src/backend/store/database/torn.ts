/**
 * A look at a store's files before DuckDB opens them, when the process before did not close them.
 *
 * Its log of changes may end in the middle: DuckDB drops such an end in silence. A copy is kept until the ledger has said
 * whether anything was lost with it.
 *
 * A block of the file's own table of contents may be half written. A checkpoint writes such a block over itself (DuckDB
 * 1.5.6, `MetadataManager::Flush`), and only into parts that the last checkpoint does not use; a kill in the middle of it
 * leaves a block whose used parts are all right and whose checksum is not, and DuckDB refuses the file. Writing the
 * checksum of what is there gives back the last checkpoint, byte for byte where it is used.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { blockOf, BLOCKS_AT, tornBlocks } from './metadata';
import { timeName } from './replace';
import { checksum, readWal } from './wal';

export interface KeptLog {
  file: string;
  /** Bytes behind the last whole frame. */
  tornBytes: number;
}

export interface Healing {
  /** Numbers of the blocks. */
  blocks: number[];
  /** Where they lie as they were found. */
  keptIn: string;
}

/** Where damaged files are put aside, a folder a time. */
export const salvageFolder = (store: string, now: number): string =>
  join(dirname(store), `${basename(store).replace(/\.duckdb$/, '')}.salvage`, timeName(now));

/** Undefined for a log that is whole as far as its frames tell. To be called while nobody has the store open. */
export function keepTornLog(store: string, now = Date.now()): KeptLog | undefined {
  const wal = `${store}.wal`;
  if (!existsSync(wal)) {
    return undefined;
  }
  const state = readWal(readFileSync(wal), { checksums: false });
  if (!state.fault) {
    return undefined;
  }
  const folder = salvageFolder(store, now);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, basename(wal));
  copyFileSync(wal, file);
  return { file, tornBytes: state.bytes - state.wholeBytes };
}

/** Nothing that was acknowledged is missing: the torn end was a commit under way when the process ended. */
export function dropKeptLog({ file }: KeptLog): void {
  rmSync(file, { force: true });
  try {
    rmdirSync(dirname(file));
    rmdirSync(dirname(dirname(file)));
  } catch {
    // Not empty: something else is kept there.
  }
}

/** False when the process before did not close the store: it left its log, or its lease. To be called before that is taken. */
export const wasClosed = (store: string): boolean => !existsSync(`${store}.wal`) && !existsSync(`${store}.lease`);

/**
 * Half-written blocks of a store that was not closed; what is wrong with one that was is something else.
 * To be called before DuckDB opens the file: closing it here would drop DuckDB's lock.
 */
export const findTornBlocks = (store: string): number[] => (existsSync(store) ? withFile(store, 'r', tornBlocks) : []);

/** Heals them. To be called when nobody, on any machine, has the store open. */
export function healBlocks(store: string, blocks: number[], now = Date.now()): Healing {
  const keptIn = salvageFolder(store, now);
  mkdirSync(keptIn, { recursive: true, mode: 0o700 });
  return withFile(store, 'r+', (descriptor) => {
    for (const number of blocks) {
      const block = blockOf(descriptor, number);
      writeFileSync(join(keptIn, `block-${number}`), block);
      const sum = Buffer.alloc(8);
      sum.writeBigUInt64LE(checksum(block.subarray(8)));
      writeSync(descriptor, sum, 0, sum.length, BLOCKS_AT + number * block.length);
    }
    fsyncSync(descriptor);
    return { blocks, keptIn };
  });
}

function withFile<T>(file: string, flags: string, work: (descriptor: number) => T): T {
  const descriptor = openSync(file, flags);
  try {
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
