/** Grafana's queries to jobs of the engine: parsed one by one, so that a bad one does not touch the others. */
import { createHash } from 'node:crypto';
import { PlumblineError } from '../query/errors';
import { parseQuery } from '../query/validate';
import { type QueryJob } from './engine/messages';
import { type DataQuery, type DataResult } from './grafana/plugin';

/** A dashboard's panel has a handful; each is parsed where every other call waits. */
const MAX_QUERIES = 100;

export interface ParsedQueries {
  jobs: QueryJob[];
  /** Key of the statement by refId, for the penalties. */
  statements: Map<string, string>;
  /** Queries that were refused, and hidden ones, which are answered with nothing. */
  results: Map<string, DataResult>;
}

/**
 * @param check throws when a statement is refused
 * @throws PlumblineError `too_large` for more than 100 queries; a fault of one query is its result
 */
export function parseQueries(queries: readonly DataQuery[], check: (statement: string) => void): ParsedQueries {
  if (queries.length > MAX_QUERIES) {
    throw new PlumblineError(
      'too_large',
      `The request has ${queries.length} queries, and ${MAX_QUERIES} is the most`,
      'Ask for several columns or metrics in one query, or spread the queries over panels'
    );
  }
  const parsed: ParsedQueries = { jobs: [], statements: new Map(), results: new Map() };
  for (const query of queries) {
    try {
      const job = toJob(query);
      if (job.query.hide) {
        parsed.results.set(query.refId, { frames: [] });
        continue;
      }
      const statement = statementKey(job);
      check(statement);
      parsed.statements.set(query.refId, statement);
      parsed.jobs.push(job);
    } catch (error) {
      parsed.results.set(query.refId, { error });
    }
  }
  return parsed;
}

function toJob(query: DataQuery): QueryJob {
  let json: unknown;
  try {
    json = JSON.parse(query.json || '{}');
  } catch {
    throw new PlumblineError('bad_request', `Query ${query.refId} is not JSON`);
  }
  return {
    // Grafana's own refId counts: the one inside may be absent, or left from a copied panel.
    query: parseQuery(isObject(json) ? { ...json, refId: query.refId } : json),
    from: query.from,
    to: query.to,
    intervalMs: query.intervalMs,
    maxDataPoints: query.maxDataPoints,
  };
}

const isObject = (json: unknown): json is object => typeof json === 'object' && json !== null && !Array.isArray(json);

/**
 * What makes two queries the same work: everything but their names and where the range lies. Its length counts, so that
 * a shorter range is another statement.
 */
function statementKey(job: QueryJob): string {
  const { refId: _refId, key: _key, datasource: _datasource, hide: _hide, live: _live, ...work } = job.query;
  const range = Math.round((job.to - job.from) / 60_000);
  return createHash('sha256')
    .update(JSON.stringify([work, range]))
    .digest('base64url');
}
