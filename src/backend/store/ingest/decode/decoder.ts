/** Decoding threads: each has one batch at a time, from its body to its typed columns. */
import { Worker } from 'node:worker_threads';
import { PlumblineError } from '../../../../query/errors';
import { type Decode, type DecodeAnswer, type DecodeRequest, type Summary } from './protocol';
import { type KeyCounts } from './summary';
import { type BatchField, type Refusal, type TypedBatch } from './typeBatch';
import source from './worker?bundled';

const THREADS = 2;
/** The heap of a thread; buffers lie beside it and are bounded by the limit of cells. */
const HEAP_MIB = 256;
/** No body of the allowed size takes a tenth of it. */
const TIMEOUT_MS = 30_000;

/** A batch that a thread holds. To be released once, in every case. */
export interface HeldBatch extends Summary {
  type(fields: BatchField[], refused: Map<string, Refusal>): Promise<TypedBatch>;
  /** Values by key of the rows that fit `fields`. */
  count(fields: BatchField[]): Promise<KeyCounts[]>;
  release(): void;
}

interface Thread {
  worker: Worker;
  /** Settles the request under way. */
  settle?: (answer: DecodeAnswer | Error) => void;
  dead: boolean;
}

export class Decoder {
  private readonly idle: Thread[] = [];
  private readonly waiting: Array<(thread: Thread) => void> = [];
  private readonly all = new Set<Thread>();

  constructor(
    private readonly threads = THREADS,
    private readonly heapMiB = HEAP_MIB
  ) {}

  /**
   * Reads a body; waits for a thread while all have a batch.
   * @throws PlumblineError for a body that is no batch, or that a thread's memory cannot hold
   */
  async hold(how: Decode, body: Uint8Array): Promise<HeldBatch> {
    const thread = await this.take();
    try {
      // The thread gets a copy, for the body may be part of a larger buffer or be sent once more.
      const copy = new Uint8Array(body);
      const answer = await this.ask(thread, { op: 'decode', ...how, body: copy }, [copy.buffer]);
      if (answer.kind !== 'summary') {
        throw new Error(`a body was answered with ${answer.kind}`);
      }
      let last: Promise<unknown> = Promise.resolve();
      const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
        const asked = last.then(ask);
        last = asked.catch(() => undefined);
        return asked;
      };
      return {
        ...answer.summary,
        type: (fields, refused) => inTurn(() => this.typed(thread, fields, refused)),
        count: (fields) => inTurn(() => this.counted(thread, fields)),
        // Typing may have begun ahead, and nobody waits for it any more.
        release: () => void last.then(() => this.giveBack(thread)),
      };
    } catch (error) {
      this.giveBack(thread);
      throw error;
    }
  }

  private async typed(thread: Thread, fields: BatchField[], refused: Map<string, Refusal>): Promise<TypedBatch> {
    const answer = await this.ask(thread, { op: 'type', fields, refused });
    if (answer.kind !== 'typed') {
      throw new Error(`fields were answered with ${answer.kind}`);
    }
    return answer.typed;
  }

  private async counted(thread: Thread, fields: BatchField[]): Promise<KeyCounts[]> {
    const answer = await this.ask(thread, { op: 'count', fields });
    if (answer.kind !== 'counts') {
      throw new Error(`fields were answered with ${answer.kind}`);
    }
    return answer.counts;
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.all, ({ worker }) => worker.terminate()));
  }

  private take(): Promise<Thread> | Thread {
    const thread = this.idle.pop();
    if (thread) {
      return thread;
    }
    return this.all.size < this.threads ? this.start() : new Promise((resolve) => this.waiting.push(resolve));
  }

  private giveBack(thread: Thread): void {
    if (!thread.dead) {
      thread.worker.postMessage({ op: 'forget' } satisfies DecodeRequest);
    }
    const next = this.waiting.shift();
    if (next) {
      next(thread.dead ? this.start() : thread);
    } else if (!thread.dead) {
      this.idle.push(thread);
    }
  }

  private start(): Thread {
    const worker = new Worker(source, { eval: true, resourceLimits: { maxOldGenerationSizeMb: this.heapMiB } });
    const thread: Thread = { worker, dead: false };
    this.all.add(thread);
    // Whoever holds the store keeps the process alive, not its idle threads.
    worker.unref();
    worker.on('message', (answer: DecodeAnswer) => thread.settle?.(answer));
    worker.on('error', (error) => this.ended(thread, error));
    worker.on('exit', () => this.ended(thread, new Error('the decoding thread ended')));
    return thread;
  }

  private ended(thread: Thread, error: Error): void {
    thread.dead = true;
    this.all.delete(thread);
    const place = this.idle.indexOf(thread);
    if (place >= 0) {
      this.idle.splice(place, 1);
    }
    thread.settle?.(error);
  }

  private async ask(
    thread: Thread,
    request: DecodeRequest,
    transfer: ArrayBuffer[] = []
  ): Promise<Exclude<DecodeAnswer, { kind: 'failure' | 'defect' }>> {
    if (thread.dead) {
      throw undecodable(new Error('the thread had ended before'));
    }
    thread.worker.ref();
    const timer = setTimeout(() => void thread.worker.terminate(), TIMEOUT_MS);
    const answer = await new Promise<DecodeAnswer | Error>((resolve) => {
      thread.settle = resolve;
      thread.worker.postMessage(request, transfer);
    });
    clearTimeout(timer);
    thread.settle = undefined;
    if (answer instanceof Error) {
      throw undecodable(answer);
    }
    thread.worker.unref();
    if (answer.kind === 'failure') {
      throw new PlumblineError(answer.code, answer.message, answer.remedy, answer.place);
    }
    if (answer.kind === 'defect') {
      const defect = new PlumblineError(
        'internal',
        'The batch could not be read',
        "Its cause is in Grafana's server log"
      );
      defect.stack = answer.stack;
      throw defect;
    }
    return answer;
  }
}

function undecodable(cause: Error): PlumblineError {
  const failure = new PlumblineError(
    'too_large',
    'The body takes more memory or time to decode than a batch may',
    'Send fewer or shorter rows at a time'
  );
  failure.cause = cause;
  return failure;
}
