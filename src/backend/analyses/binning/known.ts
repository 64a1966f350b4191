/** Which values a reference ever had: those beyond its kept categories are only in its rows. */
import { type CategoricalBins, type ColumnInfo, type ReferenceInfo } from '../../store/types';
import { type Scope } from '../shared/scope';
import { quoteName } from '../shared/statement';

export type KnownValues = (value: string) => boolean;

export async function knownValues(
  scope: Scope,
  reference: ReferenceInfo,
  column: ColumnInfo,
  bins: CategoricalBins
): Promise<KnownValues> {
  const known = new Set(bins.categories.map(({ value }) => value));
  if (bins.other > 0) {
    const name = quoteName(column.name);
    const rows = await scope.ledger.rows<{ v: string }>(
      `SELECT DISTINCT ${name}::VARCHAR AS v FROM ${reference.relation} WHERE ${name} IS NOT NULL ORDER BY v`
    );
    rows.forEach((row) => known.add(row.v));
  }
  return (value) => known.has(value);
}
