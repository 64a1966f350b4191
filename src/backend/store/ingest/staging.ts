/**
 * First step of a batch: the body as one JSON document a row, in a temporary table of the writing connection.
 *
 * DuckDB splits and parses the text on its own threads, so the event loop stays free and 64-bit integers stay exact.
 */
import { PlumblineError } from '../../../query/errors';
import { type Session } from '../database/session';
import { checkWidth } from '../registry';
import { columnNameFault, quoteText } from '../names';
import { csvToNdjson } from './csv';

export const MAX_ROWS = 100_000;

/** `staged(n, doc, garbage, keys, fault_column, fault)`; `garbage` is the text of a row that is not JSON. */
export const STAGED = 'temp.staged';

export interface Staged {
  rows: number;
  /** Every key of every row that can be a column. */
  keys: string[];
}

const FORMATS = ['application/json', 'application/x-ndjson', 'application/ndjson', 'application/jsonl', 'text/csv'];

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new PlumblineError('bad_request', 'The body is not UTF-8 text', 'Send UTF-8', 'body');
  }
}

const ROWS_OF_LINES = `SELECT generate_subscripts(parts, 1)::INTEGER - 1 AS n, unnest(parts) AS raw
  FROM (SELECT string_split($1, chr(10)) AS parts)`;
const ROWS_OF_ARRAY = `SELECT generate_subscripts(parts, 1)::INTEGER - 1 AS n, unnest(parts)::VARCHAR AS raw
  FROM (SELECT from_json($1, '["JSON"]') AS parts)`;

async function split(session: Session, rows: string, text: string): Promise<void> {
  try {
    await session.run(
      `CREATE OR REPLACE TEMP TABLE staged AS
       SELECT n, raw AS doc, NULL::VARCHAR AS garbage, TRY(json_keys(raw)) AS keys,
         NULL::VARCHAR AS fault_column, NULL::VARCHAR AS fault
       FROM (${rows}) WHERE raw NOT IN ('', chr(13))`,
      [text]
    );
  } catch (error) {
    const place = /Malformed JSON at byte (\d+)[^:]*: ([^.]*)/.exec(error instanceof Error ? error.message : '');
    if (place) {
      throw new PlumblineError(
        'bad_request',
        `The body is not valid JSON: ${place[2]} at byte ${place[1]}`,
        'Send an array of objects, or one object a line as application/x-ndjson',
        'body'
      );
    }
    throw error;
  }
}

/** Parses the body into `temp.staged`; rows that are no objects or have forbidden keys carry their fault. */
export async function stage(session: Session, contentType: string, body: Uint8Array): Promise<Staged> {
  const format = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!FORMATS.includes(format)) {
    throw new PlumblineError('unsupported_media', `Batches of "${format}" are not read`, `Send ${FORMATS.join(', ')}`);
  }
  const text = decode(body);
  if (format === 'application/json') {
    await split(session, ROWS_OF_ARRAY, /^\s*\{/.test(text) ? `[${text}]` : text);
  } else {
    await split(session, ROWS_OF_LINES, format === 'text/csv' ? csvToNdjson(text) : text);
  }
  const { rows } = await session.row<{ rows: number }>(`SELECT count(*) AS rows FROM ${STAGED}`);
  if (rows === 0) {
    throw new PlumblineError('bad_request', 'The body holds no rows', 'Send an array of objects or NDJSON', 'body');
  }
  if (rows > MAX_ROWS) {
    throw new PlumblineError(
      'too_large',
      `The batch has ${rows} rows and ${MAX_ROWS} is the most`,
      'Send smaller batches'
    );
  }
  return { rows, keys: await usableKeys(session) };
}

/** Marks rows that are no objects. From here on `doc` is JSON in every row. */
async function refuseGarbage(session: Session): Promise<void> {
  const { bad } = await session.row<{ bad: number }>(
    `SELECT count(*) AS bad FROM ${STAGED} WHERE coalesce(len(keys), 0) = 0`
  );
  if (bad > 0) {
    await session.run(
      `UPDATE ${STAGED} SET garbage = doc, doc = 'null', fault = 'not valid JSON' WHERE keys IS NULL;
       UPDATE ${STAGED} SET fault = CASE WHEN json_type(doc) = 'OBJECT' THEN 'the row is empty' ELSE 'a row is an object' END
       WHERE fault IS NULL AND len(keys) = 0`
    );
  }
}

async function usableKeys(session: Session): Promise<string[]> {
  await refuseGarbage(session);
  const shapes = await session.rows<{ keys: string[] }>(`SELECT DISTINCT keys FROM ${STAGED} WHERE fault IS NULL`);
  const keys = new Set<string>();
  const faults = new Map<string, string>();
  for (const shape of shapes) {
    const seen = new Set<string>();
    for (const key of shape.keys) {
      const fault = seen.has(key) ? 'the key appears twice in the row' : columnNameFault(key);
      if (fault) {
        faults.set(key, fault);
      }
      seen.add(key);
      keys.add(key);
    }
  }
  checkWidth(keys.size);
  for (const [key, fault] of faults) {
    const twice = fault.startsWith('the key appears');
    await session.run(
      `UPDATE ${STAGED} SET fault_column = $1, fault = $2
       WHERE fault IS NULL AND ${twice ? 'len(list_filter(keys, k -> k = $1)) > 1' : 'list_contains(keys, $1)'}`,
      [key, fault]
    );
    if (!twice) {
      keys.delete(key);
    }
  }
  return Array.from(keys);
}

/** Marks every row that has `key`, which cannot be stored. */
export async function refuseKey(session: Session, key: string, reason: string): Promise<void> {
  await session.run(
    `UPDATE ${STAGED} SET fault_column = ${quoteText(key)}, fault = $1
     WHERE fault IS NULL AND list_contains(keys, ${quoteText(key)})`,
    [reason]
  );
}
