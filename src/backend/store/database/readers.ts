/**
 * A bounded pool of connections that only read. One call has a few of them at a time, so that many statements of a slow
 * call leave connections for the single one of a quick call.
 */
import { type DuckDBConnection, type DuckDBResult } from '@duckdb/node-api';
import { PlumblineError } from '../../../query/errors';
import { type NumberColumn, type Reader, type SqlValue, type StatementOptions } from '../types';
import { reasonOf } from './fetch';
import { Session } from './session';

/** Between attempts to stop a statement. */
const INTERRUPT_MS = 20;

const cancelled = () => new PlumblineError('timeout', 'The query was cancelled before it started');

/** Who asks: statements with the same signal belong to one call. */
type Caller = AbortSignal | undefined;

interface Ticket {
  caller: Caller;
  give: (session: Session) => void;
  refuse: (error: Error) => void;
}

export class ReaderPool {
  private readonly idle: Session[] = [];
  /** Those that could have a connection wait only while all are taken. */
  private readonly waiting: Ticket[] = [];
  private readonly held = new Map<AbortSignal, number>();
  private open = 0;
  private closed = false;
  private paused = false;

  /** @param perCall connections that the statements of one call have at the same time */
  constructor(
    private readonly connect: () => Promise<DuckDBConnection>,
    private readonly limit: number,
    private readonly perCall = limit
  ) {}

  /** Runs `work` on a connection inside a read-only transaction, which is always rolled back. */
  async run<T>(signal: AbortSignal | undefined, work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.take(signal);
    let again: NodeJS.Timeout | undefined;
    const interrupt = () => {
      session.connection.interrupt();
      // A statement that waits for a thread has not begun, and forgets what came before it did.
      again = setInterval(() => session.connection.interrupt(), INTERRUPT_MS);
    };
    try {
      await session.run('BEGIN TRANSACTION READ ONLY');
      if (signal?.aborted) {
        throw cancelled();
      }
      signal?.addEventListener('abort', interrupt, { once: true });
      return await work(session);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      clearInterval(again);
      await session.run('ROLLBACK').then(
        () => this.give(session, signal),
        () => this.discard(session, signal)
      );
    }
  }

  /** Refuses new work and waits until the running queries have ended. */
  async close(): Promise<void> {
    this.closed = true;
    this.waiting.splice(0).forEach(({ refuse }) => refuse(new PlumblineError('unavailable', 'The store is closing')));
    this.closeIdle();
    while (this.open > 0) {
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  /**
   * Runs `work` while no connection is open; who asks meanwhile waits.
   *
   * Throws `unavailable` when the running queries have not ended after `patienceMs`.
   */
  async whileQuiet<T>(patienceMs: number, work: () => Promise<T>): Promise<T> {
    this.paused = true;
    try {
      const until = performance.now() + patienceMs;
      this.closeIdle();
      while (this.open > 0) {
        if (performance.now() > until) {
          throw new PlumblineError(
            'unavailable',
            `Queries have been running for more than ${Math.round(patienceMs / 1000)} s`,
            'Try again when the store is less busy'
          );
        }
        await new Promise((done) => setTimeout(done, 2));
      }
      return await work();
    } finally {
      this.paused = false;
      this.waiting.splice(0).forEach(({ caller, give, refuse }) => this.take(caller).then(give, refuse));
    }
  }

  private closeIdle(): void {
    for (const session of this.idle.splice(0)) {
      session.close();
      this.open--;
    }
  }

  private async take(signal: AbortSignal | undefined): Promise<Session> {
    if (this.closed) {
      throw new PlumblineError('unavailable', 'The store is closed');
    }
    if (signal?.aborted) {
      throw cancelled();
    }
    const ready = this.mayTake(signal) ? this.idle.pop() : undefined;
    if (ready) {
      this.count(signal, 1);
      return ready;
    }
    if (!this.paused && this.open < this.limit && this.mayTake(signal)) {
      this.open++;
      this.count(signal, 1);
      try {
        return new Session(await this.connect());
      } catch (error) {
        this.open--;
        this.count(signal, -1);
        throw error;
      }
    }
    return await new Promise<Session>((give, refuse) => {
      const ticket: Ticket = { caller: signal, give, refuse };
      this.waiting.push(ticket);
      signal?.addEventListener(
        'abort',
        () => {
          const index = this.waiting.indexOf(ticket);
          if (index >= 0) {
            this.waiting.splice(index, 1);
            refuse(cancelled());
          }
        },
        { once: true }
      );
    });
  }

  /** A connection whose transaction does not end is of no more use; whoever waits gets a new one. */
  private discard(session: Session, caller: Caller): void {
    session.close();
    this.open--;
    this.count(caller, -1);
    const next = this.next();
    if (next) {
      this.take(next.caller).then(next.give, next.refuse);
    }
  }

  private give(session: Session, caller: Caller): void {
    this.count(caller, -1);
    const next = this.next();
    if (next) {
      this.count(next.caller, 1);
      next.give(session);
    } else if (this.closed || this.paused) {
      session.close();
      this.open--;
    } else {
      this.idle.push(session);
    }
  }

  /** The first that waits and may have a connection now, which then waits no more. */
  private next(): Ticket | undefined {
    const index = this.paused ? -1 : this.waiting.findIndex(({ caller }) => this.mayTake(caller));
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0];
  }

  private mayTake(caller: Caller): boolean {
    return !caller || (this.held.get(caller) ?? 0) < this.perCall;
  }

  private count(caller: Caller, change: 1 | -1): void {
    if (caller) {
      const held = (this.held.get(caller) ?? 0) + change;
      if (held > 0) {
        this.held.set(caller, held);
      } else {
        this.held.delete(caller);
      }
    }
  }
}

type Fail = (error: unknown, cancelled: boolean) => PlumblineError;

/** The Reader that analyses are given. */
export class PooledReader implements Reader {
  readonly executed: string[] = [];

  constructor(
    private readonly pool: ReaderPool,
    private readonly fail: Fail,
    private readonly signal?: AbortSignal
  ) {}

  async rows<T = Record<string, unknown>>(sql: string, params: SqlValue[] = []): Promise<T[]> {
    this.executed.push(sql);
    try {
      return await this.pool.run(this.signal, (session) => session.rows<T>(sql, params));
    } catch (error) {
      throw this.fail(error, this.signal?.aborted === true);
    }
  }

  async numbers(
    sql: string,
    params: SqlValue[],
    visit: (rows: number, columns: readonly NumberColumn[]) => void
  ): Promise<void> {
    this.executed.push(sql);
    try {
      await this.pool.run(this.signal, (session) => session.numbers(sql, params, visit));
    } catch (error) {
      throw await told(this.pool, this.fail, error, sql, { params, signal: this.signal });
    }
  }
}

/** Runs one statement and hands DuckDB's result to `consume` while the transaction lasts. */
export async function runStatement<T>(
  pool: ReaderPool,
  fail: Fail,
  sql: string,
  { params = [], signal, stream = false }: StatementOptions,
  consume: (result: DuckDBResult) => Promise<T>
): Promise<T> {
  try {
    return await pool.run(signal, async ({ connection }) =>
      consume(stream ? await connection.stream(sql, params) : await connection.run(sql, params))
    );
  } catch (error) {
    throw await told(pool, fail, error, sql, { params, signal });
  }
}

/** The error to throw for a statement that may have failed midway. */
async function told(
  pool: ReaderPool,
  fail: Fail,
  error: unknown,
  sql: string,
  { params, signal }: Pick<StatementOptions, 'params' | 'signal'>
): Promise<PlumblineError> {
  const reason = signal?.aborted
    ? error
    : await reasonOf(error, sql, (again) => pool.run(signal, (session) => session.run(again, params)));
  return fail(reason, signal?.aborted === true);
}
