/** Changes of files that outlive a power cut. */
import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

/** Puts `from` in the place of `to`, in one step: a crash leaves the one or the other. Both lie in one folder. */
export function replaceFile(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(dirname(to));
}

/** A file name by the time, which sorts. */
export const timeName = (now: number): string => new Date(now).toISOString().replace(/[:.]/g, '-');

/** A name is on the disk only once its folder is. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
