/**
 * Reads Parquet, CSV and NDJSON files in a DuckDB of its own.
 *
 * Reading files needs an engine that may open them; the store's engine never may, so rows leave this one as NDJSON.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { PlumblineError } from '../../query/errors';
import { csvHeader } from './csvHeader';
import { jsonValue } from './csvValue';
import { nextChunk, reasonOf } from '../store/database/fetch';
import { quoteName, quoteText } from '../store/names';
import { type IngestKind } from '../store/types';
import { type Batch } from './target';

export interface FileEngine {
  connection: DuckDBConnection;
  close: () => void;
}

export async function openFileEngine(): Promise<FileEngine> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '1GiB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** How the values of a file become JSON. */
export interface RowSource {
  /** SELECT that gives the rows in the file's order. */
  sql: string;
  /** `json`: one column with the row as JSON text. `text`: columns of text, as in CSV. */
  form: 'json' | 'text';
}

/** `name in the rows = name in the file`. */
export type Mapping = ReadonlyMap<string, string>;

export interface ReadOptions {
  /** Names in the rows for names in the file. */
  mapping: Mapping;
  /** NaN and infinities become null, as JSON proper has no word for them; else they are sent and counted by the store. */
  finite?: boolean;
  /** What separates the fields of CSV; a comma unless said. */
  delimiter?: string;
}

/** The rows of a file by its ending. Throws `bad_request` for what cannot be read. */
export async function fileSource({ connection }: FileEngine, file: string, options: ReadOptions): Promise<RowSource> {
  if (!existsSync(file)) {
    throw new PlumblineError('bad_request', `There is no file ${file}`);
  }
  const path = quoteText(file);
  const ending = /\.(parquet|csv|ndjson|jsonl)$/i.exec(file)?.[1]?.toLowerCase();
  switch (ending) {
    case 'parquet':
      return jsonRows(connection, `read_parquet(${path})`, options);
    case 'csv':
      return textRows(connection, csv(file, options.delimiter ?? ','), options);
    case 'ndjson':
    case 'jsonl':
      return options.mapping.size === 0
        ? { sql: `SELECT json::VARCHAR FROM read_ndjson_objects(${path})`, form: 'json' }
        : jsonRows(connection, `read_ndjson(${path}, sample_size = -1, maximum_object_size = 33554432)`, options);
    default:
      throw new PlumblineError('bad_request', `${file} is not a .parquet, .csv, .ndjson or .jsonl file`);
  }
}

/** Nothing is guessed: a file with one record of another width would be taken for one of another kind. */
function csv(file: string, delimiter: string): string {
  const columns = csvHeader(file, delimiter).map((name) => `${quoteText(name)}: 'VARCHAR'`);
  const dialect = `auto_detect = false, header = true, delim = ${quoteText(delimiter)}, quote = '"', escape = '"'`;
  return `read_csv(${quoteText(file)}, columns = {${columns.join(', ')}}, ${dialect}, null_padding = false)`;
}

async function textRows(connection: DuckDBConnection, relation: string, options: ReadOptions): Promise<RowSource> {
  return { sql: `SELECT ${await renamed(connection, relation, options)} FROM ${relation}`, form: 'text' };
}

interface FileColumn {
  column_name: string;
  column_type: string;
}

async function columnsOf(connection: DuckDBConnection, relation: string): Promise<FileColumn[]> {
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${relation}`);
    return described.getRows().map(([name, type]) => ({ column_name: String(name), column_type: String(type) }));
  } catch (error) {
    throw unreadable(error);
  }
}

/** What DuckDB says of a record that has not as many fields as there are columns. */
const RAGGED = /CSV Error on Line: (\d+)[\s\S]*?Expected Number of Columns: (\d+) Found: (\d+)/;

function unreadable(error: unknown): PlumblineError {
  const message = error instanceof Error ? error.message : '';
  const [, line, width, found] = RAGGED.exec(message) ?? [];
  return line === undefined
    ? new PlumblineError('bad_request', `The file cannot be read: ${message}`)
    : new PlumblineError(
        'bad_request',
        `Line ${line} of the file has ${found} fields and the header ${width}`,
        'Give every record as many fields as the header, or say how they are separated: --delimiter'
      );
}

/** Select list with the mapping applied; times in RFC 3339. */
async function renamed(
  connection: DuckDBConnection,
  relation: string,
  { finite = false, mapping }: ReadOptions
): Promise<string> {
  const columns = await columnsOf(connection, relation);
  const names = new Map(Array.from(mapping, ([to, from]) => [from, to]));
  const missing = Array.from(mapping.values()).find((from) => !columns.some((column) => column.column_name === from));
  if (missing !== undefined) {
    throw new PlumblineError(
      'bad_request',
      `--map names a column "${missing}" that the file does not have`,
      `It has ${columns.map((column) => column.column_name).join(', ')}`
    );
  }
  return columns
    .map(
      ({ column_name: name, column_type: type }) =>
        `${asJson(quoteName(name), type, finite)} AS ${quoteName(names.get(name) ?? name)}`
    )
    .join(', ');
}

function asJson(column: string, type: string, finite: boolean): string {
  if (finite && (type === 'DOUBLE' || type === 'FLOAT')) {
    return `CASE WHEN isfinite(${column}) THEN ${column} END`;
  }
  if (type === 'TIMESTAMP WITH TIME ZONE') {
    return `strftime(${column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
  }
  return /^(TIMESTAMP|DATE)/.test(type) ? `strftime(${column}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ')` : column;
}

async function jsonRows(connection: DuckDBConnection, relation: string, options: ReadOptions): Promise<RowSource> {
  const columns = await renamed(connection, relation, options);
  return { sql: `SELECT to_json(t)::VARCHAR FROM (SELECT ${columns} FROM ${relation}) AS t`, form: 'json' };
}

export interface BatchLimits {
  rows: number;
  bytes: number;
}

export const DEFAULT_LIMITS: BatchLimits = { rows: 20_000, bytes: 4 << 20 };

/** NDJSON lines of a source, a chunk of the engine at a time. */
async function* lines({ connection }: FileEngine, { form, sql }: RowSource): AsyncGenerator<string[]> {
  try {
    const result = await connection.stream(sql);
    const names = result.columnNames().map((name) => JSON.stringify(name));
    for (let chunk = await nextChunk(result); chunk; chunk = await nextChunk(result)) {
      if (form === 'json') {
        yield chunk.getColumnValues(0).map(String);
      } else {
        yield chunk
          .getRows()
          .map(
            (row) =>
              `{${row.map((value, index) => `${names[index] ?? ''}:${jsonValue(value === null ? '' : String(value))}`).join(',')}}`
          );
      }
    }
  } catch (error) {
    throw unreadable(await reasonOf(error, sql, (again) => connection.run(again)));
  }
}

/** Groups of rows within the limits, as NDJSON text. */
export async function* groups(engine: FileEngine, source: RowSource, limits: BatchLimits): AsyncGenerator<string[]> {
  let group: string[] = [];
  let bytes = 0;
  for await (const chunk of lines(engine, source)) {
    for (const line of chunk) {
      if (group.length > 0 && (group.length >= limits.rows || bytes + line.length > limits.bytes)) {
        yield group;
        group = [];
        bytes = 0;
      }
      group.push(line);
      bytes += line.length + 1;
    }
  }
  if (group.length > 0) {
    yield group;
  }
}

/** A batch whose key is its content's hash: the same rows sent again are the same batch. */
export function batchOf(model: string, kind: IngestKind, group: readonly string[]): Batch {
  const body = Buffer.from(group.join('\n'));
  const hash = createHash('sha256').update(`${model}\n${kind}\n`).update(body).digest('hex');
  return { model, kind, body, idempotencyKey: `plumbline-${hash}` };
}
