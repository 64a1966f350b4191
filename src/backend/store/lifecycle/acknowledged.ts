/**
 * The number of the newest batch that was acknowledged, in a small file of its own beside the store.
 *
 * A log of changes that lost its end opens without a word: DuckDB takes the missing part for a commit that never ended. This
 * number tells. It is written after each commit and not synced, so after a power cut it may be too small, never too large.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

const WIDTH = 20;

/** Batches that were acknowledged and are not in the store, first and last. */
export interface LostBatches {
  first: number;
  last: number;
}

export class Acknowledged {
  private readonly descriptor: number;

  constructor(store: string) {
    const file = acknowledgedFile(store);
    this.descriptor = openSync(file, 'a+', 0o600);
    closeSync(this.descriptor);
    this.descriptor = openSync(file, 'r+');
  }

  note(batch: number): void {
    writeSync(this.descriptor, `${String(batch).padStart(WIDTH)}\n`, 0);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

export const acknowledgedFile = (store: string): string => `${store}.acknowledged`;

/** 0 when nothing was noted yet. */
export function readAcknowledged(store: string): number {
  try {
    const batch = Number(readFileSync(acknowledgedFile(store), 'utf8').trim());
    return Number.isSafeInteger(batch) && batch > 0 ? batch : 0;
  } catch {
    return 0;
  }
}

/** What is missing from a ledger that ends with batch `last`. */
export function lostBatches(store: string, last: number): LostBatches | undefined {
  const acknowledged = readAcknowledged(store);
  return acknowledged > last ? { first: last + 1, last: acknowledged } : undefined;
}
