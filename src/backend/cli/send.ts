/** Sends the batches of a source one after the other, preparing the next one while the last is stored. */
import { type RejectedRow } from '../store/types';
import { type Batch, type Target } from './target';

export interface Totals {
  rows: number;
  accepted: number;
  duplicates: number;
  updated: number;
  rejected: number;
  /** The first few, with their row counted over the whole source. */
  examples: RejectedRow[];
  warnings: Set<string>;
}

const EXAMPLES = 10;

export const noTotals = (): Totals => ({
  rows: 0,
  accepted: 0,
  duplicates: 0,
  updated: 0,
  rejected: 0,
  examples: [],
  warnings: new Set(),
});

/** Adds what was stored to `totals`, and calls `onBatch` after each batch. */
export async function sendBatches(
  target: Target,
  batches: AsyncIterator<Batch>,
  totals: Totals,
  onBatch: () => void
): Promise<void> {
  let upcoming = batches.next();
  for (;;) {
    const { done, value: batch } = await upcoming;
    if (done) {
      return;
    }
    upcoming = batches.next();
    // A failure of the next read is told when its turn comes, not as an unhandled rejection.
    upcoming.catch(() => undefined);
    const reply = await target.ingest(batch);
    totals.examples.push(
      ...reply.rejected
        .slice(0, EXAMPLES - totals.examples.length)
        .map((example) => ({ ...example, row: example.row + totals.rows }))
    );
    totals.rows += reply.accepted + reply.duplicates + reply.updated + reply.rejectedTotal;
    totals.accepted += reply.accepted;
    totals.duplicates += reply.duplicates;
    totals.updated += reply.updated;
    totals.rejected += reply.rejectedTotal;
    reply.warnings.forEach((warning) => totals.warnings.add(warning));
    onBatch();
  }
}
