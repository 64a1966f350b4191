/** Predictions: columns by role and schema, and labels that were sent along. */
import { type StoredModel } from '../catalogue';
import { type Session } from '../database/session';
import { type Declaration } from '../declaration';
import { quoteName, ROW } from '../names';
import { changePredictions, createModel } from '../registry';
import { type ColumnRecord, identityColumns } from '../schema';
import { type AppendCounts, appendRows } from './revisions';
import { type BatchContext } from './context';
import { inferColumns, inferTask } from './inference';
import { appendLabels } from './labels';
import { type BatchField, type Staged, TYPED } from './staging';
import { type TypedBatch } from './decode/typeBatch';
import { fillTyped } from './fill';
import { type IngestLimits, maxBytesOf } from './limits';

const NOTHING_DECLARED: Declaration = { columns: [] };

/** Rows of a log need an id and a time; rows of an uploaded reference do not. */
export type Identity = 'required' | 'optional';

function fieldsOf(model: StoredModel, keys: readonly string[], identity: Identity, limits: IngestLimits): BatchField[] {
  const needed = identity === 'required';
  return sentColumns(model.columns, keys).map((column) => ({
    name: column.name,
    sources: [column.source],
    sqlType: column.role === 'label' ? 'VARCHAR' : (column.sqlType ?? 'VARCHAR'),
    required: needed && (column.role === 'time' || (column.role === 'id' && !model.contentIds)),
    fallback: needed && column.role === 'id' && model.contentIds ? ('content' as const) : undefined,
    maxBytes: maxBytesOf(column, limits),
  }));
}

/** Columns that this batch sends, and those every row must have. */
const sentColumns = (columns: readonly ColumnRecord[], keys: readonly string[]) =>
  columns.filter(
    (column) =>
      column.name === 'id' ||
      column.name === 'time' ||
      (column.sqlType !== null && keys.includes(column.source)) ||
      (column.role === 'label' && keys.includes(column.source))
  );

/** Makes the model, or the columns it lacks, so that the batch fits. */
async function fitSchema(session: Session, context: BatchContext, staged: Staged): Promise<StoredModel> {
  const { maxColumns } = context.limits;
  const present = context.model?.columns ?? identityColumns();
  const known = new Set(
    present.filter((column) => column.sqlType !== null || column.role === 'label').map((column) => column.source)
  );
  const fresh = staged.keys.filter((key) => !known.has(key));
  const inferred = inferColumns(staged, fresh, present, context.model?.info.task, maxColumns);
  context.warnings.push(...inferred.warnings);
  if (!context.model) {
    const columns = inferred.columns;
    const task = inferTask(columns);
    await createModel(session, {
      name: context.name,
      task,
      declared: false,
      declaration: { ...NOTHING_DECLARED, columns },
      maxColumns,
    });
    context.warnings.push(
      `Model "${context.name}" was made, its task taken to be ${task}: PUT v1/models/${context.name} declares it`
    );
  } else if (inferred.columns.length > 0) {
    await changePredictions(session, context.model, { added: inferred.columns, widened: [] }, maxColumns);
  } else {
    return context.model;
  }
  return context.reload();
}

/** Types a batch for a model that needs no change, before its turn on the write queue has come. */
export function typeAhead(model: StoredModel, staged: Staged, limits: IngestLimits): void {
  void staged.type(fieldsOf(model, staged.keys, 'required', limits));
}

export interface TypedPredictions {
  fields: BatchField[];
  typed: TypedBatch;
}

/** Types the staged rows into `temp.typed`, changing the schema where the batch asks for it. */
export async function typePredictions(
  session: Session,
  context: BatchContext,
  staged: Staged,
  identity: Identity = 'required'
): Promise<TypedPredictions> {
  let model = await fitSchema(session, context, staged);
  let fields = fieldsOf(model, staged.keys, identity, context.limits);
  let typed = await staged.type(fields);
  const widened = model.columns.filter((column) => typed.fractional.includes(column.name) && !column.declared);
  if (widened.length > 0) {
    await changePredictions(session, model, { added: [], widened });
    model = await context.reload();
    fields = fieldsOf(model, staged.keys, identity, context.limits);
    typed = await staged.type(fields);
  }
  await fillTyped(session, fields, typed);
  return { fields, typed };
}

/** Appends the good rows of `temp.typed`, inside the batch's transaction. */
export async function appendPredictions(
  session: Session,
  context: BatchContext,
  fields: BatchField[]
): Promise<AppendCounts> {
  const model = await context.current();
  const label = model.info.label;
  const content = model.info.columns.map((column) => column.name).filter((name) => name !== 'id' && name !== 'time');
  const sent = new Set(fields.map((field) => field.name));
  const counts = await appendRows(session, {
    model: model.info.name,
    kind: 'predictions',
    source: completeRows(model, sent),
    identity: ['id', 'time'],
    content,
    extra: [],
    range: 'time',
    base: context.base,
  });
  await recordVersions(session, model, sent);
  if (label && sent.has(label.name)) {
    const labels = await appendLabels(
      session,
      context,
      `SELECT ${ROW}, id, time AS prediction_time, ${quoteName(label.name)} AS value, time AS observed_at,
         make_timestamp(${context.receivedAt}) AS arrived_at FROM ${TYPED} WHERE ${quoteName(label.name)} IS NOT NULL`
    );
    context.revisedLabels = labels.updated > 0;
  }
  return counts;
}

/** `temp.typed` with a NULL for every column of the model that was not sent. */
export function completeRows(model: StoredModel, sent: ReadonlySet<string>): string {
  const absent = model.info.columns.filter((column) => !sent.has(column.name));
  return absent.length === 0
    ? TYPED
    : `(SELECT *, ${absent.map((column) => `NULL::${column.sqlType} AS ${quoteName(column.name)}`).join(', ')} FROM ${TYPED})`;
}

/** Versions that no batch carried before become known, with the time of their first prediction. */
async function recordVersions(session: Session, model: StoredModel, sent: ReadonlySet<string>): Promise<void> {
  const version = model.info.columns.find((column) => column.role === 'version');
  if (!version || !sent.has(version.name)) {
    return;
  }
  const name = quoteName(version.name);
  await session.run(
    `INSERT INTO plumbline.model_versions (model, version, offline_metrics, first_seen)
     SELECT $1, ${name}, '{}', min(time) FROM ${TYPED}
     WHERE ${name} IS NOT NULL AND ${name} NOT IN (SELECT version FROM plumbline.model_versions WHERE model = $1)
     GROUP BY ${name}`,
    [model.info.name]
  );
}
