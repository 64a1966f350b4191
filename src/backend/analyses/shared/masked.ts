/** What readers who may not see sensitive values are told about them: nothing that rests on few rows. */
import { DEFAULT_COHORT_ROWS } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { type ColumnInfo, type ModelInfo } from '../../store/types';
import { type AnalysisContext } from '../context';
import { type Ledger } from './ledger';

/** Rows that any answer about masked values rests on: the mean of one row is its value. */
export const LEAST_MASKED_ROWS = DEFAULT_COHORT_ROWS;

interface Reading {
  model: ModelInfo;
  context: AnalysisContext;
  ledger: Ledger;
}

export const isMasked = (column: Pick<ColumnInfo, 'sensitive'>, { unmasked }: Pick<AnalysisContext, 'unmasked'>) =>
  column.sensitive && !unmasked;

/** What stands for a masked value. */
export const MASK = '[masked]';

/** Whether the reader must not see ids of records, nor choose records by these. */
export const hidesIds = ({ model, context }: Pick<Reading, 'model' | 'context'>): boolean =>
  model.columns.some((column) => column.role === 'id' && isMasked(column, context));

/** Rows that a cell needs: as many as the query says, but about masked values never fewer than `usual` or `LEAST_MASKED_ROWS`. */
export function leastRows(asked: number | undefined, usual: number, masked: boolean): number {
  const least = asked ?? usual;
  return masked ? Math.max(least, usual, LEAST_MASKED_ROWS) : least;
}

/** The label, prediction or score that is masked for the reader: what outcomes are made from. */
export function maskedOutcome({ model, context }: Pick<Reading, 'model' | 'context'>): ColumnInfo | undefined {
  const outcomes = model.columns.filter(({ role }) => role === 'prediction' || role === 'score');
  return [...(model.label ? [model.label] : []), ...outcomes].find((column) => isMasked(column, context));
}

/** A query about outcomes with as many rows as masked ones need, which a notice says where it asks for fewer. */
export function keepMasked<Q extends { minRows?: number }>(query: Q, scope: Reading): Q {
  const { minRows } = query;
  const masked = maskedOutcome(scope);
  if (!masked || minRows === undefined || minRows >= LEAST_MASKED_ROWS) {
    return query;
  }
  tellRaised(scope, masked, minRows, LEAST_MASKED_ROWS);
  return { ...query, minRows: LEAST_MASKED_ROWS };
}

export function tellRaised(
  { ledger }: Pick<Reading, 'ledger'>,
  column: Pick<ColumnInfo, 'name'>,
  asked: number,
  least: number
) {
  ledger.notice(
    'info',
    `minRows: ${asked} is too few for ${column.name}, which is sensitive and masked for you: ${least} are needed.`
  );
}

/** Throws `forbidden` where the answer would show rows of masked outcomes one by one. */
export function refuseMaskedOutcome(scope: Pick<Reading, 'model' | 'context'>, purpose: string): void {
  const masked = maskedOutcome(scope);
  if (masked) {
    throw new PlumblineError(
      'forbidden',
      `${purpose}: ${masked.name} is sensitive and masked for you, and bins of few rows would show it`,
      'Ask for performance over windows, or ask an administrator for unmasked access.'
    );
  }
}
