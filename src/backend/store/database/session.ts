/** One DuckDB connection with results as plain JavaScript values. */
import { setTimeout } from 'node:timers/promises';
import {
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { type NumberColumn, type SqlValue } from '../types';
import { streamNumbers } from './numbers';
import { streamable } from './streamable';

const MILLISECONDS_A_DAY = 86_400_000;
const CHECKPOINT_PATIENCE_MS = 20_000;
const CHECKPOINT_PAUSE_MS = 5;

/** Numbers for numbers, milliseconds for timestamps and dates, arrays for lists, null-prototype objects for structs. */
function plain(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') {
    return Number(value);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return Number(value.micros) / 1000;
  }
  if (value instanceof DuckDBDecimalValue) {
    return value.toDouble();
  }
  if (value instanceof DuckDBDateValue) {
    return value.days * MILLISECONDS_A_DAY;
  }
  if (value instanceof DuckDBListValue) {
    return value.items.map(plain);
  }
  if (value instanceof DuckDBStructValue) {
    const record: Record<string, unknown> = Object.create(null);
    for (const [key, entry] of Object.entries(value.entries)) {
      record[key] = plain(entry);
    }
    return record;
  }
  return value.toString();
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && /other (write )?transactions active/.test(error.message);

export class Session {
  constructor(readonly connection: DuckDBConnection) {}

  /** Runs every statement of `sql`; rows are dropped. */
  async run(sql: string, params: SqlValue[] = []): Promise<void> {
    await this.connection.run(sql, params);
  }

  /** Rows as objects with a null prototype. */
  async rows<T = Record<string, unknown>>(sql: string, params: SqlValue[] = []): Promise<T[]> {
    const result = await this.connection.run(sql, params);
    const names = result.deduplicatedColumnNames();
    const columns = await result.getColumns();
    const count = columns[0]?.length ?? 0;
    const rows = Array.from({ length: count }, (): Record<string, unknown> => Object.create(null));
    names.forEach((name, index) => {
      columns[index]?.forEach((value, row) => {
        const target = rows[row];
        if (target) {
          target[name] = plain(value);
        }
      });
    });
    return rows as T[];
  }

  /**
   * Streams INTEGER and DOUBLE columns as typed arrays, NULL of a DOUBLE as NaN. Where `visit` throws, a transaction around
   * it is over: the statement is stopped by an interrupt.
   */
  async numbers(
    sql: string,
    params: SqlValue[],
    visit: (rows: number, columns: readonly NumberColumn[]) => void
  ): Promise<void> {
    await streamNumbers(await this.connection.stream(streamable(sql), params), this.connection, visit);
  }

  /** True when the relation, with its conditions, has a row. */
  async has(relation: string, params: SqlValue[] = []): Promise<boolean> {
    return (await this.rows(`SELECT 1 FROM ${relation} LIMIT 1`, params)).length > 0;
  }

  /** The first row; throws when there is none. */
  async row<T = Record<string, unknown>>(sql: string, params: SqlValue[] = []): Promise<T> {
    const [first] = await this.rows<T>(sql, params);
    if (first === undefined) {
      throw new Error(`No row came back from: ${sql}`);
    }
    return first;
  }

  /**
   * Writes the log into the file. DuckDB refuses while a transaction that began before is not wholly over, which is a matter
   * of milliseconds on the write queue, and while a copy of the store is made, which it takes for a writer.
   */
  async checkpoint(): Promise<void> {
    const until = performance.now() + CHECKPOINT_PATIENCE_MS;
    for (;;) {
      try {
        await this.run('CHECKPOINT');
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) {
          throw error;
        }
        await setTimeout(CHECKPOINT_PAUSE_MS);
      }
    }
  }

  /** After a change that is there whether or not its checkpoint has to wait for another time. */
  async checkpointIfQuiet(): Promise<void> {
    try {
      await this.run('CHECKPOINT');
    } catch (error) {
      if (!isBusy(error)) {
        throw error;
      }
    }
  }

  /** All of `work`, or none of it. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('BEGIN TRANSACTION');
    try {
      const value = await work();
      await this.run('COMMIT');
      return value;
    } catch (error) {
      // A failed COMMIT has ended the transaction already; the first error is the one to tell.
      await this.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  close(): void {
    this.connection.closeSync();
  }
}
