/** Room on the disk where a store lies, and the marks at which it warns and refuses. */
import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { PlumblineError } from '../../../query/errors';

const MIB = 1024 * 1024;

/** Below this the health check, the log and the metrics warn. */
export const WARN_BYTES = 2048 * MIB;
/** Below this, or thrice the log of changes, no batch is taken: the next checkpoint could fill the disk. */
export const KEPT_BYTES = 256 * MIB;
const WAL_FACTOR = 3;
/** Opening may have to replay the log and write it into the file. */
const OPEN_BYTES = 64 * MIB;

export interface DiskState {
  fileBytes: number;
  walBytes: number;
  freeBytes: number;
  totalBytes: number;
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

export function diskState(path: string): DiskState {
  const disk = statfsSync(dirname(path));
  return {
    fileBytes: sizeOf(path),
    walBytes: sizeOf(`${path}.wal`),
    freeBytes: disk.bavail * disk.bsize,
    totalBytes: disk.blocks * disk.bsize,
  };
}

/** Throws `no_space` when there is too little room to open a store. */
export function requireRoomToOpen(path: string): void {
  const { freeBytes } = diskState(path);
  if (freeBytes < OPEN_BYTES) {
    throw new PlumblineError(
      'no_space',
      `Only ${megabytes(freeBytes)} are free where the store ${path} lies`,
      `Free at least ${megabytes(OPEN_BYTES)}: opening a store may have to write`
    );
  }
}

/** Throws `no_space` before a write could fill the disk. */
export function requireRoomToWrite({ freeBytes, walBytes }: DiskState, kept = KEPT_BYTES): void {
  const needed = Math.max(WAL_FACTOR * walBytes, kept);
  if (freeBytes < needed) {
    throw new PlumblineError(
      'no_space',
      `Only ${megabytes(freeBytes)} are free where the store lies and ${megabytes(needed)} are kept back; reading goes on`,
      'Free space, then send the batch again with the same Idempotency-Key'
    );
  }
}

/** What to say while the disk is nearly full; undefined while there is room. */
export function lowSpace({ freeBytes, walBytes }: DiskState, warn = WARN_BYTES, kept = KEPT_BYTES): string | undefined {
  const needed = Math.max(WAL_FACTOR * walBytes, kept);
  if (freeBytes < needed) {
    return `Only ${megabytes(freeBytes)} are free: batches are refused until there are ${megabytes(needed)}`;
  }
  return freeBytes < warn
    ? `Only ${megabytes(freeBytes)} are free: below ${megabytes(needed)} batches are refused`
    : undefined;
}

const megabytes = (bytes: number): string =>
  bytes < 1000 * MIB ? `${Math.floor(bytes / MIB)} MiB` : `${(bytes / (1024 * MIB)).toFixed(1)} GiB`;
