/** One open DuckDB file: its lease, the writer with its queue, the pool of readers, and copies of the whole. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { PlumblineError } from '../../../query/errors';
import { quoteText } from '../names';
import { type StoreOptions } from '../types';
import { configuration, copyPath, filesOf, seal } from './configuration';
import { type DiskState, diskState, requireRoomToOpen, requireRoomToWrite } from './disk';
import { isFatal, isLocked, openError, statementError } from './failures';
import { takeLease } from './lease';
import { ReaderPool } from './readers';
import { replaceFile } from './replace';
import { Session } from './session';
import { dropKeptLog, findTornBlocks, healBlocks, type Healing, keepTornLog, type KeptLog, wasClosed } from './torn';

/** The store's name inside the engine, and that of a copy of it. */
const CATALOG = 'store';
const COPY = 'store_copy';
/** How long a compaction waits for the queries that run. */
const DRAIN_MS = 30_000;
/** Connections for reading: more than slow calls may take, so that a quick statement finds one. */
const READERS = 20;
const READERS_OF_A_CALL = 3;

interface Found {
  keptLog?: KeptLog;
  healing?: Healing;
}

export class Database {
  private tail: Promise<unknown> = Promise.resolve();
  private closed = false;
  /** Copies are made one at a time: there is one place for them. */
  private copying: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly path: string,
    private readonly instance: DuckDBInstance,
    private readonly writer: Session,
    readonly readers: ReaderPool,
    private readonly release: () => void,
    private readonly options: StoreOptions,
    /** What was found wrong with the files, and put right, before they were opened. */
    readonly found: Found
  ) {}

  /** Throws `unavailable` when another process has the file, or when it cannot be read; `no_space` on a full disk. */
  static async open(file: string, options: StoreOptions): Promise<Database> {
    const path = resolve(file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    requireRoomToOpen(path);
    const closed = wasClosed(path);
    const release = takeLease(path);
    const found: Found = { keptLog: keepTornLog(path) };
    const torn = closed ? [] : findTornBlocks(path);
    try {
      removeFiles(copyPath(path));
      const instance = await DuckDBInstance.create(':memory:', configuration(path, options));
      const writer = new Session(await instance.connect());
      if (torn.length > 0) {
        await requireLock(writer, path);
        found.healing = healBlocks(path, torn);
      }
      // Under a name of its own: DuckDB would call it after the file, and a data source's uid may be a schema's name.
      await writer.run(`ATTACH ${quoteText(path)} AS ${CATALOG}`);
      await writer.run(`USE ${CATALOG}`);
      for (const statement of seal(path)) {
        await writer.run(statement);
      }
      const connect = async () => {
        const connection = await instance.connect();
        await connection.run(`USE ${CATALOG}`);
        return connection;
      };
      const readers = new ReaderPool(connect, options.readers ?? READERS, READERS_OF_A_CALL);
      return new Database(path, instance, writer, readers, release, options, found);
    } catch (error) {
      release();
      if (found.keptLog) {
        // What does not open stays as it is: no copy is needed.
        dropKeptLog(found.keptLog);
      }
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
    requireRoomToWrite(this.disk(), this.options.keepFreeBytes);
  }

  disk(): DiskState {
    return diskState(this.path);
  }

  /**
   * Makes a copy of the store as one moment saw it, while batches go on, and hands its path to `take`, which moves the file
   * away: what is left is deleted.
   */
  copy<T>(take: (path: string) => Promise<T>): Promise<T> {
    return this.oneCopy(async () => {
      await this.makeCopy();
      return take(copyPath(this.path));
    });
  }

  /**
   * Puts a copy in the place of the file, so that what was deleted is gone from the disk too. No batch is taken meanwhile;
   * queries wait only while the files change places.
   *
   * Throws `unavailable` when the running queries do not end in time: nothing has changed then.
   */
  compact(): Promise<{ bytesBefore: number; bytesAfter: number }> {
    return this.oneCopy(() =>
      this.write(async (writer) => {
        const bytesBefore = this.disk().fileBytes;
        await this.makeCopy();
        await this.readers.whileQuiet(DRAIN_MS, () => this.swap(writer));
        return { bytesBefore, bytesAfter: this.disk().fileBytes };
      })
    );
  }

  /** The PlumblineError for `error`; tells the owner when DuckDB has given the database up. */
  failure(error: unknown, cancelled = false): PlumblineError {
    if (isFatal(error)) {
      this.options.onFatal?.(error instanceof Error ? error : new Error(String(error)));
    }
    return statementError(error, cancelled);
  }

  private oneCopy<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.copying.then(async () => {
      const { fileBytes, freeBytes } = this.disk();
      requireRoomToWrite({ ...this.disk(), freeBytes: freeBytes - fileBytes }, this.options.keepFreeBytes);
      try {
        return await work();
      } finally {
        removeFiles(copyPath(this.path));
      }
    });
    this.copying = turn.catch(() => undefined);
    return turn;
  }

  private async makeCopy(): Promise<void> {
    const session = new Session(await this.instance.connect());
    try {
      await session.run(`ATTACH ${quoteText(copyPath(this.path))} AS ${COPY}`);
      try {
        // DuckDB makes one transaction of it, hence one snapshot; inside of a given one it would want to change a setting.
        await session.run(`COPY FROM DATABASE ${CATALOG} TO ${COPY}`);
        await session.run(`CHECKPOINT ${COPY}`);
      } finally {
        await session.run(`DETACH ${COPY}`);
      }
    } catch (error) {
      // Not the store's own trouble: a copy that ran out of space leaves the store as it was.
      throw statementError(error);
    } finally {
      session.close();
    }
    if (existsSync(`${copyPath(this.path)}.wal`)) {
      throw new PlumblineError('internal', 'The copy of the store could not be finished: its log was not emptied');
    }
  }

  /** To be called while nothing reads or writes. */
  private async swap(writer: Session): Promise<void> {
    await writer.run('CHECKPOINT');
    await writer.run('USE memory');
    try {
      await writer.run(`DETACH ${CATALOG}`);
      if (existsSync(`${this.path}.wal`)) {
        throw new PlumblineError('internal', 'The store has a log that was not emptied: it stays as it is');
      }
      replaceFile(copyPath(this.path), this.path);
    } finally {
      await this.attachAgain(writer);
    }
  }

  private async attachAgain(writer: Session): Promise<void> {
    try {
      await writer.run(`ATTACH IF NOT EXISTS ${quoteText(this.path)} AS ${CATALOG}`);
      await writer.run(`USE ${CATALOG}`);
    } catch (error) {
      this.options.onFatal?.(error instanceof Error ? error : new Error(String(error)));
      throw openError(this.path, error);
    }
  }

  async close(): Promise<void> {
    if (this.closed) {
      return;
    }
    const last = [this.copying, this.tail];
    this.closed = true;
    await Promise.all(last);
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

/** Throws DuckDB's error when another process, on this machine or another, has the file; what else is wrong shows later. */
async function requireLock(session: Session, path: string): Promise<void> {
  try {
    await session.run(`ATTACH ${quoteText(path)} AS probe (READ_ONLY)`);
    await session.run('DETACH probe');
  } catch (error) {
    if (isLocked(error)) {
      throw error;
    }
  }
}

function removeFiles(path: string): void {
  filesOf(path).forEach((file) => rmSync(file, { force: true }));
}
