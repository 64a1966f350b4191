/** Counts of what became of the rows of a batch, read from the store's answer. */

/** Rows that a batch had, whatever became of them. */
export const rowsIn = (reply: unknown): number =>
  countIn(reply, ['accepted', 'duplicates', 'updated', 'rejectedTotal']);

/** Rows of a batch that changed the store. */
export const storedRows = (reply: unknown): number => countIn(reply, ['accepted', 'updated']);

function countIn(reply: unknown, names: readonly string[]): number {
  const counts: object = typeof reply === 'object' && reply !== null ? reply : {};
  return names
    .map((name): unknown => Reflect.get(counts, name))
    .reduce((sum: number, count) => sum + (typeof count === 'number' ? count : 0), 0);
}
