/**
 * Filters on attributions: which records count by how a column moved their score.
 *
 * Conditions of one query are about one row of attributions, so that `output_name` and `explainer` say which one is meant.
 */
import { PlumblineError } from '../../../query/errors';
import { type Filter } from '../../../query/model';
import { type ColumnInfo, type ModelInfo } from '../../store/types';
import { filterCondition } from './filters';
import { type Parameters, quoteName } from './statement';

/** Conditions of one query. */
const MOST_CONDITIONS = 50;

/** A filter with the column that it is on, and where in the query it stands. */
export interface RowFilter {
  filter: Filter;
  column: ColumnInfo;
  place: string;
  /** On attributions instead of predictions. */
  ofAttributions?: true;
}

/** Throws `too_large` where more conditions on attributions are asked for than one statement should hold. */
export function boundAttributionFilters(filters: readonly RowFilter[]): void {
  const count = filters.filter(({ ofAttributions }) => ofAttributions).length;
  if (count > MOST_CONDITIONS) {
    throw new PlumblineError(
      'too_large',
      `filters: ${count} conditions on attributions, the limit is ${MOST_CONDITIONS}`,
      'Send fewer.',
      'filters'
    );
  }
}

/** SQL of each condition, over a relation with the attributions' own columns; what is not finite matches nothing. */
export function attributionConditions(filters: readonly RowFilter[], parameters: Parameters): string[] {
  return filters.flatMap(({ filter, column, place, ofAttributions }) => {
    if (!ofAttributions) {
      return [];
    }
    const condition = filterCondition(filter, column, parameters, place);
    const name = quoteName(column.name);
    return [column.kind === 'numeric' ? `(${name} IS NULL OR isfinite(${name})) AND (${condition})` : `(${condition})`];
  });
}

/** SQL condition of the times that the rows of a statement have, so that only attributions of these are looked at. */
export type During = (time: string) => string;

/** The times of a relation's rows. */
export const timesOf =
  (relation: string, time: string): During =>
  (column) =>
    `${column} BETWEEN (SELECT min(${time}) FROM ${relation}) AND (SELECT max(${time}) FROM ${relation})`;

/**
 * SQL that keeps the predictions with a row of attributions that meets all of the conditions; undefined without any. The
 * relation has the columns `id` and `time` of predictions, of times that `during` holds.
 */
export function explainedBy(
  model: ModelInfo,
  filters: readonly RowFilter[],
  parameters: Parameters,
  during: During
): string | undefined {
  const conditions = attributionConditions(filters, parameters);
  if (conditions.length === 0) {
    return undefined;
  }
  const of = (role: 'id' | 'time') => quoteName(model.columns.find((column) => column.role === role)?.name ?? role);
  return `(${of('id')}, ${of('time')}) IN (SELECT id, "time" FROM ${model.relations.attributions ?? ''} WHERE ${[during('"time"'), ...conditions].join(' AND ')})`;
}
