/** What a batch has under each key, so that the store can choose types for columns it sees for the first time. */
import { BIG, type DecodedBatch, ESCAPED, FALSE, INTEGER, NESTED, NULL, REAL, TEXT, TIME, TRUE } from './cells';

/** Values of one key by kind, over the rows that have no fault so far. */
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

export function summarize(batch: DecodedBatch): KeyCounts[] {
  return batch.columns.map((cells) => {
    const counts = new Uint32Array(16);
    let fractions = 0;
    const { kinds, numbers } = cells;
    const rows = Math.min(batch.rows, kinds.length);
    for (let row = 0; row < rows; row++) {
      const kind = kinds[row] ?? NULL;
      if (batch.faults.size > 0 && batch.faults.has(row)) {
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
