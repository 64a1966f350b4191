/** `v1/cohorts`: rows of a model that somebody wants to look at again, as a query's filter list. */
import { PlumblineError } from '../../../query/errors';
import { type Filter } from '../../../query/model';
import { attributionKey } from '../attributionKey';
import { filterCondition, readFilters } from '../references/filters';
import { type ResourceAnswer, type ResourceRequest } from '../types';
import { needText, readMembers, readText, timeOf } from './fields';
import { type ResourceContext } from './router';
import { deleteSaved, getSaved, putSaved, type Saved } from './saved';

const NAME = /^[^\u0000-\u001f\u007f/\\]{1,128}$/;
const MAX_FILTERS = 50;

interface Cohort {
  name: string;
  model: string;
  filters: Filter[];
  description: string | null;
  owner: string;
  createdAt: string | null;
  changedAt: string | null;
}

const COHORTS: Saved<Cohort> = {
  what: 'cohort',
  table: 'cohorts',
  key: 'name',
  read: async (rows, key) =>
    (
      await rows(
        `SELECT name, model, filters, description, owner, created_at, changed_at FROM plumbline.cohorts
         ${key === undefined ? '' : 'WHERE name = $1'} ORDER BY name`,
        key === undefined ? [] : [key]
      )
    ).map((row) => ({
      name: String(row.name),
      model: String(row.model),
      filters: JSON.parse(String(row.filters)) as Filter[],
      description: row.description === null ? null : String(row.description),
      owner: String(row.owner),
      createdAt: timeOf(Number(row.created_at)),
      changedAt: timeOf(Number(row.changed_at)),
    })),
  insert: (session, name, { changedAt, createdAt, description, filters, model, owner }) =>
    session.run('INSERT INTO plumbline.cohorts VALUES ($1, $2, $3, $4, $5, $6::TIMESTAMP, $7::TIMESTAMP)', [
      name,
      model,
      JSON.stringify(filters),
      description,
      owner,
      createdAt,
      changedAt,
    ]),
};

export async function listCohorts(context: ResourceContext, { query }: ResourceRequest): Promise<ResourceAnswer> {
  const all = await COHORTS.read((sql, params) => context.reader().rows(sql, params));
  return { status: 200, body: { cohorts: all.filter(({ model }) => !query.model || model === query.model) } };
}

export const getCohort = (
  context: ResourceContext,
  _request: ResourceRequest,
  [name = '']: string[]
): Promise<ResourceAnswer> => getSaved(context, COHORTS, name);

export async function putCohort(
  context: ResourceContext,
  request: ResourceRequest,
  [name = '']: string[]
): Promise<ResourceAnswer> {
  if (!NAME.test(name)) {
    throw new PlumblineError('bad_request', 'This is no name of a cohort', 'Use up to 128 characters', 'cohort');
  }
  const members = readMembers('A cohort', request.body, ['model', 'filters', 'description']);
  const model = await context.catalogue.model(needText('model', members.model, 128));
  const filters = readFilters(members.filters);
  if (filters.length === 0 || filters.length > MAX_FILTERS) {
    throw new PlumblineError('bad_request', `filters: 1 to ${MAX_FILTERS} are expected`, undefined, 'filters');
  }
  // A filter that could never run is told now.
  const explained = filters.flatMap(({ key }, index) => attributionKey(model, key, `filters[${index}].key`) ?? []);
  filterCondition({ ...model, columns: [...model.columns, ...explained] }, filters, 1);
  await checkPatterns(context, filters);
  const description = readText('description', members.description, 4_096) ?? null;
  const now = new Date().toISOString();
  return putSaved(context, request, COHORTS, name, (before) => ({
    name,
    model: model.name,
    filters,
    description,
    owner: before?.owner ?? request.actor.login,
    createdAt: before?.createdAt ?? now,
    changedAt: now,
  }));
}

/** Throws `bad_request` for a regular expression that is none: the engine that will run it says so. */
async function checkPatterns({ reader }: ResourceContext, filters: readonly Filter[]): Promise<void> {
  for (const [index, { operator, value = '' }] of filters.entries()) {
    if (operator === '=~' || operator === '!~') {
      try {
        await reader().rows("SELECT regexp_full_match('', $1)", [value]);
      } catch (error) {
        if (!(error instanceof PlumblineError) || error.code !== 'bad_request') {
          throw error;
        }
        throw new PlumblineError(
          'bad_request',
          `filters[${index}].value: "${value.slice(0, 100)}" is no regular expression: ${error.text}`,
          'Write one as RE2 reads them',
          `filters[${index}].value`
        );
      }
    }
  }
}

export const deleteCohort = (
  context: ResourceContext,
  request: ResourceRequest,
  [name = '']: string[]
): Promise<ResourceAnswer> => deleteSaved(context, request, COHORTS, name);
