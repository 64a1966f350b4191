/** Predictions: columns by role and schema, and labels that were sent along. */
import { type StoredModel } from '../catalogue';
import { type Session } from '../database/session';
import { quoteName, ROW } from '../names';
import { type ColumnRecord, identityColumns } from '../schema';
import { type AppendCounts, appendRows } from './revisions';
import { type BatchContext } from './context';
import { appendLabels } from './labels';
import { type BatchField, type Staged, TYPED } from './staging';
import { type TypedBatch } from './decode/typeBatch';
import { fillTyped } from './fill';
import { type IngestLimits, maxBytesOf } from './limits';
import { applySchema, planSchema, type SchemaPlan, unusedColumns, widen } from './schemaPlan';

/** Rows of a log need an id and a time; rows of an uploaded reference do not. */
export type Identity = 'required' | 'optional';

/** What fields of a batch are told from. */
type Columns = Pick<StoredModel, 'columns' | 'contentIds'>;

function fieldsOf(model: Columns, keys: readonly string[], identity: Identity, limits: IngestLimits): BatchField[] {
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
  const contentIds = context.model?.contentIds ?? false;
  const identityFields = fieldsOf(
    { columns: context.model?.columns ?? identityColumns(), contentIds },
    [],
    identity,
    context.limits
  );
  const typedBy = async (plan: SchemaPlan): Promise<TypedPredictions> => {
    const fields = fieldsOf({ columns: plan.columns, contentIds }, staged.keys, identity, context.limits);
    return { fields, typed: await staged.type(fields) };
  };
  let plan = await planSchema(context, staged, identityFields);
  let all = await typedBy(plan);
  const wider = widen(plan, all.typed.fractional);
  if (wider) {
    plan = wider;
    all = await typedBy(plan);
  }
  const unused = unusedColumns(plan, all.fields, all.typed);
  await applySchema(session, context, plan, unused, all.typed.rows);
  const { fields, typed } = without(all, unused);
  await fillTyped(session, fields, typed);
  return { fields, typed };
}

/** What was typed, less the columns that are not made. */
function without({ fields, typed }: TypedPredictions, unused: ReadonlySet<string>): TypedPredictions {
  if (unused.size === 0) {
    return { fields, typed };
  }
  const isKept = (index: number): boolean => !unused.has(fields[index]?.name ?? '');
  return {
    fields: fields.filter((_, index) => isKept(index)),
    typed: { ...typed, columns: typed.columns.filter((_, index) => isKept(index)) },
  };
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
