/** Evaluations: what a person, a judging model or a user says of a prediction; append-only, the newest arrival counts. */
import { PlumblineError } from '../../../query/errors';
import { type Session } from '../database/session';
import { quoteName } from '../names';
import { type BatchContext } from './context';
import { type TypedBatch } from './decode/typeBatch';
import { type AppendCounts, appendRows } from './revisions';
import { type BatchField, type Staged, TYPED, typeRows } from './staging';

/** Who can say something of a prediction. */
export const EVALUATION_SOURCES = ['human', 'judge', 'user'] as const;

/** Types the staged rows into `temp.typed`. The model must exist. */
export async function typeEvaluations(
  session: Session,
  context: BatchContext,
  staged: Staged
): Promise<{ fields: BatchField[]; typed: TypedBatch }> {
  const { limits, model, receivedAt } = context;
  if (!model) {
    throw new PlumblineError(
      'not_found',
      `There is no model "${context.name}" to evaluate`,
      `PUT v1/models/${context.name} or send predictions first`,
      'model'
    );
  }
  const id = model.columns.find((column) => column.role === 'id')?.source ?? 'id';
  const maxBytes = limits.maxLabelBytes;
  const fields: BatchField[] = [
    { name: 'id', sources: Array.from(new Set(['id', id])), sqlType: 'VARCHAR', required: true, maxBytes },
    { name: 'prediction_time', sources: ['prediction_time', 'time'], sqlType: 'TIMESTAMP' },
    { name: 'name', sources: ['name'], sqlType: 'VARCHAR', required: true, maxBytes },
    { name: 'value', sources: ['value'], sqlType: 'DOUBLE' },
    { name: 'text', sources: ['text'], sqlType: 'VARCHAR', maxBytes: limits.maxTextBytes },
    { name: 'source', sources: ['source'], sqlType: 'VARCHAR', required: true, choices: EVALUATION_SOURCES },
    { name: 'evaluator', sources: ['evaluator'], sqlType: 'VARCHAR', maxBytes },
    { name: 'observed_at', sources: ['observed_at'], sqlType: 'TIMESTAMP', fallback: receivedAt },
    { name: 'arrived_at', sources: ['arrived_at'], sqlType: 'TIMESTAMP', fallback: receivedAt },
  ];
  const known = new Set(fields.flatMap((field) => field.sources));
  const others = staged.keys.filter((key) => !known.has(key));
  if (others.length > 0) {
    context.warnings.push(`Not part of an evaluation and not stored: ${others.map(quoteName).join(', ')}`);
  }
  if (!staged.keys.includes('value') && !staged.keys.includes('text')) {
    throw new PlumblineError('bad_request', 'No row has a value or a text', 'Send value, text or both', 'value');
  }
  return { fields, typed: await typeRows(session, staged, fields) };
}

/** Appends the good rows of `temp.typed`, inside the batch's transaction. */
export async function appendEvaluations(session: Session, context: BatchContext): Promise<AppendCounts> {
  return appendRows(session, {
    model: context.name,
    kind: 'evaluations',
    source: TYPED,
    identity: ['id', 'prediction_time', 'name', 'source', 'evaluator'],
    content: ['value', 'text'],
    extra: ['observed_at', 'arrived_at'],
    range: 'prediction_time',
    order: 'arrived_at',
    base: context.base,
  });
}
