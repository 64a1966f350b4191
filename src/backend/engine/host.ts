/**
 * The front's side of the engine: sends calls to the child in the room, gives each a deadline, and has the child killed when
 * a call does not stop.
 *
 * A query that turns out to be slow, and keeps quick ones waiting, is stopped once and runs again among the slow.
 *
 * When the child dies, reads in flight are repeated and writes by their idempotency key. If nobody had to be killed, the
 * reason is unknown, so the repeats run one at a time: a call that brings down its second child is the reason. Statements
 * that have ended well before are suspected later, since a child can also be killed from outside, again and again.
 */
import { PlumblineError } from '../../query/errors';
import { Call, type CallOptions, fromFailure } from './call';
import { EngineRoom, type RoomOptions } from './engineRoom';
import { type Framed } from './framing';
import { blame, settleLosses } from './losses';
import { unsendable } from './outcomes';
import { Pacer } from './pacer';
import { Penalties } from './penalties';
import { processorMs } from './processor';
import { CallQueue, type QueueLimits } from './queue';
import { type AboutCall, type OpenStore } from './wire';

/** Time between "give up" and the kill. */
const GRACE_MS = 2_000;

export interface HostOptions extends RoomOptions {
  limits: QueueLimits;
}

export class EngineHost {
  readonly penalties = new Penalties();
  private readonly pacer: Pacer;
  private readonly room: EngineRoom;
  private readonly queue: CallQueue<Call>;
  private nextId = 1;

  constructor(private readonly options: HostOptions) {
    this.queue = new CallQueue(options.limits);
    this.room = new EngineRoom(options, {
      ready: () => this.pump(),
      answered: (message) => this.receive(message),
      lost: (wanted) => this.lose(wanted),
      refused: (reason) => this.rejectWaiting(reason),
      isIdle: () => this.isIdle,
    });
    this.pacer = new Pacer(
      this.queue,
      (call) => this.yieldPlace(call),
      () => processorMs(this.pid)
    );
  }

  /** Process id of the child, while there is one. */
  get pid(): number | undefined {
    return this.room.child?.pid;
  }

  get load(): { running: number; waiting: number } {
    return { running: this.queue.running.size, waiting: this.queue.length };
  }

  /**
   * Runs one operation in the child.
   * @throws PlumblineError as the operation does; `timeout` at the deadline, `too_many` when the queue is full,
   * `unavailable` when the store cannot be opened or the child died twice under the call
   */
  async run(options: CallOptions): Promise<unknown> {
    const call = new Call(this.nextId++, options);
    this.pacer.expect(call);
    this.queue.add(call);
    const giveUp = (): void => this.cancel(call, 'caller');
    call.after(options.deadlineMs, () => this.cancel(call, 'deadline'));
    options.signal.addEventListener('abort', giveUp, { once: true });
    if (options.signal.aborted) {
      giveUp();
    }
    this.pump();
    try {
      return await call.answer;
    } finally {
      options.signal.removeEventListener('abort', giveUp);
    }
  }

  /** Opens the store with other options; calls under way are repeated in the next child. */
  reopen(open: OpenStore): void {
    this.room.reopen(open);
  }

  /**
   * Ends the child until somebody asks again, unless it has work.
   * @returns true when there is no child
   */
  rest(): boolean {
    const { child } = this.room;
    if (child && this.room.isOpen && this.isIdle && !child.replaced) {
      this.room.replace(child);
    }
    return this.room.child === undefined;
  }

  private get isIdle(): boolean {
    return this.queue.running.size === 0 && this.queue.length === 0;
  }

  /** Lets the child close its store, then makes sure that it has ended. */
  async close(): Promise<void> {
    const closing = this.room.close();
    this.pacer.close();
    const ended = new PlumblineError('unavailable', 'The data source is closing', 'Try again');
    [...this.queue.takeAll(), ...this.queue.running].forEach((call) => call.reject(ended));
    await closing;
  }

  private pump(): void {
    const child = this.room.wake();
    if (child instanceof PlumblineError) {
      this.rejectWaiting(child);
      return;
    }
    if (!child) {
      return;
    }
    for (let call = this.queue.take(); call; call = this.queue.take()) {
      call.attempts++;
      const { id, operation } = call;
      child
        .send({ kind: 'request', id, operation }, call.options.parts)
        .catch((error: unknown) => this.finish(call, () => call.reject(unsendable(error))));
    }
    this.pacer.watch();
    if (child.grown && this.isIdle) {
      this.room.replace(child);
    }
  }

  private rejectWaiting(reason: PlumblineError): void {
    this.queue.takeAll().forEach((call) => call.reject(reason));
  }

  /** Asks a slow call to make room. */
  private yieldPlace(call: Call): void {
    if (this.room.isOpen) {
      call.yielding = 'now';
      this.room.child?.cancel(call.id);
    }
  }

  /** It has stopped: what it has not answered yet runs again when there is a place for a slow call. */
  private putBack(call: Call): void {
    call.yielding = 'done';
    call.attempts--;
    // The child may not have forgotten the old one yet.
    call.id = this.nextId++;
    this.queue.drop(call);
    if (call.cancelled !== undefined) {
      call.reject(new PlumblineError('timeout', 'The request was cancelled'));
    } else {
      this.queue.addFirst([call]);
    }
  }

  private receive({ message, parts }: Framed<AboutCall>): void {
    switch (message.kind) {
      case 'part':
        this.withCall(message.id, (call) => {
          if (call.yielding === 'now' && message.part.error) {
            return;
          }
          const proven = call.takePart({ ...message.part, frames: parts });
          if (proven !== undefined) {
            this.penalties.acquit(proven);
            this.pacer.answered(call, proven);
          }
        });
        return;
      case 'answer':
        this.withCall(message.id, (call) => {
          if (call.yielding === 'now' && call.unanswered > 0) {
            this.putBack(call);
          } else {
            this.finish(call, () => call.resolve(message.answer));
          }
        });
        break;
      case 'error':
        this.withCall(message.id, (call) => {
          if (call.yielding === 'now') {
            this.putBack(call);
          } else {
            this.finish(call, () => call.reject(fromFailure(message.failure)));
          }
        });
        break;
    }
    this.pump();
  }

  private withCall(id: number, run: (call: Call) => void): void {
    for (const call of this.queue.running) {
      if (call.id === id) {
        run(call);
        return;
      }
    }
  }

  private finish(call: Call, settle: () => void): void {
    this.queue.drop(call);
    settle();
  }

  /**
   * Asks the child to give up; past its deadline a call that goes on is ended with its process. A call whose caller has
   * gone leaves the queue, or ends unheard: a busy machine may take longer to stop it than a grace, and nobody waits.
   */
  private cancel(call: Call, reason: 'deadline' | 'caller'): void {
    const unheard = call.cancelled === 'caller' && reason === 'deadline';
    if (call.settled || (call.cancelled && !unheard)) {
      return;
    }
    call.cancelled = reason;
    if (!this.queue.running.has(call)) {
      this.finish(call, () => call.reject(new PlumblineError('timeout', 'The request was cancelled')));
      return;
    }
    this.room.child?.cancel(call.id);
    if (reason === 'deadline') {
      call.after(GRACE_MS, () => this.kill(call));
    }
  }

  private kill(call: Call): void {
    const { child } = this.room;
    if (!child || !this.queue.running.has(call)) {
      return;
    }
    this.options.log.warn('killing the engine: a query does not stop', { user: call.user, pid: child.pid });
    blame(call, this.queue.running, this.penalties);
    this.finish(call, () => call.reject(new PlumblineError('timeout', 'The request was cancelled')));
    child.kill();
  }

  /** Repeats what may be repeated. */
  private lose(wanted: boolean): void {
    const lost = [...this.queue.running];
    lost.forEach((call) => this.queue.drop(call));
    this.queue.addFirst(settleLosses(lost, wanted, this.penalties));
  }
}
