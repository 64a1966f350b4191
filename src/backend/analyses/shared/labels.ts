/** Predictions joined with what is known of their outcome. */
import { parseDuration } from '../../../query/duration';
import { SEQUENCE } from '../../store/names';
import { type ColumnInfo, type ModelInfo } from '../../store/types';
import { shift } from './calendar';
import { type Scope, timeColumn } from './scope';
import { quoteName, quoteText, timeLiteral } from './statement';
import { type Window } from './windows';

/** Name of the label's column in a labelled relation; no column of a model is called so. */
export const LABEL = quoteName('plumbline label');

/** When the first label of a prediction came; only where it was asked for. */
export const LABEL_ARRIVED = quoteName('plumbline label arrived');

/**
 * The predictions of a time range with their newest label as text, as known at `asOf` or by now. A label with
 * `prediction_time` belongs to that prediction, one without to the newest prediction of its id. `relation` may hold other
 * predictions instead, such as those of a reference. With `arrival` it also has `LABEL_ARRIVED`.
 */
export function labelledRelation(
  scope: Scope,
  from: number,
  relation: string = scope.model.relations.predictions,
  arrival = false
): string {
  const { model } = scope;
  const time = timeColumn(model);
  const id = quoteName(model.columns.find((column) => column.role === 'id')?.name ?? 'id');
  const start = timeLiteral(from);
  const arrived = arrival ? `, coalesce(timed.arrived, plain.arrived) AS ${LABEL_ARRIVED}` : '';
  const labels = labelRows(model, knownAt(scope), arrival);
  return [
    '(WITH known AS (',
    labels,
    // Ids that come again are few: hashes, which are cheaper to group than texts, tell which rows to look at.
    `), twice AS (SELECT hash(${id}) AS h FROM ${relation} WHERE ${time} >= ${start} GROUP BY 1 HAVING count(*) > 1)`,
    `, repeated AS (SELECT ${id} AS id, max(${time}) AS newest FROM ${relation} WHERE ${time} >= ${start} AND hash(${id}) IN (SELECT h FROM twice) GROUP BY 1 HAVING count(*) > 1)`,
    `, made AS (SELECT p.*, CASE WHEN r.newest IS NULL OR r.newest = p.${time} THEN p.${id} END AS "plumbline newest" FROM ${relation} p LEFT JOIN repeated r ON r.id = p.${id} WHERE p.${time} >= ${start})`,
    `SELECT made.*, coalesce(timed.value, plain.value) AS ${LABEL}${arrived} FROM made`,
    `LEFT JOIN (SELECT * FROM known WHERE prediction_time IS NOT NULL) timed ON timed.id = made.${id} AND timed.prediction_time = made.${time}`,
    `LEFT JOIN (SELECT * FROM known WHERE prediction_time IS NULL) plain ON plain.id = made."plumbline newest")`,
  ].join('\n');
}

/** The same predictions where nobody looks at their labels: without the join, and with every label missing. */
export function unlabelledRelation(
  scope: Scope,
  from: number,
  relation: string = scope.model.relations.predictions
): string {
  return `(SELECT *, NULL::VARCHAR AS ${LABEL} FROM ${relation} WHERE ${timeColumn(scope.model)} >= ${timeLiteral(from)})`;
}

/** Instant whose knowledge counts: `asOf`, else the moment of the request. */
function knownAt(scope: Scope): number {
  const { labels } = scope.query;
  return labels?.asOf === undefined ? scope.context.now : Date.parse(labels.asOf);
}

/** One row for each id and prediction time, as it was known at an instant. */
function labelRows(model: ModelInfo, known: number, arrival: boolean): string {
  const { labels, labelHistory } = model.relations;
  const arrived = `arrived_at <= ${timeLiteral(known)}`;
  if (arrival) {
    return `SELECT id, prediction_time, arg_max(value, (arrived_at, ${SEQUENCE})) AS value, min(arrived_at) AS arrived FROM ${labelHistory} WHERE ${arrived} GROUP BY id, prediction_time`;
  }
  return labels === labelHistory
    ? `SELECT id, prediction_time, value FROM ${labels} WHERE ${arrived}`
    : `SELECT id, prediction_time, arg_max(value, (arrived_at, ${SEQUENCE})) AS value FROM ${labelHistory} WHERE ${arrived} GROUP BY id, prediction_time`;
}

/** First instant that the query reads. */
export function firstInstant(scope: Scope, windows?: readonly Window[]): number {
  if (windows?.[0]) {
    return windows[0].start;
  }
  return scope.windows.kind === 'rows' ? scope.windows.from : (scope.windows.windows[0]?.start ?? scope.context.from);
}

/** SQL condition of a prediction old enough for its label to count. */
export function isMature(scope: Scope): string {
  const rules = scope.query.labels;
  if (rules?.maturity === undefined) {
    return 'true';
  }
  const limit = shift(knownAt(scope), parseDuration(rules.maturity, 'labels.maturity'), -1, scope.zone);
  return `${timeColumn(scope.model)} <= ${timeLiteral(limit)}`;
}

/**
 * SQL for a class as text, so that a prediction of 1, 1.0 or true and a label of "1", "1.0" or "true" agree. Only for
 * models whose predictions are numbers or booleans: texts are compared as they are.
 */
export function classText(expression: string, prediction: ColumnInfo): string {
  const text = `(${expression})::VARCHAR`;
  if (prediction.kind === 'categorical' || prediction.kind === 'text') {
    return text;
  }
  const number = `coalesce(TRY_CAST(${text} AS DOUBLE), TRY_CAST(TRY_CAST(${text} AS BOOLEAN) AS DOUBLE))`;
  return `coalesce(${number}::VARCHAR, ${text})`;
}

/** The positive class, written the same way. */
export function positiveText(model: ModelInfo, prediction: ColumnInfo): string {
  return classText(quoteText(model.positiveClass), prediction);
}

/** The score of the positive class: `score_<class>` where there is one a class, else the only one. */
export function scoreColumn(model: ModelInfo): ColumnInfo | undefined {
  const scores = model.columns.filter((column) => column.role === 'score');
  return scores.find((column) => column.name === `score_${model.positiveClass}`) ?? scores[0];
}
