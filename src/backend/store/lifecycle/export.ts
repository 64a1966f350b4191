/** Writes a store's tables into files that any tool reads. The store must not be open: its own engine may write no file. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { PlumblineError } from '../../../query/errors';
import { openError } from '../database/failures';
import { takeLease } from '../database/lease';
import { Session } from '../database/session';
import { quoteName, quoteText, SEQUENCE } from '../names';

export const EXPORT_FORMATS = ['parquet', 'csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const OPTIONS: Record<ExportFormat, string> = {
  parquet: '(FORMAT parquet, COMPRESSION zstd)',
  csv: '(FORMAT csv, HEADER)',
  ndjson: '(FORMAT json)',
};

/** What is the store's own business. */
const INTERNAL = new Set(['rollups', 'main']);

export interface Exported {
  file: string;
  rows: number;
}

/**
 * One file a table, `<folder>/<schema>/<table>.<format>`, rows in the order of their arrival. Every revision is in it.
 * @param model only this model's tables; undefined for all, with the catalogue and the audit log
 */
export async function exportStore(
  store: string,
  folder: string,
  format: ExportFormat,
  model?: string
): Promise<Exported[]> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new PlumblineError('conflict', `${folder} is not empty`, 'Name a folder that is new or empty');
  }
  const release = takeLease(store);
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const session = new Session(await instance.connect());
  try {
    try {
      await session.run(`ATTACH ${quoteText(store)} AS store (READ_ONLY)`);
    } catch (error) {
      throw openError(store, error);
    }
    await session.run("SET TimeZone = 'UTC'");
    const tables = await tablesOf(session, model);
    const done: Exported[] = [];
    for (const { name, schema } of tables) {
      const file = join(folder, schema, `${name.replaceAll(/[/\\]/g, '.')}.${format}`);
      mkdirSync(join(folder, schema), { recursive: true });
      const order = schema === 'plumbline' || schema === 'references' ? '' : ` ORDER BY ${SEQUENCE}`;
      const { Count } = await session.row<{ Count: number }>(
        `COPY (SELECT * FROM store.${quoteName(schema)}.${quoteName(name)}${order}) TO ${quoteText(file)} ${OPTIONS[format]}`
      );
      done.push({ file, rows: Count });
    }
    return done;
  } finally {
    session.close();
    instance.closeSync();
    release();
  }
}

async function tablesOf(session: Session, model: string | undefined): Promise<Array<{ schema: string; name: string }>> {
  const tables = await session.rows<{ schema: string; name: string }>(
    `SELECT schema_name AS schema, table_name AS name FROM duckdb_tables() WHERE database_name = 'store' ORDER BY ALL`
  );
  const wanted = tables.filter(
    ({ name, schema }) =>
      !INTERNAL.has(schema) &&
      (model === undefined ||
        (schema !== 'plumbline' && (name === model || (schema === 'references' && name.startsWith(`${model}/`)))))
  );
  if (model !== undefined && wanted.length === 0) {
    throw new PlumblineError('not_found', `There is no model "${model}" in the store`, undefined, 'model');
  }
  return wanted;
}
