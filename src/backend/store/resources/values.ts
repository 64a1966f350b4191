/** `v1/models/<model>/values?column=`: values of a column, for variables and filters. */
import { PlumblineError } from '../../../query/errors';
import { quoteName } from '../names';
import { type ResourceAnswer, type ResourceRequest } from '../types';
import { readInstant } from './fields';
import { audit } from './models';
import { type ResourceContext } from './router';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/**
 * Most frequent first, `limit` (at most 1,000) of those that contain `search`; `total` says how many there are. `from` and `to`
 * bound the time of the rows that are read, so that a look-up does not read the whole table.
 */
export async function columnValues(
  { catalogue, reader, write }: ResourceContext,
  { actor, query }: ResourceRequest,
  [name = '']: string[]
): Promise<ResourceAnswer> {
  const model = await catalogue.model(name);
  const column = model.columns.find((each) => each.name === query.column);
  if (!column) {
    throw new PlumblineError(
      'not_found',
      `Model "${name}" has no column "${query.column ?? ''}"`,
      `Columns are ${model.columns.map((each) => each.name).join(', ')}`,
      'column'
    );
  }
  if (column.sensitive && actor.unmasked !== true) {
    throw new PlumblineError(
      'forbidden',
      `Column "${column.name}" is sensitive`,
      'Ask someone who may see it',
      'column'
    );
  }
  const limit = Number(query.limit ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new PlumblineError('bad_request', `limit: a number from 1 to ${MAX_LIMIT} is expected`, undefined, 'limit');
  }
  const since = readInstant('from', query.from);
  const until = readInstant('to', query.to);
  if (column.sensitive) {
    await write((session) => audit(session, actor.login, 'values.read', name, undefined, { columns: [column.name] }));
  }
  const rows = await reader().rows<{ value: string; total: number }>(
    `SELECT ${quoteName(column.name)}::VARCHAR AS value, count(*) OVER () AS total
     FROM ${model.relations.predictions}
     WHERE ${quoteName(column.name)} IS NOT NULL AND contains(lower(${quoteName(column.name)}::VARCHAR), lower($1))
       ${since === undefined ? '' : `AND time >= epoch_ms(${since})`} ${until === undefined ? '' : `AND time < epoch_ms(${until})`}
     GROUP BY 1 ORDER BY count(*) DESC, value LIMIT ${limit}`,
    [query.search ?? '']
  );
  return { status: 200, body: { values: rows.map((row) => row.value), total: rows[0]?.total ?? 0 } };
}
