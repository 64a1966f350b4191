/**
 * What a batch of predictions asks of the schema: told from its rows before anything is changed, so that rows which are
 * refused leave no columns behind.
 */
import { type StoredModel } from '../catalogue';
import { type Session } from '../database/session';
import { createModel } from '../registry';
import { changePredictions } from '../schemaChanges';
import { type ColumnRecord, identityColumns } from '../schema';
import { type BatchContext } from './context';
import { type TypedBatch } from './decode/typeBatch';
import { hasValue } from './decode/columnWriter';
import { inferColumns, inferTask, notMade } from './inference';
import { type BatchField, type Staged } from './staging';

export interface SchemaPlan {
  /** All columns of the model, as they would be. */
  columns: ColumnRecord[];
  /** Those that the table has not yet. */
  fresh: ColumnRecord[];
  /** BIGINT columns that become DOUBLE. */
  widened: ColumnRecord[];
  /** What is to be said when it is carried out. */
  warnings: string[];
}

/**
 * @param identity fields that every row must fit: types are chosen by the rows that do
 * @throws PlumblineError `unprocessable` when the model would get more columns than it may have
 */
export async function planSchema(
  { limits, model }: BatchContext,
  staged: Staged,
  identity: readonly BatchField[]
): Promise<SchemaPlan> {
  const present = model?.columns ?? identityColumns();
  const known = new Set(
    present.filter((column) => column.sqlType !== null || column.role === 'label').map((column) => column.source)
  );
  const keys = staged.keys.filter((key) => !known.has(key));
  if (keys.length === 0) {
    return { columns: present, fresh: [], widened: [], warnings: [] };
  }
  // A key that is always empty is looked at no further, in each batch of a stream.
  const counts = keys.some((key) => staged.hasValue(key)) ? await staged.countsIn(identity) : new Map<string, never>();
  const inferred = inferColumns(staged, counts, keys, present, model?.info.task, limits.maxColumns);
  const fresh = inferred.columns;
  const waiting = new Map(fresh.map((column) => [column.name, column]));
  const kept = present.map((column) => waiting.get(column.name) ?? column);
  const added = fresh.filter(({ name }) => !present.some((column) => column.name === name));
  return { columns: [...kept, ...added], fresh, widened: [], warnings: inferred.warnings };
}

/** The plan with columns that hold the fractions which came; undefined where nothing is to be widened. */
export function widen(plan: SchemaPlan, fractional: readonly string[]): SchemaPlan | undefined {
  const wide = ({ declared, name }: ColumnRecord): boolean => !declared && fractional.includes(name);
  const wider = (column: ColumnRecord): ColumnRecord => (wide(column) ? { ...column, sqlType: 'DOUBLE' } : column);
  const widened = plan.columns.filter(wide);
  return widened.length === 0
    ? undefined
    : {
        ...plan,
        columns: plan.columns.map(wider),
        fresh: plan.fresh.map(wider),
        // A fresh column is made as wide as it has to be.
        widened: widened.filter(({ name }) => !plan.fresh.some((column) => column.name === name)),
      };
}

/** Fresh columns for which no row that is stored has a value. */
export function unusedColumns({ fresh }: SchemaPlan, fields: readonly BatchField[], typed: TypedBatch): Set<string> {
  const used = new Set(typed.nonfinite.map(({ column }) => column));
  fields.forEach(({ name }, index) => {
    const column = typed.columns[index];
    if (column && hasValue(column, typed.rows)) {
      used.add(name);
    }
  });
  return new Set(fresh.flatMap(({ name }) => (used.has(name) ? [] : [name])));
}

/** A model that was made for rows of which none could be stored, or for labels: its task is not known yet. */
const isUnformed = ({ columns, declared }: StoredModel): boolean =>
  !declared && columns.every(({ role }) => role === 'id' || role === 'time' || role === 'label');

/**
 * Makes the model, or the columns that it lacks, but none that is `unused`. A model is made even for rows that are all
 * refused, so that they are found under its name.
 */
export async function applySchema(
  session: Session,
  context: BatchContext,
  plan: SchemaPlan,
  unused: ReadonlySet<string>,
  rows: number
): Promise<void> {
  const { limits, model, name, warnings } = context;
  const added = plan.fresh.filter((column) => !unused.has(column.name));
  const task = model && !isUnformed(model) ? undefined : inferTask(added);
  if (rows > 0) {
    warnings.push(...plan.warnings, ...Array.from(unused, notMade));
  }
  if (!model) {
    const columns = rows > 0 ? added : [];
    await createModel(session, {
      name,
      task: task ?? 'binary',
      declared: false,
      declaration: { columns },
      maxColumns: limits.maxColumns,
    });
    warnings.push(
      rows > 0
        ? `Model "${name}" was made, its task taken to be ${task}: PUT v1/models/${name} declares it`
        : `Model "${name}" was made without columns: no row could be stored`
    );
  } else if (rows > 0 && added.length + plan.widened.length > 0) {
    await changePredictions(session, model, { added, widened: plan.widened, task }, limits.maxColumns);
  } else {
    return;
  }
  await context.reload();
}
