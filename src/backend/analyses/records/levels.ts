/** How much attention a prediction deserves, in the words of log levels. */
import { isError } from '../service/counts';
import { classText, LABEL } from '../shared/labels';
import { type Scope } from '../shared/scope';
import { quoteName } from '../shared/statement';

/** The call failed; its label says that the prediction was wrong; neither. */
export const LEVELS = ['error', 'warning', 'info'] as const;
export type Level = (typeof LEVELS)[number];

/** SQL of the level of a row of a labelled relation. What is masked for the reader says nothing. */
export function levelSql(scope: Scope): string {
  const { context, model } = scope;
  const readable = (role: 'status' | 'prediction') =>
    model.columns.find((column) => column.role === role && (context.unmasked || !column.sensitive));
  const status = readable('status');
  const prediction = readable('prediction');
  const comparable = prediction && model.task !== 'regression' && (context.unmasked || !model.label?.sensitive);
  const cases = [
    ...(status ? [`WHEN ${isError(`${quoteName(status.name)}::VARCHAR`)} THEN 'error'`] : []),
    ...(comparable
      ? [`WHEN ${classText(quoteName(prediction.name), prediction)} <> ${classText(LABEL, prediction)} THEN 'warning'`]
      : []),
  ];
  return cases.length > 0 ? `(CASE ${cases.join(' ')} ELSE 'info' END)` : "'info'";
}
