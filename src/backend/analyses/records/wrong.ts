/** The condition of `onlyErrors`. */
import { PlumblineError } from '../../../query/errors';
import { type RecordsQuery } from '../../../query/model';
import { classText, LABEL } from '../shared/labels';
import { isMasked } from '../shared/masked';
import { requireRole, type Scope } from '../shared/scope';
import { quoteName } from '../shared/statement';

/** SQL that keeps predictions with a label that the model got wrong; none where all are wanted. Throws `forbidden` for masked ones. */
export function wrongCondition(scope: Scope, { onlyErrors }: RecordsQuery): string[] {
  if (!onlyErrors) {
    return [];
  }
  const prediction = requireRole(scope.model, 'prediction', 'onlyErrors');
  const masked = [prediction, ...(scope.model.label ? [scope.model.label] : [])].find((column) =>
    isMasked(column, scope.context)
  );
  if (masked) {
    throw new PlumblineError(
      'forbidden',
      `onlyErrors: ${masked.name} is sensitive and masked for you`,
      'Leave onlyErrors out, or ask an administrator for unmasked access.',
      'onlyErrors'
    );
  }
  return [
    `${LABEL} IS NOT NULL AND ${classText(quoteName(prediction.name), prediction)} <> ${classText(LABEL, prediction)}`,
  ];
}
