/** Counts the rows of a reference again between the edges it was frozen with, after some of its rows were erased. */
import { type Session } from '../database/session';
import { quoteName } from '../names';
import { type FrozenBins } from '../types';
import { countBetween } from './bins';

export async function recountBins(
  session: Session,
  relation: string,
  name: string,
  bins: FrozenBins
): Promise<FrozenBins> {
  if (bins.kind === 'numeric') {
    return countBetween(session, relation, name, bins);
  }
  const column = quoteName(name);
  const { missing, n } = await session.row<{ n: number; missing: number }>(
    `SELECT count(${column}) AS n, count(*) - count(${column}) AS missing FROM ${relation}`
  );
  const counts = await session.rows<{ value: string; count: number }>(
    `SELECT ${column}::VARCHAR AS value, count(*) AS count FROM ${relation} WHERE ${column} IS NOT NULL GROUP BY 1`
  );
  const byValue = new Map(counts.map(({ count, value }) => [value, count]));
  // A category that nobody else had would tell of whom was erased.
  const categories = bins.categories.flatMap(({ value }) => {
    const count = byValue.get(value);
    return count === undefined ? [] : [{ value, count }];
  });
  const kept = categories.reduce((sum, { count }) => sum + count, 0);
  return { kind: 'categorical', categories, other: n - kept, n, missing };
}
