/** Columns of the fact tables that are the same for every model. */
import { quoteName, SEQUENCE } from './names';
import { type SqlType } from './schema';

/** Columns of a label besides the sequence; fixed for every model. */
export const LABEL_COLUMNS: ReadonlyArray<readonly [string, SqlType]> = [
  ['id', 'VARCHAR'],
  ['prediction_time', 'TIMESTAMP'],
  ['value', 'VARCHAR'],
  ['observed_at', 'TIMESTAMP'],
  ['arrived_at', 'TIMESTAMP'],
];

/** Columns of an evaluation besides the sequence: what a person or a model says of a prediction. */
export const EVALUATION_COLUMNS: ReadonlyArray<readonly [string, SqlType]> = [
  ['id', 'VARCHAR'],
  ['prediction_time', 'TIMESTAMP'],
  ['name', 'VARCHAR'],
  ['value', 'DOUBLE'],
  ['text', 'VARCHAR'],
  ['source', 'VARCHAR'],
  ['evaluator', 'VARCHAR'],
  ['observed_at', 'TIMESTAMP'],
  ['arrived_at', 'TIMESTAMP'],
];

/** Columns of an attribution besides the sequence and the features. */
export const ATTRIBUTION_COLUMNS: ReadonlyArray<readonly [string, SqlType]> = [
  ['id', 'VARCHAR'],
  ['time', 'TIMESTAMP'],
  ['base_value', 'DOUBLE'],
  ['output_name', 'VARCHAR'],
  ['output_space', 'VARCHAR'],
  ['explainer', 'VARCHAR'],
  ['background', 'VARCHAR'],
  ['additivity_error', 'DOUBLE'],
];

/** Columns of a fact table, as CREATE TABLE takes them. */
export const definition = (columns: ReadonlyArray<readonly [string, SqlType]>) =>
  [`${SEQUENCE} BIGINT NOT NULL`, ...columns.map(([name, type]) => `${quoteName(name)} ${type}`)].join(', ');
