/** `v1/models/<model>`: what a model is, and its declaration. */
import { type StoredModel } from '../catalogue';
import { type Session } from '../database/session';
import { readDeclaration } from '../declaration';
import { mergedThresholds } from '../declared';
import { checkName } from '../names';
import { createModel, declareModel } from '../registry';
import { checkThresholds } from '../thresholds';
import { type ColumnInfo, type ModelInfo, type ResourceAnswer, type ResourceRequest, type Retention } from '../types';
import { type ResourceContext } from './router';

/** A model as it is declared; where its rows are is the store's own business. */
export interface ModelDescription extends Omit<ModelInfo, 'relations'> {
  /** `source`: the name that a column is sent under, where it is another. */
  columns: Array<ColumnInfo & { source?: string }>;
  ids: 'given' | 'content';
  retention: Retention;
}

export function describeModel({ columns, contentIds, info, retention }: StoredModel): ModelDescription {
  const { relations: _relations, ...model } = info;
  const sources = new Map(columns.map(({ name, source }) => [name, source]));
  return {
    ...model,
    columns: model.columns.map((column) => {
      const source = sources.get(column.name) ?? column.name;
      return source === column.name ? column : { ...column, source };
    }),
    ids: contentIds ? 'content' : 'given',
    retention,
  };
}

export async function putModel(
  { catalogue, write }: ResourceContext,
  request: ResourceRequest,
  [name = '']: string[]
): Promise<ResourceAnswer> {
  checkName('model', name);
  const declaration = readDeclaration(request.body);
  const maxColumns = request.limits?.maxColumns;
  return write(async (session) => {
    const before = await catalogue.find(name);
    const { reference, thresholds } = declaration;
    if (thresholds) {
      checkThresholds(thresholds, mergedThresholds(before?.info.thresholds ?? {}, thresholds));
    }
    if (before) {
      await declareModel(session, before, declaration, request.actor.unmasked === true, maxColumns);
    } else {
      await createModel(session, { name, task: 'binary', declared: true, declaration, maxColumns });
    }
    catalogue.invalidate();
    const after = describeModel(await catalogue.stored(name));
    await audit(session, request.actor.login, 'model.put', name, before && describeModel(before), after);
    const known = await catalogue.references(name);
    const warnings =
      reference === undefined || known.includes(reference)
        ? []
        : [`There is no reference "${reference}" yet: nothing can be compared before it is made`];
    return { status: before ? 200 : 201, body: { ...after, ...(warnings.length > 0 ? { warnings } : {}) } };
  });
}

/** Notes a change with what was before and after. */
export async function audit(
  session: Session,
  actor: string,
  action: string,
  subject: string,
  before: unknown,
  after: unknown
): Promise<void> {
  await session.run('INSERT INTO plumbline.audit_log VALUES (now()::TIMESTAMP, $1, $2, $3, $4, $5)', [
    actor,
    action,
    subject,
    before === undefined ? null : JSON.stringify(before),
    JSON.stringify(after),
  ]);
}
