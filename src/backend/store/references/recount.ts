/** Counts the rows of a reference again between the edges it was frozen with, after some of its rows were erased. */
import { type Session } from '../database/session';
import { quoteName } from '../names';
import { type FrozenBins, type NumericBins } from '../types';
import { countBins, mergeBins } from './bins';

export async function recountBins(
  session: Session,
  relation: string,
  name: string,
  bins: FrozenBins
): Promise<FrozenBins> {
  if (bins.kind === 'numeric') {
    return recountNumeric(session, relation, name, bins);
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

async function recountNumeric(
  session: Session,
  relation: string,
  name: string,
  bins: NumericBins
): Promise<NumericBins> {
  const value = `${quoteName(name)}::DOUBLE`;
  const moments = await session.row<{
    n: number;
    missing: number;
    min: number | null;
    max: number | null;
    mean: number | null;
    sd: number | null;
  }>(
    `SELECT count(x) AS n, count(*) - count(x) AS missing, min(x) AS min, max(x) AS max, avg(x) AS mean, stddev_pop(x) AS sd
     FROM (SELECT ${value} AS x FROM ${relation})`
  );
  const { edges, fineEdges } = bins;
  const fineCounts = fineEdges.length > 0 ? await countBins(session, relation, value, fineEdges) : [0];
  return {
    kind: 'numeric',
    edges,
    counts: mergeBins(edges, fineEdges, fineCounts),
    fineEdges,
    fineCounts,
    min: moments.min ?? 0,
    max: moments.max ?? 0,
    mean: moments.mean ?? 0,
    sd: moments.sd ?? 0,
    n: moments.n,
    missing: moments.missing,
  };
}
