/** Whether a statement may call a function. */
import { ALLOWED_EXPRESSIONS } from './functions/expressions';
import { fold } from './functions/names';
import {
  ALLOWED_TABLE_FUNCTIONS,
  REASONS,
  REFUSED_EXPRESSIONS,
  REFUSED_TABLE_FUNCTIONS,
  refusalReason,
  type RefusalReason,
} from './functions/refused';
import { type Place, refuse } from './refusal';
import { text, type TreeObject } from './tree';

/** Folded name of a call in an expression. Throws `forbidden`. */
export function checkExpressionCall(call: TreeObject, place: Place): string {
  return checkCall(call, place, ALLOWED_EXPRESSIONS, REFUSED_EXPRESSIONS);
}

/** Folded name of a call in FROM. Throws `forbidden`. */
export function checkTableCall(call: TreeObject, place: Place): string {
  return checkCall(call, place, ALLOWED_TABLE_FUNCTIONS, REFUSED_TABLE_FUNCTIONS);
}

function checkCall(
  call: TreeObject,
  place: Place,
  allowed: ReadonlySet<string>,
  refused: Record<RefusalReason, string[]>
): string {
  const name = fold(text(call, 'function_name'));
  const schema = fold(text(call, 'schema'));
  if (text(call, 'catalog') !== '' || !['', 'main', 'pg_catalog'].includes(schema)) {
    refuse(`${schema}.${name}() is not a function`, 'Write the name of the function alone', place);
  }
  if (!allowed.has(name)) {
    const reason = refusalReason(refused, name);
    refuse(
      `${name}() is not allowed${reason ? `: ${REASONS[reason]}` : ' or does not exist'}`,
      'docs/sql.md lists the functions that may be used',
      place
    );
  }
  return name;
}
