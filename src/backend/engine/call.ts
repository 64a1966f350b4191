/** One request on its way through the engine: what it asks, what has come back, and how often it has been tried. */
import { PlumblineError } from '../../query/errors';
import { type EngineFailure } from './messages';
import { type Queued } from './queue';
import { type OperationRequest, type QueryPart } from './wire';

export interface PartResult extends QueryPart {
  frames: Uint8Array[];
}

export interface CallOptions {
  operation: OperationRequest;
  parts?: readonly Uint8Array[];
  /** Milliseconds from now until the call is given up. */
  deadlineMs: number;
  signal: AbortSignal;
  user: string;
  /** May be sent again to a new child: it reads, or the store's ledger settles it. */
  repeatable: boolean;
  /** Keys of the statements in it by refId, for the penalties. */
  statements?: ReadonlyMap<string, string>;
  /** Takes the answer to one query as soon as it is there. */
  onPart?: (part: PartResult) => void;
}

export class Call implements Queued {
  alone = false;
  slow = false;
  /** Processor time that it may have had so far, milliseconds. */
  usedMs = 0;
  /** It has been told to stop and to wait for its share of the places; once in its life. */
  yielding: 'no' | 'now' | 'done' = 'no';
  attempts = 0;
  /** Why the child was told to give up, once it was. */
  cancelled?: 'deadline' | 'caller';
  settled = false;
  readonly answer: Promise<unknown>;
  private readonly finished = new Set<string>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private settle: { resolve: (value: unknown) => void; reject: (error: Error) => void };

  constructor(
    public id: number,
    readonly options: CallOptions
  ) {
    let settle = { resolve: (_value: unknown): void => undefined, reject: (_error: Error): void => undefined };
    this.answer = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.settle = settle;
  }

  get user(): string {
    return this.options.user;
  }

  /** It changes the store: no harm is done when it goes on, and some when it is cut off. */
  get writes(): boolean {
    const { operation } = this.options;
    return (
      operation.op === 'ingest' ||
      operation.op === 'audit' ||
      (operation.op === 'resource' && !isRead(operation.request.method))
    );
  }

  /** Whether stopping it now and running it again later costs little and does no harm. */
  mayYield(mostMs: number): boolean {
    const { operation, repeatable } = this.options;
    return (
      operation.op === 'query' &&
      repeatable &&
      this.yielding === 'no' &&
      this.cancelled === undefined &&
      this.usedMs < mostMs
    );
  }

  /** What goes to the child: on a repeat, without the queries that are answered already. */
  get operation(): OperationRequest {
    const { operation } = this.options;
    if (operation.op !== 'query' || this.finished.size === 0) {
      return operation;
    }
    const jobs = operation.request.jobs.filter((job) => !this.finished.has(job.query.refId));
    return { op: 'query', request: { ...operation.request, jobs } };
  }

  /** Queries of it that have no answer yet. */
  get unanswered(): number {
    const { operation } = this;
    return operation.op === 'query' ? operation.request.jobs.length : 0;
  }

  /** Statements that have not ended: when the engine dies, they are the suspects. */
  suspects(): string[] {
    return [...(this.options.statements ?? [])].filter(([refId]) => !this.finished.has(refId)).map(([, key]) => key);
  }

  after(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, ms);
    this.timers.add(timer);
  }

  takePart(part: PartResult): string | undefined {
    this.finished.add(part.refId);
    if (!this.settled) {
      this.options.onPart?.(part.error && this.cancelled === 'deadline' ? { ...part, error: this.timeout() } : part);
    }
    return part.error ? undefined : this.options.statements?.get(part.refId);
  }

  resolve(value: unknown): void {
    this.end();
    this.settle.resolve(value);
  }

  reject(error: Error): void {
    this.end();
    this.settle.reject(this.cancelled === 'deadline' ? fromFailure(this.timeout()) : error);
  }

  private timeout(): EngineFailure {
    return {
      code: 'timeout',
      message: `The query was stopped after ${Math.round(this.options.deadlineMs / 1000)} s`,
      remedy: 'Ask for a shorter time range, fewer columns, or a coarser window',
    };
  }

  private end(): void {
    this.settled = true;
    this.timers.forEach(clearTimeout);
    this.timers.clear();
  }
}

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

export const fromFailure = (failure: EngineFailure): PlumblineError =>
  new PlumblineError(failure.code, failure.message, failure.remedy, failure.place);
