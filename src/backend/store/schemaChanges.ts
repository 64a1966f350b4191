/** Changes of the columns of a model that is there, and what makes a change safe beside a stream of batches. */
import { PlumblineError } from '../../query/errors';
import { type StoredModel } from './catalogue';
import { type Session } from './database/session';
import { DEFAULT_LIMITS } from './ingest/limits';
import { quoteName, quoteText } from './names';
import { type ColumnRecord, type SqlType } from './schema';
import { factTable } from './tables';
import { type Task } from './types';

/** Schema changes outside of a hot log: what is in the log goes into the file first, and the change right after. */
export async function betweenCheckpoints(session: Session, change: () => Promise<void>): Promise<void> {
  await session.checkpoint();
  await session.transaction(change);
  await session.checkpointIfQuiet();
}

/** Columns of the table of predictions: the label is kept apart, and a column without a type waits for one. */
export const tableColumns = (columns: ColumnRecord[]): Array<readonly [string, SqlType]> =>
  columns.flatMap((column) =>
    column.role === 'label' || column.sqlType === null ? [] : [[column.name, column.sqlType] as const]
  );

/** One statement for all of them: a wide model would need a thousand. */
export async function insertColumns(
  session: Session,
  model: string,
  columns: ColumnRecord[],
  first: number
): Promise<void> {
  const rows = columns.map(({ declared, kind, name, role, segment, sensitive, source, sqlType }, index) => {
    const texts = [name, source, role, kind].map(quoteText).join(', ');
    const type = sqlType === null ? 'NULL' : quoteText(sqlType);
    return `(${quoteText(model)}, ${first + index}, ${texts}, ${type}, ${segment}, ${sensitive}, ${declared})`;
  });
  if (rows.length > 0) {
    await session.run(`INSERT INTO plumbline.columns VALUES ${rows.join(', ')}`);
  }
}

/** Throws `unprocessable` when a model would get more columns than a model may have. */
export function checkWidth(count: number, most = DEFAULT_LIMITS.maxColumns): void {
  if (count > most) {
    throw new PlumblineError(
      'unprocessable',
      `The model would have ${count} columns, and ${most} is the most`,
      'Leave columns out that nobody watches, or have the limit raised in the data source'
    );
  }
}

/** What a batch needs changed before its rows fit. */
export interface SchemaChange {
  /** Columns that are new, or that waited for a type. */
  added: ColumnRecord[];
  /** BIGINT columns that become DOUBLE. */
  widened: ColumnRecord[];
  /** Of a model whose task nobody knew. */
  task?: Task;
}

export async function changePredictions(
  session: Session,
  model: StoredModel,
  change: SchemaChange,
  maxColumns?: number
): Promise<void> {
  const name = model.info.name;
  const table = factTable('predictions', name);
  checkWidth(model.columns.length + change.added.length, maxColumns);
  await betweenCheckpoints(session, async () => {
    if (change.task) {
      await session.run('UPDATE plumbline.models SET task = $2 WHERE name = $1', [name, change.task]);
    }
    for (const [index, column] of change.added.entries()) {
      await session.run('DELETE FROM plumbline.columns WHERE model = $1 AND name = $2', [name, column.name]);
      const waiting = model.columns.findIndex((each) => each.name === column.name);
      await insertColumns(session, name, [column], waiting >= 0 ? waiting : model.columns.length + index);
      for (const [added, type] of tableColumns([column])) {
        await session.run(`ALTER TABLE ${table} ADD COLUMN ${quoteName(added)} ${type}`);
        await recordChange(session, name, `column ${added} (${type}) appeared`);
      }
    }
    for (const column of change.widened) {
      await session.run(`ALTER TABLE ${table} ALTER COLUMN ${quoteName(column.name)} TYPE DOUBLE`);
      await session.run(`UPDATE plumbline.columns SET sql_type = 'DOUBLE' WHERE model = $1 AND name = $2`, [
        name,
        column.name,
      ]);
      await recordChange(session, name, `column ${column.name} widened from BIGINT to DOUBLE`);
    }
  });
}

/** Adds `shap_<feature>` columns. */
export async function addAttributedFeatures(
  session: Session,
  model: StoredModel,
  features: string[],
  maxColumns?: number
): Promise<void> {
  const name = model.info.name;
  checkWidth(model.info.attributedFeatures.length + features.length, maxColumns);
  await betweenCheckpoints(session, async () => {
    for (const [index, feature] of features.entries()) {
      const column = quoteName(attributionColumn(feature));
      await session.run(`ALTER TABLE ${factTable('attributions', name)} ADD COLUMN ${column} FLOAT`);
      await session.run('INSERT INTO plumbline.attributed_features VALUES ($1, $2, $3)', [
        name,
        model.info.attributedFeatures.length + index,
        feature,
      ]);
    }
  });
}

export const attributionColumn = (feature: string): string => `shap_${feature}`;

/** Notes a change of the schema as an event. */
export async function recordChange(session: Session, model: string, text: string): Promise<void> {
  await session.run(`INSERT INTO plumbline.annotations VALUES (now()::TIMESTAMP, NULL, $1, 'schema_change', $2)`, [
    model,
    text,
  ]);
}
