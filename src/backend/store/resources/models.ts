/** `v1/models/<model>`: what a model is, and its declaration. */
import { type Session } from '../database/session';
import { readDeclaration } from '../declaration';
import { checkName } from '../names';
import { createModel, declareModel } from '../registry';
import { type ModelInfo, type ResourceAnswer, type ResourceRequest } from '../types';
import { type ResourceContext } from './router';

/** A model as JSON; where its rows are is the store's own business. */
export function describeModel({ relations: _relations, ...model }: ModelInfo): Omit<ModelInfo, 'relations'> {
  return model;
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
    if (before) {
      await declareModel(session, before, declaration, request.actor.unmasked === true, maxColumns);
    } else {
      await createModel(session, { name, task: 'binary', declared: true, declaration, maxColumns });
    }
    catalogue.invalidate();
    const after = describeModel(await catalogue.model(name));
    await audit(session, request.actor.login, 'model.put', name, before && describeModel(before.info), after);
    return { status: before ? 200 : 201, body: after };
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
