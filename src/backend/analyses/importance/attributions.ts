/** Sums over attribution rows, by SQL. */
import { PlumblineError } from '../../../query/errors';
import { filterConditions, lineageConditions, type Scope, timeColumn } from '../shared/scope';
import { Parameters, quoteName } from '../shared/statement';
import { type Window, windowCondition } from '../shared/windows';

/** Sums of one feature; the variance is the sample's (divisor n - 1), `null` below two rows. */
export interface FeatureSums {
  n: number;
  meanAbs: number | null;
  varianceAbs: number | null;
  mean: number | null;
}

export interface AttributionSums {
  rows: number;
  features: Map<string, FeatureSums>;
  outputSpace: string | null;
  explainer: string | null;
  background: string | null;
}

/** Attributions of a stretch of time, or of the rows of a reference. */
export type AttributionRange =
  { kind: 'time'; window: Window; versions?: readonly string[] } | { kind: 'reference'; relation: string };

const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const text = (value: unknown) => (typeof value === 'string' ? value : null);

/** Attribution rows of a range. Filters and versions are about predictions, so only they make a join necessary. */
function attributionRows(scope: Scope, range: AttributionRange, parameters: Parameters): string {
  const { model } = scope;
  const time = timeColumn(model);
  const id = quoteName(model.columns.find((column) => column.role === 'id')?.name ?? 'id');
  const joined = (relation: string, where: string[]) =>
    `SELECT a.* FROM ${model.relations.attributions} a SEMI JOIN (SELECT ${id} AS id, ${time} AS "time" FROM ${relation} WHERE ${where.join(' AND ')}) p ON p.id = a.id AND p."time" = a."time"`;
  if (range.kind === 'reference') {
    return joined(range.relation, ['true', ...filterConditions(scope, parameters)]);
  }
  const inside = (column: string) => windowCondition(column, [range.window]);
  const where = [...lineageConditions(scope, parameters, range.versions), ...filterConditions(scope, parameters)];
  return where.length === 0
    ? `SELECT a.* FROM ${model.relations.attributions} a WHERE ${inside('a."time"')}`
    : `${joined(model.relations.predictions, [inside(time), ...where])} WHERE ${inside('a."time"')}`;
}

const phi = (feature: string) => `${quoteName(`shap_${feature}`)}::DOUBLE`;

/**
 * Mean, mean |.| and variance of |.| of every feature in one pass. Throws `unprocessable` where rows of several output
 * spaces or outputs would be averaged.
 */
export async function sumAttributions(
  scope: Scope,
  features: readonly string[],
  range: AttributionRange
): Promise<AttributionSums> {
  const parameters = new Parameters();
  const source = attributionRows(scope, range, parameters);
  const aggregates = features.flatMap((feature, index) => {
    const value = phi(feature);
    const kept = `FILTER (WHERE isfinite(${value}))`;
    return [
      `count(*) ${kept} AS n${index}`,
      `avg(abs(${value})) ${kept} AS a${index}`,
      `var_samp(abs(${value})) ${kept} AS v${index}`,
      `avg(${value}) ${kept} AS m${index}`,
    ];
  });
  const kinds = ['output_space', 'output_name', 'explainer', 'background'].map(
    (name) => `list(DISTINCT ${name}) FILTER (WHERE ${name} IS NOT NULL) AS ${name}`
  );
  const [row] = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT count(*) AS n, ${[...kinds, ...aggregates].join(', ')} FROM (${source})`,
    parameters
  );
  scope.ledger.rowsScanned += Number(row?.n ?? 0);
  const found = (name: string) =>
    Array.isArray(row?.[name]) ? row[name].flatMap((item: unknown) => text(item) ?? []) : [];
  for (const name of ['output_space', 'output_name']) {
    if (found(name).length > 1) {
      throw new PlumblineError(
        'unprocessable',
        `Attributions of ${scope.model.name} hold several values of ${name} in this range: ${found(name).join(', ')}`,
        'They must not be averaged: choose a range or a version with one of them.'
      );
    }
  }
  for (const name of ['explainer', 'background']) {
    if (found(name).length > 1) {
      scope.ledger.notice('warning', `Attributions of several values of ${name} are mixed: ${found(name).join(', ')}`);
    }
  }
  return {
    rows: Number(row?.n ?? 0),
    features: new Map(
      features.map((feature, index) => [
        feature,
        {
          n: number(row?.[`n${index}`]) ?? 0,
          meanAbs: number(row?.[`a${index}`]),
          varianceAbs: number(row?.[`v${index}`]),
          mean: number(row?.[`m${index}`]),
        },
      ])
    ),
    outputSpace: found('output_space')[0] ?? null,
    explainer: found('explainer')[0] ?? null,
    background: found('background')[0] ?? null,
  };
}

/** Mean |sum| of several features: their joint effect, which the sum of their means over-states. */
export async function jointMeanAbs(
  scope: Scope,
  features: readonly string[],
  range: AttributionRange
): Promise<number | null> {
  const parameters = new Parameters();
  const source = attributionRows(scope, range, parameters);
  const sum = features.map((feature) => `coalesce(${phi(feature)}, 0)`).join(' + ');
  const [row] = await scope.ledger.rows<{ joint: number | null }>(
    `SELECT avg(abs(s)) FILTER (WHERE isfinite(s)) AS joint FROM (SELECT ${sum} AS s FROM (${source}))`,
    parameters
  );
  return number(row?.joint);
}
