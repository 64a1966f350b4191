/** `v1/annotations`: what happened to models; the store adds deploys and schema changes by itself. */
import { PlumblineError } from '../../../query/errors';
import { type ResourceAnswer, type ResourceRequest } from '../types';
import { Conditions, needText, readCount, readInstant, readMembers, readText, timeOf } from './fields';
import { audit } from './models';
import { type ResourceContext } from './router';

const MAX_TEXT = 4_096;
const DEFAULT_LIMIT = 1_000;
const MAX_LIMIT = 10_000;
const KIND = /^[a-z][a-z0-9_-]{0,63}$/;

export async function postAnnotation(
  { catalogue, write }: ResourceContext,
  { actor, body }: ResourceRequest
): Promise<ResourceAnswer> {
  const members = readMembers('An annotation', body, ['time', 'timeEnd', 'model', 'kind', 'text']);
  const time = readInstant('time', members.time) ?? Date.now();
  const timeEnd = readInstant('timeEnd', members.timeEnd);
  if (timeEnd !== undefined && timeEnd < time) {
    throw new PlumblineError('bad_request', 'timeEnd: must not be before time', undefined, 'timeEnd');
  }
  const model = readText('model', members.model, 128);
  const kind = readText('kind', members.kind, 64) ?? 'note';
  if (!KIND.test(kind)) {
    throw new PlumblineError('bad_request', 'kind: is not usable', 'Use a-z, 0-9, _ and -, such as deploy', 'kind');
  }
  const text = needText('text', members.text, MAX_TEXT);
  const stored = { time: timeOf(time), timeEnd: timeOf(timeEnd ?? null), model: model ?? null, kind, text };
  return write(async (session) => {
    if (model !== undefined) {
      await catalogue.stored(model);
    }
    await session.transaction(async () => {
      await session.run(
        'INSERT INTO plumbline.annotations VALUES (epoch_ms($1::BIGINT), epoch_ms($2::BIGINT), $3, $4, $5)',
        [time, timeEnd ?? null, model ?? null, kind, text]
      );
      await audit(session, actor.login, 'annotation.post', model ?? '', undefined, stored);
    });
    return { status: 201, body: stored };
  });
}

export async function listAnnotations(
  { reader }: ResourceContext,
  { query }: ResourceRequest
): Promise<ResourceAnswer> {
  const limit = readCount(query, 'limit', DEFAULT_LIMIT, MAX_LIMIT);
  const where = new Conditions()
    .add('model = $', query.model)
    .add('kind = $', query.kind)
    .add('coalesce(time_end, time) >= epoch_ms($::BIGINT)', readInstant('from', query.from))
    .add('time < epoch_ms($::BIGINT)', readInstant('to', query.to));
  const rows = await reader().rows<{
    time: number;
    time_end: number | null;
    model: string | null;
    kind: string;
    text: string;
    total: number;
  }>(
    `SELECT time, time_end, model, kind, text, count(*) OVER () AS total FROM plumbline.annotations
     WHERE ${where.sql} ORDER BY time DESC, text LIMIT ${limit}`,
    where.params
  );
  const annotations = rows.map(({ kind, model, text, time, time_end: timeEnd }) => ({
    time: timeOf(time),
    timeEnd: timeOf(timeEnd),
    model,
    kind,
    text,
  }));
  return { status: 200, body: { annotations, total: rows[0]?.total ?? 0 } };
}
