/** The batches of the kill test: made from their number, so that whoever looks at the file knows what must be in it. */
import { type IngestKind } from '../../src/backend/store/types';

export const MODEL = 'killed';

export interface NumberedBatch {
  kind: IngestKind;
  rows: Array<Record<string, unknown>>;
  idempotencyKey: string;
}

const START = Date.UTC(2026, 0, 1);

/** Rows of a batch: small and large ones in turn. */
export const sizeOf = (number: number): number => 1 + ((number * 7919) % 400);

/**
 * Every third batch is labels; every eleventh brings a new column, so that a kill may come in the middle of a schema
 * change; every fifth changes the rows of the last predictions, so that revisions are made.
 */
export function numberedBatch(number: number): NumberedBatch {
  const idempotencyKey = `batch-${number}`;
  const size = sizeOf(number);
  const ids = Array.from({ length: size }, (_, row) => `${number}-${row}`);
  if (number % 3 === 2) {
    return { kind: 'labels', idempotencyKey, rows: ids.map((id) => ({ id, value: number % 2 })) };
  }
  const fresh = number % 11 === 0 ? { [`extra_${number}`]: 'x' } : {};
  const rows = ids.map((id, row) => ({
    id,
    time: START + number * 1000 + row,
    x: row / 8,
    c: `c${row % 5}`,
    ...fresh,
  }));
  const changed = number % 5 === 0 ? rows.map((row) => ({ ...row, x: -1 })) : [];
  return { kind: 'predictions', idempotencyKey, rows: [...rows, ...changed] };
}
