/** Sums over attribution rows, by SQL. */
import { type Scope } from '../shared/scope';
import { Parameters } from '../shared/statement';
import { type AttributionKinds, type AttributionRange, attributionRows, kindAggregates, readKinds } from './source';
import { type Unit, unitPhi } from './units';

/** Sums of one unit; variances are the sample's (divisor n - 1), `null` below two rows. */
export interface FeatureSums {
  n: number;
  meanAbs: number | null;
  varianceAbs: number | null;
  mean: number | null;
  variance: number | null;
  maxAbs: number | null;
  /** 95th percentile of the absolute values, where it was asked for. */
  p95Abs: number | null;
}

export interface AttributionSums extends AttributionKinds {
  rows: number;
  features: Map<string, FeatureSums>;
}

export const NO_SUMS: FeatureSums = {
  n: 0,
  meanAbs: null,
  varianceAbs: null,
  mean: null,
  variance: null,
  maxAbs: null,
  p95Abs: null,
};

/** Standard deviation of the values with their signs. */
export const deviation = ({ variance }: FeatureSums) => (variance === null ? null : Math.sqrt(variance));

export const finiteNumber = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** Aggregates of the values `f0`, `f1`... that `readSums` reads back; percentiles cost a sort, so they are asked for. */
export function sumAggregates(units: readonly Unit[], { p95 = false } = {}): string[] {
  return units.flatMap((_, index) => [
    `count(f${index}) AS n${index}`,
    `avg(abs(f${index})) AS a${index}`,
    `var_samp(abs(f${index})) AS v${index}`,
    `avg(f${index}) AS m${index}`,
    `var_samp(f${index}) AS s${index}`,
    `max(abs(f${index})) AS x${index}`,
    ...(p95 ? [`quantile_cont(abs(f${index}), 0.95) AS q${index}`] : []),
  ]);
}

export function readSums(
  units: readonly Unit[],
  row: Readonly<Record<string, unknown>> | undefined
): Map<string, FeatureSums> {
  return new Map(
    units.map(({ name }, index) => [
      name,
      {
        n: finiteNumber(row?.[`n${index}`]) ?? 0,
        meanAbs: finiteNumber(row?.[`a${index}`]),
        varianceAbs: finiteNumber(row?.[`v${index}`]),
        mean: finiteNumber(row?.[`m${index}`]),
        variance: finiteNumber(row?.[`s${index}`]),
        maxAbs: finiteNumber(row?.[`x${index}`]),
        p95Abs: finiteNumber(row?.[`q${index}`]),
      },
    ])
  );
}

/** Moments of every unit in one pass. Throws `unprocessable` where several outputs or spaces would be averaged. */
export async function sumAttributions(
  scope: Scope,
  units: readonly Unit[],
  range: AttributionRange,
  output?: string,
  more: { p95?: boolean } = {}
): Promise<AttributionSums> {
  const parameters = new Parameters();
  const source = attributionRows(scope, range, parameters, output);
  const values = units.map((unit, index) => `${unitPhi(unit)} AS f${index}`);
  const aggregates = sumAggregates(units, more);
  const kinds = ['a.output_space', 'a.output_name', 'a.explainer', 'a.background'];
  const [row] = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT count(*) AS n, ${[...kindAggregates, ...aggregates].join(', ')} FROM (SELECT ${[...kinds, ...values].join(', ')} FROM (${source}) a)`,
    parameters
  );
  scope.ledger.rowsScanned += Number(row?.n ?? 0);
  return {
    rows: Number(row?.n ?? 0),
    ...readKinds(scope, row),
    features: readSums(units, row),
  };
}

/** Mean |sum| of several units: their joint effect, which the sum of their means over-states. */
export async function jointMeanAbs(
  scope: Scope,
  units: readonly Unit[],
  range: AttributionRange,
  output?: string
): Promise<number | null> {
  const parameters = new Parameters();
  const source = attributionRows(scope, range, parameters, output);
  const sum = units.map((unit) => `coalesce(${unitPhi(unit)}, 0)`).join(' + ');
  const [row] = await scope.ledger.rows<{ joint: number | null }>(
    `SELECT avg(abs(s)) AS joint FROM (SELECT ${sum} AS s FROM (${source}) a)`,
    parameters
  );
  return finiteNumber(row?.joint);
}
