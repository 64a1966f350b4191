/** What the decomposition of a change needs of each side: means of everything, and sums by bin of value. */
import { type BinSums } from '../../statistics/mixFunction';
import { type ColumnInfo, type FrozenBins } from '../../store/types';
import { statementKey } from '../shared/ledger';
import { type Scope } from '../shared/scope';
import { Parameters } from '../shared/statement';
import { finiteNumber } from './attributions';
import { BinTally } from './binTally';
import {
  type AttributionKinds,
  type AttributionRange,
  attributionRows,
  kindAggregates,
  readKinds,
  valueName,
} from './source';
import { columnPhi, type Unit, unitPhi } from './units';
import { frozenBin, readableColumn } from './values';

export interface Moments {
  mean: number;
  variance: number | null;
  meanAbs: number;
  /** Rows that have no attribution of this unit; they count as 0. */
  missing: number;
}

export interface ImpactSums extends AttributionKinds {
  rows: number;
  /** Mean of base value and of base value plus all attributions: the mean prediction in the space of the attributions. */
  base: number;
  mean: number;
  /** Largest |margin - base - sum| that ingestion found; `null` where no margins were sent. */
  additivityError: number | null;
  units: Map<string, Moments>;
}

/** Moments of every unit. A missing attribution counts as 0, so that the parts add up. */
export async function sumImpact(
  scope: Scope,
  units: readonly Unit[],
  range: AttributionRange,
  output: string | undefined
): Promise<ImpactSums> {
  const parameters = new Parameters();
  const source = attributionRows(scope, range, parameters, output);
  const values = units.map((unit, index) => `${unitPhi(unit)} AS f${index}`);
  const total = ['a.base_value::DOUBLE', ...units.map((unit) => `coalesce(${unitPhi(unit)}, 0)`)].join(' + ');
  const kinds = ['a.output_space', 'a.output_name', 'a.explainer', 'a.background'];
  const aggregates = units.flatMap((_, index) => [
    `avg(coalesce(f${index}, 0)) AS m${index}`,
    `var_samp(coalesce(f${index}, 0)) AS v${index}`,
    `avg(abs(coalesce(f${index}, 0))) AS a${index}`,
    `count(*) - count(f${index}) AS x${index}`,
  ]);
  const [row] = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT count(*) AS n, avg(base) AS base, avg(total) AS total, max(error) AS error, ${[...kindAggregates, ...aggregates].join(', ')}
     FROM (SELECT a.base_value::DOUBLE AS base, ${total} AS total, a.additivity_error AS error, ${[...kinds, ...values].join(', ')} FROM (${source}) a)`,
    parameters
  );
  const rows = Number(row?.n ?? 0);
  scope.ledger.rowsScanned += rows;
  return {
    rows,
    base: finiteNumber(row?.base) ?? 0,
    mean: finiteNumber(row?.total) ?? 0,
    additivityError: finiteNumber(row?.error),
    ...readKinds(scope, row),
    units: new Map(
      units.map(({ name }, index) => [
        name,
        {
          mean: finiteNumber(row?.[`m${index}`]) ?? 0,
          variance: finiteNumber(row?.[`v${index}`]),
          meanAbs: finiteNumber(row?.[`a${index}`]) ?? 0,
          missing: finiteNumber(row?.[`x${index}`]) ?? 0,
        },
      ])
    ),
  };
}

/** Columns read by one statement: bounds what is held of its rows. */
const COLUMNS_AT_ONCE = 48;

/**
 * Rows and sums of attributions by bin of the column's own value. Columns without frozen bins or readable values are
 * left out.
 */
export async function sumByBin(
  scope: Scope,
  columns: readonly string[],
  frozen: ReadonlyMap<string, FrozenBins>,
  range: AttributionRange,
  output: string | undefined
): Promise<Map<string, Map<number, BinSums>>> {
  const found = new Map<string, Map<number, BinSums>>();
  const binned = columns.flatMap((name): Binned[] => {
    const [column, bins] = [readableColumn(scope, name), frozen.get(name)];
    return column && bins ? [{ column, bins }] : [];
  });
  for (let first = 0; first < binned.length; first += COLUMNS_AT_ONCE) {
    const part = binned.slice(first, first + COLUMNS_AT_ONCE);
    const parameters = new Parameters();
    const source = attributionRows(
      scope,
      range,
      parameters,
      output,
      part.map(({ column }) => column)
    );
    // Numbers find their bins here, which is faster than a comparison an edge in SQL.
    const values = part.map(({ bins }, index) => {
      const value = `a.${valueName(index)}`;
      return bins.kind === 'numeric' ? `${value}::DOUBLE` : `(${frozenBin(value, bins)})::DOUBLE`;
    });
    const phis = part.map(({ column }) => `coalesce(${columnPhi(column.name)}, 0)::DOUBLE`);
    const sql = `SELECT ${[...values, ...phis].join(', ')} FROM (${source}) a`;
    const { context, ledger } = scope;
    ledger.ran(sql, parameters.values);
    const key = statementKey(
      JSON.stringify(['bin sums', part.map(({ bins }) => (bins.kind === 'numeric' ? bins.edges : null))]),
      sql,
      parameters.values
    );
    const sums = await ledger.shared(key, async () => {
      const tallies = part.map(({ bins }) => new BinTally(bins));
      await context.reader.numbers(sql, parameters.values, (rows, read) =>
        tallies.forEach((tally, index) => tally.add(read[index] ?? [], read[part.length + index] ?? [], rows))
      );
      return tallies.map((tally) => tally.sums());
    });
    part.forEach(({ column }, index) => found.set(column.name, sums[index] ?? new Map()));
  }
  return found;
}

interface Binned {
  column: ColumnInfo;
  bins: FrozenBins;
}
