/** One open DuckDB file: its lease, the writer with its queue, and the pool of readers. */
import { mkdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { PlumblineError } from '../../../query/errors';
import { type StoreOptions } from '../types';
import { configuration, SEAL } from './configuration';
import { isFatal, openError, statementError } from './failures';
import { takeLease } from './lease';
import { ReaderPool } from './readers';
import { Session } from './session';

/** The store's name inside the engine. */
const CATALOG = 'store';
const RESERVE_BYTES = 64 * 1024 * 1024;
const WAL_FACTOR = 3;
const REFUSE_SHARE = 0.08;

export interface DiskState {
  fileBytes: number;
  walBytes: number;
  freeBytes: number;
  totalBytes: number;
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

export class Database {
  private tail: Promise<unknown> = Promise.resolve();
  private closed = false;

  private constructor(
    readonly path: string,
    private readonly instance: DuckDBInstance,
    private readonly writer: Session,
    readonly readers: ReaderPool,
    private readonly release: () => void,
    private readonly options: StoreOptions
  ) {}

  /** Throws `unavailable` when another process has the file, or when it cannot be read; `no_space` on a full disk. */
  static async open(file: string, options: StoreOptions): Promise<Database> {
    const path = resolve(file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const disk = diskState(path);
    if (disk.freeBytes < Math.min(RESERVE_BYTES, disk.totalBytes * REFUSE_SHARE)) {
      throw new PlumblineError(
        'no_space',
        `Only ${disk.freeBytes} bytes are free where the store ${path} lies`,
        'Free at least 64 MiB: opening a store may have to write'
      );
    }
    const release = takeLease(path);
    try {
      const instance = await DuckDBInstance.create(':memory:', configuration(path, options));
      const writer = new Session(await instance.connect());
      // Under a name of its own: DuckDB would call it after the file, and a data source's uid may be a schema's name.
      await writer.run(`ATTACH '${path.replaceAll("'", "''")}' AS ${CATALOG}`);
      await writer.run(`USE ${CATALOG}`);
      for (const statement of SEAL) {
        await writer.run(statement);
      }
      const connect = async () => {
        const connection = await instance.connect();
        await connection.run(`USE ${CATALOG}`);
        return connection;
      };
      const readers = new ReaderPool(connect, options.readers ?? 8);
      return new Database(path, instance, writer, readers, release, options);
    } catch (error) {
      release();
      throw openError(path, error);
    }
  }

  /**
   * Runs `work` on the one writing connection, after every write that was asked for before.
   *
   * Throws `timeout` when the signal came before its turn; work that has begun is not stopped.
   */
  write<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const turn = this.tail.then(async () => {
      if (this.closed) {
        throw new PlumblineError('unavailable', 'The store is closed');
      }
      if (signal?.aborted) {
        throw new PlumblineError('timeout', 'The change was cancelled before it began');
      }
      try {
        return await work(this.writer);
      } catch (error) {
        throw this.failure(error);
      }
    });
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  /** Throws `no_space` before a write could fill the disk. */
  checkSpace(): void {
    const disk = diskState(this.path);
    const needed = Math.max(WAL_FACTOR * disk.walBytes, Math.min(RESERVE_BYTES, disk.totalBytes * REFUSE_SHARE));
    if (disk.freeBytes < needed) {
      throw new PlumblineError(
        'no_space',
        `Only ${disk.freeBytes} bytes are free where the store lies and ${Math.ceil(needed)} are kept back`,
        'Free space, then send the batch again with the same Idempotency-Key'
      );
    }
  }

  disk(): DiskState {
    return diskState(this.path);
  }

  /** The PlumblineError for `error`; tells the owner when DuckDB has given the database up. */
  failure(error: unknown, cancelled = false): PlumblineError {
    if (isFatal(error)) {
      this.options.onFatal?.(error instanceof Error ? error : new Error(String(error)));
    }
    return statementError(error, cancelled);
  }

  async close(): Promise<void> {
    if (this.closed) {
      return;
    }
    const last = this.tail;
    this.closed = true;
    await last;
    await this.readers.close();
    try {
      await this.writer.run('CHECKPOINT');
    } finally {
      this.writer.close();
      this.instance.closeSync();
      this.release();
    }
  }
}

function diskState(path: string): DiskState {
  const disk = statfsSync(dirname(path));
  return {
    fileBytes: sizeOf(path),
    walBytes: sizeOf(`${path}.wal`),
    freeBytes: disk.bavail * disk.bsize,
    totalBytes: disk.blocks * disk.bsize,
  };
}
