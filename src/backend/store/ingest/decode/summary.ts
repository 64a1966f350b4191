/** What a batch has under each key, so that the store can choose types for columns it sees for the first time. */
import { BIG, type DecodedBatch, ESCAPED, FALSE, INTEGER, NESTED, NULL, REAL, TEXT, TIME, TRUE } from './cells';

/** Values of one key by kind, over some of the rows. */
export interface KeyCounts {
  key: string;
  booleans: number;
  integers: number;
  reals: number;
  /** Of the reals those that are not whole. */
  fractions: number;
  texts: number;
  times: number;
  nested: number;
}

/** @param counted rows that count; those without a fault unless given */
export function summarize(batch: DecodedBatch, counted?: Uint32Array): KeyCounts[] {
  const skipped = skippedRows(batch, counted);
  return batch.columns.map((cells) => {
    const counts = new Uint32Array(16);
    let fractions = 0;
    const { kinds, numbers } = cells;
    const rows = Math.min(batch.rows, kinds.length);
    for (let row = 0; row < rows; row++) {
      const kind = kinds[row] ?? NULL;
      if (skipped?.[row] === 1) {
        continue;
      }
      counts[kind] = (counts[kind] ?? 0) + 1;
      if (kind === REAL && !Number.isInteger(numbers[row])) {
        fractions++;
      }
    }
    const of = (kind: number): number => counts[kind] ?? 0;
    return {
      key: cells.key,
      booleans: of(TRUE) + of(FALSE),
      integers: of(INTEGER) + of(BIG),
      reals: of(REAL),
      fractions,
      texts: of(TEXT) + of(ESCAPED),
      times: of(TIME),
      nested: of(NESTED),
    };
  });
}

/** A mark a row that does not count; undefined where all of them do. */
function skippedRows({ faults, rows }: DecodedBatch, counted: Uint32Array | undefined): Uint8Array | undefined {
  if (counted) {
    const skipped = new Uint8Array(rows).fill(1);
    counted.forEach((row) => (skipped[row] = 0));
    return skipped;
  }
  if (faults.size === 0) {
    return undefined;
  }
  const skipped = new Uint8Array(rows);
  for (const row of faults.keys()) {
    skipped[row] = 1;
  }
  return skipped;
}
