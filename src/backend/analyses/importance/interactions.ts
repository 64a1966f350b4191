/** Which other column goes along with the attribution of the one shown: the colour of a dependence picture. */
import { type DependenceQuery } from '../../../query/explanations';
import { type ColumnInfo } from '../../store/types';
import { Parameters, quoteText } from '../shared/statement';
import { finiteNumber } from './attributions';
import { colorScales } from './colors';
import { type Setting } from './setting';
import { attributionRows, valueName } from './source';
import { type Unit, unitPhi } from './units';
import { isNumeric, numberOf, readableColumn } from './values';

export interface Interaction {
  column: ColumnInfo;
  score: number;
}

interface Subject {
  setting: Setting;
  query: DependenceQuery;
  unit: Unit;
  x: ColumnInfo;
  /** Records of the range. */
  rows: number;
}

/** More records than this are judged by a part of them, chosen by the hash of their id. */
export const SAMPLED_ROWS = 10_000;
/** Columns that compete. */
const MOST_COLUMNS = 200;

/**
 * The score of shap 0.51 (`approximate_interactions`): records in order of x are cut into chunks of min(n / 10, 50), and
 * |correlation| of attribution and the other column's value is summed over the chunks; where a column has gaps, being
 * missing competes as well. Categories compete one by one, the five most frequent of each column. Best first.
 */
export async function interactions({ setting, query, unit, x, rows }: Subject): Promise<Interaction[]> {
  const { scope, range } = setting;
  const others = scope.model.attributedFeatures
    .filter((name) => name !== unit.name)
    .flatMap((name) => readableColumn(scope, name) ?? [])
    .slice(0, MOST_COLUMNS);
  if (others.length === 0) {
    return [];
  }
  // Only the frequent categories are needed; numbers compete as they are.
  const scales = await colorScales(
    scope,
    others.map((column) => (isNumeric(column) ? undefined : column)),
    range,
    query.output,
    rows
  );
  const parameters = new Parameters();
  // Values are looked up only for the records that are chosen.
  const all = attributionRows(scope, range, parameters, query.output);
  const among = `(SELECT a.* FROM (${all}) a WHERE ${unitPhi(unit)} IS NOT NULL ORDER BY hash(a.id), a.id LIMIT ${SAMPLED_ROWS})`;
  const source = attributionRows(scope, range, parameters, query.output, [x, ...others], among);
  const order = isNumeric(x) ? numberOf(`a.${valueName(0)}`, x) : `a.${valueName(0)}::VARCHAR`;
  const candidates: Array<{ column: ColumnInfo; expression: string }> = others.flatMap((column, index) => {
    const value = `a.${valueName(index + 1)}`;
    const scale = scales[index];
    const missing = { column, expression: `(${value} IS NULL)::INTEGER::DOUBLE` };
    if (isNumeric(column)) {
      return [{ column, expression: `coalesce(${numberOf(value, column)}, 0)` }, missing];
    }
    return scale?.kind === 'categorical'
      ? [
          ...scale.categories.map((category) => ({
            column,
            expression: `coalesce((${value}::VARCHAR = ${quoteText(category)})::INTEGER, 0)::DOUBLE`,
          })),
          missing,
        ]
      : [];
  });
  const chunk = '((row_number() OVER (ORDER BY x, id) - 1) // greatest(least(count(*) OVER () // 10, 50), 1))';
  const chosen = `SELECT ${order} AS x, a.id AS id, ${unitPhi(unit)} AS phi, ${candidates.map(({ expression }, index) => `${expression} AS o${index}`).join(', ')}
    FROM (${source}) a`;
  const correlations = candidates.map((_, index) => `coalesce(abs(corr(phi, o${index})), 0) AS r${index}`);
  const [row] = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${candidates.map((_, index) => `sum(CASE WHEN isfinite(r${index}) THEN r${index} ELSE 0 END) AS s${index}`).join(', ')}
     FROM (SELECT ${correlations.join(', ')} FROM (SELECT *, ${chunk} AS chunk FROM (${chosen})) GROUP BY chunk)`,
    parameters
  );
  const best = new Map<ColumnInfo, number>();
  candidates.forEach(({ column }, index) => {
    best.set(column, Math.max(best.get(column) ?? 0, finiteNumber(row?.[`s${index}`]) ?? 0));
  });
  return [...best]
    .map(([column, score]) => ({ column, score }))
    .sort((a, b) => b.score - a.score || a.column.name.localeCompare(b.column.name));
}
