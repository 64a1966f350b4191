/** `v1/models/<model>/rejected`: rows that were not stored, and sending them again. */
import { PlumblineError } from '../../../query/errors';
import { membersOf } from '../declaration';
import { type Resubmission } from '../ingest/resubmit';
import { INGEST_KINDS, type IngestKind, type ResourceAnswer, type ResourceRequest } from '../types';
import { Conditions, readCount, readMembers, timeOf } from './fields';
import { audit } from './models';
import { type ResourceContext } from './router';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 10_000;
const MAX_RENAMES = 1_000;
const LATEST = Number.MAX_SAFE_INTEGER;

function kindOf(value: unknown): IngestKind | undefined {
  const kind = INGEST_KINDS.find((each) => each === value);
  if (value !== undefined && kind === undefined) {
    throw new PlumblineError('bad_request', 'kind: is not known', `Use one of ${INGEST_KINDS.join(', ')}`, 'kind');
  }
  return kind;
}

/** What a row holds, and the reason that quotes it, tell as much as the columns that are masked. */
const withoutValue = (reason: string): string => reason.replace(/, not .*$/s, '');

export async function listRejected(
  { catalogue, reader, write }: ResourceContext,
  { actor, query }: ResourceRequest,
  [name = '']: string[]
): Promise<ResourceAnswer> {
  const model = await catalogue.model(name);
  const limit = readCount(query, 'limit', DEFAULT_LIMIT, MAX_LIMIT);
  const where = new Conditions()
    .add('model = $', name)
    .add('kind = $', kindOf(query.kind))
    .add('batch < $', readCount(query, 'before', LATEST, LATEST));
  if (query.batch !== undefined) {
    where.add('batch = $', readCount(query, 'batch', 0, LATEST));
  }
  const open = query.all === 'true' ? 'true' : 'resubmitted IS NULL';
  const rows = await reader().rows<{
    batch: number;
    kind: string;
    row: number;
    column: string | null;
    reason: string;
    remedy: string | null;
    content: string;
    received_at: number;
    resubmitted: number | null;
    total: number;
  }>(
    `SELECT batch, kind, "row", "column", reason, remedy, content, received_at, resubmitted, count(*) OVER () AS total
     FROM plumbline.rejected_rows WHERE ${where.sql} AND ${open} ORDER BY batch DESC, "row" LIMIT ${limit}`,
    where.params
  );
  const sensitive = [...model.columns, ...(model.label ? [model.label] : [])].filter((column) => column.sensitive);
  const masked = sensitive.length > 0 && actor.unmasked !== true;
  if (sensitive.length > 0 && !masked && rows.length > 0) {
    const columns = sensitive.map((column) => column.name);
    await write((session) => audit(session, actor.login, 'rejected.read', name, undefined, { columns }));
  }
  return {
    status: 200,
    body: {
      rejected: rows.map(({ content, reason, received_at: receivedAt, total: _total, ...row }) => ({
        ...row,
        reason: masked ? withoutValue(reason) : reason,
        content: masked ? null : content,
        receivedAt: timeOf(receivedAt),
      })),
      total: rows[0]?.total ?? 0,
      ...(masked ? { masked: 'The rows may hold sensitive values, which you may not see' } : {}),
    },
  };
}

export async function resubmitRejected(
  { catalogue, ingestion }: ResourceContext,
  { actor, body, limits }: ResourceRequest,
  [model = '']: string[]
): Promise<ResourceAnswer> {
  await catalogue.model(model);
  const members = readMembers('A resubmission', body ?? {}, ['kind', 'batch', 'rename']);
  const { batch } = members;
  if (batch !== undefined && !(typeof batch === 'number' && Number.isSafeInteger(batch))) {
    throw new PlumblineError('bad_request', 'batch: a number is expected', undefined, 'batch');
  }
  const renames = Object.entries(membersOf('rename', members.rename ?? {}));
  const wrong = renames.find(([from, to]) => typeof to !== 'string' || to === '' || to === from);
  if (wrong || renames.length > MAX_RENAMES) {
    throw new PlumblineError(
      'bad_request',
      wrong ? `rename.${wrong[0]}: another name is expected` : `rename: ${MAX_RENAMES} keys are the most`,
      'Send {"rename": {"key that was sent": "key that the model has"}}',
      'rename'
    );
  }
  const resubmission: Resubmission = {
    actor,
    model,
    kind: kindOf(members.kind) ?? 'predictions',
    batch: typeof batch === 'number' ? batch : undefined,
    rename: new Map(renames.map(([from, to]) => [from, String(to)])),
    limits,
  };
  return ingestion.resubmit(resubmission);
}
