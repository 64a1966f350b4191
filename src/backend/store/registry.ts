/** Models that are made and declared. All of it runs on the write queue, between batches. */
import { PlumblineError } from '../../query/errors';
import { storedColumns, type StoredModel } from './catalogue';
import { type Session } from './database/session';
import { type Declaration } from './declaration';
import { checkSources, mergedColumn, mergedRetention, mergedThresholds } from './declared';
import { ATTRIBUTION_COLUMNS, definition, EVALUATION_COLUMNS, LABEL_COLUMNS } from './factColumns';
import { checkName, quoteName } from './names';
import { type ColumnRecord, identityColumns } from './schema';
import { betweenCheckpoints, checkWidth, insertColumns, tableColumns } from './schemaChanges';
import { createLayout, wantedLayout } from './rollups/layout';
import { factTable } from './tables';
import { type Task } from './types';

/** Declared columns in their order, led by the identity columns a model cannot be without. */
function withIdentity(columns: ColumnRecord[]): ColumnRecord[] {
  const missing = identityColumns().filter((identity) => !columns.some((column) => column.name === identity.name));
  return [...missing, ...columns];
}

export interface NewModel {
  name: string;
  task: Task;
  declared: boolean;
  declaration: Declaration;
  maxColumns?: number;
}

export async function createModel(
  session: Session,
  { name, task, declared, declaration, maxColumns }: NewModel
): Promise<void> {
  checkName('model', name);
  const [rival] = await session.rows<{ name: string }>(
    'SELECT name FROM plumbline.models WHERE lower(name) = lower($1)',
    [name]
  );
  if (rival) {
    throw new PlumblineError(
      'conflict',
      `Model "${name}" differs from "${rival.name}" only in upper and lower case`,
      `Use "${rival.name}"`,
      'model'
    );
  }
  const columns = withIdentity(declaration.columns);
  checkWidth(columns.length, maxColumns);
  checkSources(name, columns);
  await betweenCheckpoints(session, async () => {
    await session.run(
      `INSERT INTO plumbline.models VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now()::TIMESTAMP)`,
      [
        name,
        declaration.task ?? task,
        declaration.positiveClass ?? '1',
        declaration.owner ?? null,
        declaration.runbook ?? null,
        declaration.description ?? null,
        declaration.reference ?? null,
        JSON.stringify(mergedThresholds({}, declaration.thresholds ?? {})),
        JSON.stringify(mergedRetention({}, declaration.retention ?? {})),
        declaration.ids === 'content',
        declared,
      ]
    );
    await insertColumns(session, name, columns, 0);
    await session.run(`CREATE TABLE ${factTable('predictions', name)} (${definition(tableColumns(columns))})`);
    await session.run(`CREATE TABLE ${factTable('labels', name)} (${definition(LABEL_COLUMNS)})`);
    await session.run(`CREATE TABLE ${factTable('attributions', name)} (${definition(ATTRIBUTION_COLUMNS)})`);
    await session.run(`CREATE TABLE ${factTable('evaluations', name)} (${definition(EVALUATION_COLUMNS)})`);
    // Later it would take the write queue for as long as the log of a full stream needs to get into the file.
    await createLayout(session, wantedLayout({ name, columns: storedColumns(columns) }, null));
  });
}

/**
 * Applies a declaration to a model that exists. Members that are absent stay as they are.
 * @param mayUnmask whether the caller may see sensitive values; else `forbidden` for a declaration that would show them
 */
export async function declareModel(
  session: Session,
  model: StoredModel,
  declaration: Declaration,
  mayUnmask: boolean,
  maxColumns?: number
): Promise<void> {
  const name = model.info.name;
  const wanted = declaration.columns.map((column) => mergedColumn(model, column, mayUnmask));
  const columns = [
    ...model.columns.map((column) => wanted.find((each) => each.name === column.name) ?? column),
    ...wanted.filter((column) => !model.columns.some((each) => each.name === column.name)),
  ];
  checkWidth(columns.length, maxColumns);
  checkSources(name, columns);
  const stored = new Set(tableColumns(model.columns).map(([column]) => column));
  const added = tableColumns(columns).filter(([column]) => !stored.has(column));
  await betweenCheckpoints(session, async () => {
    await session.run(
      `UPDATE plumbline.models SET task = coalesce($2, task), positive_class = coalesce($3, positive_class),
         owner = coalesce($4, owner), runbook = coalesce($5, runbook), description = coalesce($6, description),
         default_reference = coalesce($7, default_reference), thresholds = coalesce($8, thresholds),
         retention = coalesce($9, retention), content_ids = coalesce($10, content_ids), declared = true
       WHERE name = $1`,
      [
        name,
        declaration.task ?? null,
        declaration.positiveClass ?? null,
        declaration.owner ?? null,
        declaration.runbook ?? null,
        declaration.description ?? null,
        declaration.reference ?? null,
        declaration.thresholds ? JSON.stringify(mergedThresholds(model.info.thresholds, declaration.thresholds)) : null,
        declaration.retention ? JSON.stringify(mergedRetention(model.retention, declaration.retention)) : null,
        declaration.ids ? declaration.ids === 'content' : null,
      ]
    );
    await session.run('DELETE FROM plumbline.columns WHERE model = $1', [name]);
    await insertColumns(session, name, columns, 0);
    for (const [column, type] of added) {
      await session.run(`ALTER TABLE ${factTable('predictions', name)} ADD COLUMN ${quoteName(column)} ${type}`);
    }
  });
}
