/** `v1/audit`: who changed, read or was refused what. Nothing in the store changes or removes an entry but retention. */
import { PlumblineError } from '../../../query/errors';
import { type ResourceAnswer, type ResourceRequest } from '../types';
import { Conditions, readCount, readInstant, timeOf } from './fields';
import { type ResourceContext } from './router';

const DEFAULT_LIMIT = 1_000;
const MAX_LIMIT = 10_000;
const COLUMNS = ['time', 'actor', 'action', 'subject', 'before', 'after'] as const;

type Entry = Record<(typeof COLUMNS)[number], unknown>;

/** A spreadsheet takes a field that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function csvField(value: unknown): string {
  const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

const FORMATS: Record<string, { contentType: string; write: (entries: readonly Entry[]) => string }> = {
  ndjson: {
    contentType: 'application/x-ndjson',
    write: (entries) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  },
  csv: {
    contentType: 'text/csv; charset=utf-8; header=present',
    write: (entries) =>
      [COLUMNS.join(','), ...entries.map((entry) => COLUMNS.map((column) => csvField(entry[column])).join(','))]
        .map((line) => `${line}\r\n`)
        .join(''),
  },
};

const parsed = (json: string | null): unknown => (json === null ? null : JSON.parse(json));

/** Newest first; `after` goes on where the last page ended, of the entries up to `to`. */
export async function getAudit({ reader }: ResourceContext, { query }: ResourceRequest): Promise<ResourceAnswer> {
  const format = query.format ?? 'json';
  const written = FORMATS[format];
  if (format !== 'json' && !written) {
    throw new PlumblineError('bad_request', `format: "${format}" is not known`, 'Use json, ndjson or csv', 'format');
  }
  const limit = readCount(query, 'limit', DEFAULT_LIMIT, MAX_LIMIT);
  const after = readCount(query, 'after', 0, Number.MAX_SAFE_INTEGER);
  const where = new Conditions()
    .add('changed_at >= epoch_ms($::BIGINT)', readInstant('from', query.from))
    .add('changed_at < epoch_ms($::BIGINT)', readInstant('to', query.to))
    .add('actor = $', query.actor)
    .add('action = $', query.action);
  const rows = await reader().rows<{
    changed_at: number;
    actor: string;
    action: string;
    subject: string;
    before: string | null;
    after: string | null;
    total: number;
  }>(
    `SELECT changed_at, actor, action, subject, before, after, count(*) OVER () AS total FROM plumbline.audit_log
     WHERE ${where.sql} ORDER BY changed_at DESC, rowid DESC LIMIT ${limit} OFFSET ${after}`,
    where.params
  );
  const entries = rows.map((row): Entry => ({
    time: timeOf(row.changed_at),
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    before: parsed(row.before),
    after: parsed(row.after),
  }));
  return written
    ? { status: 200, contentType: written.contentType, body: written.write(entries) }
    : { status: 200, body: { entries, total: rows[0]?.total ?? 0 } };
}
