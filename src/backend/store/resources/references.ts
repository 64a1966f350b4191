/** `v1/models/<model>/references`: what there is, and making one from a window of predictions or from rows. */
import { PlumblineError } from '../../../query/errors';
import { type Filter } from '../../../query/model';
import { type Session } from '../database/session';
import { type Members } from '../declaration';
import { batchContext } from '../ingest/context';
import { completeRows, typePredictions } from '../ingest/predictions';
import { DEFAULT_LIMITS, type IngestLimits } from '../ingest/limits';
import { nonfiniteNotes } from '../ingest/nonfinite';
import { firstOf } from '../ingest/rejections';
import { type Staged, stageDataset } from '../ingest/staging';
import { checkName } from '../names';
import { filterCondition, readFilters } from '../references/filters';
import { freezeReference, type Frozen } from '../references/reference';
import { type ModelInfo, type RejectedRow, type ResourceAnswer, type ResourceRequest } from '../types';
import { audit } from './models';
import { type ResourceContext } from './router';

export async function listReferences(
  { catalogue }: ResourceContext,
  _request: ResourceRequest,
  [model = '']: string[]
): Promise<ResourceAnswer> {
  return { status: 200, body: { references: await catalogue.references(model) } };
}

export async function getReference(
  { catalogue }: ResourceContext,
  request: ResourceRequest,
  [modelName = '', name = '']: string[]
): Promise<ResourceAnswer> {
  const model = await catalogue.model(modelName);
  const { bins, from, hash, rows, to } = await catalogue.reference(modelName, name);
  const hidden = new Set(model.columns.filter((column) => column.sensitive).map((column) => column.name));
  const shown = Array.from(bins).filter(([column]) => request.actor.unmasked === true || !hidden.has(column));
  return { status: 200, body: { name, rows, from, to, hash, bins: Object.fromEntries(shown) } };
}

const MEMBERS = ['from', 'to', 'filters'];

/** Milliseconds since the epoch from a number or RFC 3339. */
function instant(place: string, value: unknown): number {
  const time = typeof value === 'string' ? Date.parse(value) : value;
  if (typeof time !== 'number' || !Number.isSafeInteger(time)) {
    throw new PlumblineError(
      'bad_request',
      `${place}: a time is expected`,
      'RFC 3339, or milliseconds since 1970',
      place
    );
  }
  return time;
}

export async function putReference(
  context: ResourceContext,
  request: ResourceRequest,
  [model = '', name = '']: string[]
): Promise<ResourceAnswer> {
  checkName('model', model);
  checkName('reference', name);
  context.database.checkSpace();
  const staged = await stageDataset(context.decoder, uploadOf(request), request.limits ?? DEFAULT_LIMITS);
  try {
    const members = checkMembers(staged);
    const wanted: Wanted = {
      model,
      name,
      members,
      actor: request.actor.login,
      unmasked: request.actor.unmasked === true,
      limits: request.limits ?? DEFAULT_LIMITS,
    };
    const { made, ...body } = await context.write(async (session) => {
      const result = await (staged.rows > 0
        ? fromRows(context, session, wanted, staged)
        : fromWindow(context, session, wanted));
      context.catalogue.invalidate();
      if (result.made) {
        await audit(session, request.actor.login, 'reference.put', `${model}/${name}`, undefined, result);
      }
      return result;
    });
    return { status: made ? 201 : 200, body: { name, ...body } };
  } finally {
    staged.release();
  }
}

/** The command line hands over an object; what comes over HTTP is not parsed yet. */
const uploadOf = ({ body, upload }: ResourceRequest): NonNullable<ResourceRequest['upload']> =>
  upload ?? { contentType: 'application/json', body: Buffer.from(JSON.stringify(body ?? null)) };

/** Members of the object that describes a reference; none where rows were sent alone. */
function checkMembers({ members, rows }: Staged): Members {
  const known = rows > 0 ? [] : MEMBERS;
  const unknown = Object.keys(members ?? {}).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new PlumblineError(
      'bad_request',
      `${unknown}: is not known`,
      rows > 0 ? 'A reference of rows has nothing beside them' : `A reference has ${MEMBERS.join(', ')}, or rows`,
      unknown
    );
  }
  return members ?? {};
}

interface Wanted {
  model: string;
  name: string;
  members: Members;
  actor: string;
  unmasked: boolean;
  limits: IngestLimits;
}

async function fromWindow({ catalogue }: ResourceContext, session: Session, wanted: Wanted): Promise<Frozen> {
  const model = await catalogue.model(wanted.model);
  const from = instant('from', wanted.members.from);
  const to = instant('to', wanted.members.to);
  if (from >= to) {
    throw new PlumblineError('bad_request', 'from: must be before to', 'A window is [from, to)', 'from');
  }
  const filters = readFilters(wanted.members.filters);
  if (!wanted.unmasked) {
    refuseSensitive(model, filters);
  }
  const [condition, params] = filterCondition(model, filters, 3);
  await session.run(
    `CREATE OR REPLACE TEMP TABLE reference_rows AS SELECT * FROM ${model.relations.predictions}
     WHERE time >= epoch_ms($1::BIGINT) AND time < epoch_ms($2::BIGINT) AND ${condition}`,
    [from, to, ...params]
  );
  const relation = 'temp.reference_rows';
  try {
    return await freezeReference(session, { ...wanted, model, source: 'window', relation, from, to, filters });
  } finally {
    await session.run('DROP TABLE temp.reference_rows');
  }
}

/** The number of rows behind a filter tells what the filter asks, so a masked column is no filter either. */
function refuseSensitive(model: ModelInfo, filters: readonly Filter[]): void {
  const hidden = new Set(model.columns.filter((column) => column.sensitive).map((column) => column.name));
  const index = filters.findIndex(({ key }) => hidden.has(key));
  if (index >= 0) {
    throw new PlumblineError(
      'forbidden',
      `filters[${index}]: ${filters[index].key} is sensitive and masked for you`,
      'Filter by another column, or ask an administrator to make the reference',
      `filters[${index}]`
    );
  }
}

interface Upload extends Frozen {
  rejected: RejectedRow[];
  rejectedTotal: number;
  warnings: string[];
}

/** Uploaded rows may come before any prediction: they make the model and its columns as a batch would. */
async function fromRows(
  { catalogue }: ResourceContext,
  session: Session,
  wanted: Wanted,
  staged: Staged
): Promise<Upload> {
  const context = await batchContext(catalogue, wanted.model, 0n, wanted.limits);
  const { fields, typed } = await typePredictions(session, context, staged, 'optional');
  const stored = await context.current();
  const relation = completeRows(stored, new Set(fields.map((field) => field.name)));
  const frozen = await freezeReference(session, {
    ...wanted,
    model: stored.info,
    source: 'upload',
    relation,
    filters: [],
  });
  const { first, total } = firstOf(typed.rejections);
  return {
    ...frozen,
    rejected: first,
    rejectedTotal: total,
    warnings: [...context.warnings, ...nonfiniteNotes(typed, 'count')],
  };
}
