/** The values that attributions explain: which columns they are in, and SQL for the bin that a value is in. */
import { type AttributionBase } from '../../../query/explanations';
import { type CategoricalBins, type ColumnInfo, type FrozenBins, type ModelInfo } from '../../store/types';
import { type Scope } from '../shared/scope';
import { numberLiteral, quoteText } from '../shared/statement';
import { type Unit } from './units';

/** Bin of rows without a value. */
export const NO_VALUE = -1;

/**
 * The column of the predictions that a unit is about: undefined for a group, for a column that the predictions lack,
 * and for one that is masked for the reader, whose values must not show in colours or positions either.
 */
export function valueColumn(scope: Scope, unit: Unit): ColumnInfo | undefined {
  const [name] = unit.members;
  return unit.members.length === 1 && name !== undefined ? readableColumn(scope, name) : undefined;
}

export function readableColumn(scope: Scope, name: string): ColumnInfo | undefined {
  const column = scope.model.columns.find((candidate) => candidate.name === name);
  return column && (!column.sensitive || scope.context.unmasked) ? column : undefined;
}

export function isNumeric(column: ColumnInfo): boolean {
  return column.kind === 'numeric' || column.kind === 'time';
}

/** SQL for a value as a number; times as seconds since the epoch. */
export function numberOf(expression: string, column: ColumnInfo): string {
  return column.kind === 'time' ? `epoch(${expression})` : `(${expression})::DOUBLE`;
}

/** SQL for the index of a frozen bin; `NO_VALUE` without a value, and one past the last category for all others. */
export function frozenBin(expression: string, bins: FrozenBins): string {
  if (bins.kind === 'categorical') {
    return categoryIndex(
      expression,
      bins.categories.map(({ value }) => value),
      bins.categories.length,
      NO_VALUE
    );
  }
  const value = `(${expression})::DOUBLE`;
  const steps = bins.edges.map((edge, index) => `WHEN ${value} <= ${numberLiteral(edge)} THEN ${index}`);
  return `CASE WHEN ${expression} IS NULL THEN ${NO_VALUE} ${steps.join(' ')} ELSE ${bins.edges.length} END`;
}

/** SQL for the position of a text in a list. */
export function categoryIndex(
  expression: string,
  categories: readonly string[],
  otherwise: number,
  missing: number
): string {
  const text = `(${expression})::VARCHAR`;
  const cases = categories.map((category, index) => `WHEN ${quoteText(category)} THEN ${index}`);
  const known = cases.length > 0 ? `CASE ${text} ${cases.join(' ')} ELSE ${otherwise} END` : String(otherwise);
  return `CASE WHEN ${expression} IS NULL THEN ${missing} ELSE ${known} END`;
}

/** Labels of the bins of `frozenBin`, in order. */
export function binLabels(bins: CategoricalBins): string[] {
  return [...bins.categories.map(({ value }) => value), '(other)'];
}

/** Name of the fixed reference whose bins hold: the query's own, else the model's default. */
export function binsReference(model: ModelInfo, query: Pick<AttributionBase, 'reference'>): string | undefined {
  return query.reference?.kind === 'fixed' ? (query.reference.name ?? model.defaultReference) : model.defaultReference;
}
