/** The condition of `onlyErrors`. */
import { type RecordsQuery } from '../../../query/model';
import { classText, LABEL } from '../shared/labels';
import { requireRole, type Scope } from '../shared/scope';
import { quoteName } from '../shared/statement';

/** SQL that keeps predictions with a label that the model got wrong; none where all are wanted. */
export function wrongCondition(scope: Scope, { onlyErrors }: RecordsQuery): string[] {
  if (!onlyErrors) {
    return [];
  }
  const prediction = requireRole(scope.model, 'prediction', 'onlyErrors');
  return [
    `${LABEL} IS NOT NULL AND ${classText(quoteName(prediction.name), prediction)} <> ${classText(LABEL, prediction)}`,
  ];
}
