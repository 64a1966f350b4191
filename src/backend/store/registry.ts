/** Changes of models and their columns. All of it runs on the write queue, between batches. */
import { PlumblineError } from '../../query/errors';
import { storedColumns, type StoredModel } from './catalogue';
import { type Session } from './database/session';
import { type DeclaredColumn, type Declaration } from './declaration';
import { mergedRetention, mergedThresholds } from './declared';
import { DEFAULT_LIMITS } from './ingest/limits';
import { ATTRIBUTION_COLUMNS, definition, EVALUATION_COLUMNS, LABEL_COLUMNS } from './factColumns';
import { checkName, nameKey, quoteName, quoteText } from './names';
import { type ColumnRecord, identityColumns, type SqlType } from './schema';
import { createLayout, wantedLayout } from './rollups/layout';
import { factTable } from './tables';
import { type Task } from './types';

/** Schema changes outside of a hot log: what is in the log goes into the file first, and the change right after. */
async function betweenCheckpoints(session: Session, change: () => Promise<void>): Promise<void> {
  await session.checkpoint();
  await session.transaction(change);
  await session.checkpointIfQuiet();
}

const tableColumns = (columns: ColumnRecord[]): Array<readonly [string, SqlType]> =>
  columns.flatMap((column) =>
    column.role === 'label' || column.sqlType === null ? [] : [[column.name, column.sqlType] as const]
  );

/** One statement for all of them: a wide model would need a thousand. */
async function insertColumns(session: Session, model: string, columns: ColumnRecord[], first: number): Promise<void> {
  const rows = columns.map(({ declared, kind, name, role, segment, sensitive, source, sqlType }, index) => {
    const texts = [name, source, role, kind].map(quoteText).join(', ');
    const type = sqlType === null ? 'NULL' : quoteText(sqlType);
    return `(${quoteText(model)}, ${first + index}, ${texts}, ${type}, ${segment}, ${sensitive}, ${declared})`;
  });
  if (rows.length > 0) {
    await session.run(`INSERT INTO plumbline.columns VALUES ${rows.join(', ')}`);
  }
}

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

/** Throws `conflict` when two columns would be sent under one name: each batch with it would be refused. */
function checkSources(model: string, columns: readonly ColumnRecord[]): void {
  const bySource = new Map<string, ColumnRecord>();
  for (const column of columns) {
    const other = bySource.get(nameKey(column.source));
    if (other) {
      const [identity, rest] = other.name === other.source ? [column, other] : [other, column];
      throw new PlumblineError(
        'conflict',
        `Model "${model}" cannot take both its ${identity.role} and its ${rest.role} from "${column.source}"`,
        `Give "${column.source}" one role; {"name": "${identity.name}", "role": "${identity.role}"} takes the ${identity.role} from "${identity.name}"`,
        column.source
      );
    }
    bySource.set(nameKey(column.source), column);
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

/**
 * A declared column may change its role, its flags and a pending type; never the type of stored values. Who may not see a
 * masked column cannot unmask it.
 */
function merged(model: StoredModel, wanted: DeclaredColumn, mayUnmask: boolean): ColumnRecord {
  const present = model.columns.find((column) => nameKey(column.name) === nameKey(wanted.name));
  if (!present) {
    return wanted;
  }
  const wasLabel = present.role === 'label';
  if (wasLabel !== (wanted.role === 'label')) {
    throw new PlumblineError(
      'conflict',
      `Column "${wanted.name}" of "${model.info.name}" is ${wasLabel ? 'the label' : 'stored with the predictions'}`,
      'Labels are kept apart: use another column name',
      wanted.name
    );
  }
  if (present.sqlType !== null && wanted.sqlType !== null && present.sqlType !== wanted.sqlType) {
    throw new PlumblineError(
      'conflict',
      `Column "${wanted.name}" of "${model.info.name}" holds ${present.sqlType} and cannot become ${wanted.sqlType}`,
      'Declare the type it has, or send the values under another name',
      wanted.name
    );
  }
  const sensitive = wanted.sensitiveUnsaid ? present.sensitive : wanted.sensitive;
  if (present.sensitive && !sensitive && !mayUnmask) {
    throw new PlumblineError(
      'forbidden',
      `Column "${wanted.name}" of "${model.info.name}" is sensitive, and you may not see sensitive values`,
      'Somebody with the role for unmasked values may declare it',
      wanted.name
    );
  }
  const sqlType = wanted.sqlType ?? present.sqlType;
  return {
    ...wanted,
    name: present.name,
    sqlType,
    sensitive,
    kind: wanted.sqlType === null ? present.kind : wanted.kind,
    declared: present.declared || wanted.declared,
  };
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
  const wanted = declaration.columns.map((column) => merged(model, column, mayUnmask));
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
