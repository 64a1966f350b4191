/** The batches of the kill test: made from their number, so that whoever looks at the store knows what must be in it. */
import { type IngestKind } from '../../src/backend/store/types';

export const MODEL = 'killed';

export interface NumberedBatch {
  kind: IngestKind;
  rows: Array<Record<string, unknown>>;
  idempotencyKey: string;
}

const DAY_MS = 86_400_000;
/** Every so many batches one is large enough that DuckDB makes a checkpoint by itself. */
const LARGE_EVERY = 23;
const LARGE_ROWS = 6_000;

/** Different rows of a batch: small and large ones in turn. */
export const sizeOf = (number: number): number =>
  number % LARGE_EVERY === 22 ? LARGE_ROWS : 1 + ((number * 7919) % 300);

/** True for batches whose rows are past the retention: they are taken, and removed by and by. */
export const isOld = (number: number): boolean => number % 7 === 3;

/**
 * Every third batch is labels; every eleventh brings a new column and others widen one, so that a kill may come in the middle
 * of a schema change; every fifth changes the rows it sends, so that revisions are made.
 * @param start time of the first batch, milliseconds since the epoch
 */
export function numberedBatch(number: number, start: number): NumberedBatch {
  const idempotencyKey = `batch-${number}`;
  const size = sizeOf(number);
  const ids = Array.from({ length: size }, (_, row) => `${number}-${row}`);
  if (number % 3 === 2) {
    return { kind: 'labels', idempotencyKey, rows: ids.map((id) => ({ id, value: number % 2 })) };
  }
  const first = start + number * 60_000 - (isOld(number) ? 40 * DAY_MS : 0);
  const fresh = number % 11 === 0 ? { [`extra_${number}`]: 'x' } : {};
  const rows = ids.map((id, row) => ({
    id,
    time: first + row,
    x: row / 8,
    c: `c${row % 5}`,
    entity_id: `e${row % 50}`,
    ...fresh,
    ...widening(number),
  }));
  const changed = number % 5 === 0 ? rows.map((row) => ({ ...row, x: -1 })) : [];
  return { kind: 'predictions', idempotencyKey, rows: [...rows, ...changed] };
}

/** A column of whole numbers that becomes one of fractions nine batches later. */
function widening(number: number): Record<string, number> {
  switch (number % 27) {
    case 1:
      return { [`wide_${number}`]: 1 };
    case 10:
      return { [`wide_${number - 9}`]: 1.5 };
    default:
      return {};
  }
}
