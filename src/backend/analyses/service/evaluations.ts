/** Evaluations as metrics: the mean value of each name, by the window of the prediction that was evaluated. */
import { PlumblineError } from '../../../query/errors';
import { type Sample } from '../../statistics/intervals';
import { groupColumns, predictionSource, readSegment } from '../shared/cells';
import { globMatches, listNames } from '../shared/columns';
import { firstInstant } from '../shared/labels';
import { type Scope, timeColumn } from '../shared/scope';
import { Parameters, quoteName, quoteText, timeLiteral } from '../shared/statement';

const NAME = quoteName('plumbline evaluation');
const VALUE = quoteName('plumbline evaluation value');

/** More names than this are no metrics but data. */
const MAX_NAMES = 200;

/** Names that the query means, in order. Throws `not_found` for a pattern that no evaluation has. */
export async function evaluationNames(scope: Scope, patterns: readonly string[]): Promise<string[]> {
  const rows = await scope.ledger.rows<{ name: string }>(
    `SELECT DISTINCT name FROM ${scope.model.relations.evaluations} WHERE name IS NOT NULL ORDER BY name LIMIT ${MAX_NAMES + 1}`
  );
  if (rows.length > MAX_NAMES) {
    throw new PlumblineError(
      'too_large',
      `Model ${scope.model.name} has evaluations of more than ${MAX_NAMES} names`,
      'Use few names, and keep what differs in text.',
      'evaluations'
    );
  }
  const names = rows.map(({ name }) => name);
  patterns.forEach((pattern, index) => {
    if (pattern !== '*' && !names.some((name) => globMatches(pattern, name))) {
      throw new PlumblineError(
        'not_found',
        `evaluations[${index}]: model ${scope.model.name} has no evaluation "${pattern}"`,
        `There are: ${listNames(names)}.`,
        `evaluations[${index}]`
      );
    }
  });
  return names.filter((name) => patterns.some((pattern) => globMatches(pattern, name)));
}

/** By name, then by cell. A value is a number, or true as 1; others are left out and told of. */
export async function countEvaluations(
  scope: Scope,
  names: readonly string[]
): Promise<Map<string, Map<string, Sample>>> {
  const { model } = scope;
  const time = timeColumn(model);
  const id = quoteName(model.columns.find((column) => column.role === 'id')?.name ?? 'id');
  const start = timeLiteral(firstInstant(scope));
  const known = scope.query.labels?.asOf === undefined ? scope.context.now : Date.parse(scope.query.labels.asOf);
  const wanted = names.map(quoteText).join(', ');
  const text = 'e.value::VARCHAR';
  const value = `coalesce(TRY_CAST(${text} AS DOUBLE), TRY_CAST(TRY_CAST(${text} AS BOOLEAN) AS DOUBLE))`;
  const relation = [
    `(WITH e AS (SELECT * FROM ${model.relations.evaluations} WHERE name IN (${wanted}) AND arrived_at <= ${timeLiteral(known)})`,
    // Without a prediction's time the newest of its id is meant.
    `, p AS (SELECT *, max(${time}) OVER (PARTITION BY ${id}) AS "plumbline newest" FROM ${model.relations.predictions} WHERE ${time} >= ${start} AND ${id} IN (SELECT id FROM e))`,
    `SELECT p.*, e.name AS ${NAME}, ${value} AS ${VALUE} FROM p JOIN e ON e.id = p.${id} AND coalesce(e.prediction_time, p."plumbline newest") = p.${time})`,
  ].join('\n');
  const parameters = new Parameters();
  const source = predictionSource(scope, [NAME, VALUE], { relation, parameters });
  const groups = groupColumns(source).join(', ');
  const guarded = 'CASE WHEN abs(c1) < 1e150 THEN c1 END';
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${groups}, c0 AS name, count(*) AS rows, count(${guarded}) AS n, avg(${guarded}) AS mean, var_samp(${guarded}) AS variance FROM (${source.text}) WHERE w IS NOT NULL GROUP BY ALL ORDER BY ALL`,
    parameters
  );
  const found = new Map<string, Map<string, Sample>>(names.map((name) => [name, new Map()]));
  let dropped = 0;
  for (const row of rows) {
    dropped += Number(row.rows) - Number(row.n);
    found.get(String(row.name))?.set(`${readSegment(row, source).id}:${Number(row.w)}`, {
      n: Number(row.n),
      mean: Number(row.mean ?? 0),
      variance: Number(row.variance ?? 0),
    });
  }
  if (dropped > 0) {
    scope.ledger.notice('info', `${dropped} evaluations have no number and are left out of the means`);
  }
  return found;
}
