/**
 * The front's side of one engine child: starts it, sends it calls, gives each a deadline, kills it when a call does not
 * stop, and brings it back at once.
 *
 * A query that turns out to be slow, and keeps quick ones waiting, is stopped once and runs again among the slow.
 *
 * When the child dies, reads in flight are repeated and writes by their idempotency key. If nobody had to be killed, the
 * reason is unknown, so the repeats run one at a time: a call that brings down its second child is the reason. Statements
 * that have ended well before are suspected later, since a child can also be killed from outside, again and again.
 */
import { PlumblineError } from '../../query/errors';
import { type Logger } from '../grafana/log';
import { Call, type CallOptions, fromFailure } from './call';
import { EngineChild } from './engineChild';
import { type Framed } from './framing';
import { GROWTH, type GrowthLimits } from './growth';
import { blame, settleLosses } from './losses';
import { unsendable } from './outcomes';
import { Pacer } from './pacer';
import { Penalties } from './penalties';
import { type EngineCommand } from './process';
import { processorMs } from './processor';
import { CallQueue, type QueueLimits } from './queue';
import { type FromChild, type OpenStore } from './wire';

/** Time between "give up" and the kill. */
const GRACE_MS = 2_000;
/** A store that another process holds, or that does not open, is tried again this often. */
const REOPEN_MS = 2_000;
/** Children in a row that end while they open the store, until calls are told so: killed from outside, or by themselves. */
const OPENINGS = { killed: 8, crashed: 2 };

export interface HostOptions {
  command: EngineCommand;
  open: OpenStore;
  limits: QueueLimits;
  log: Logger;
  /** When an engine is replaced because its memory has grown. */
  growth?: GrowthLimits;
  /** Called when a child ends that nobody asked to end. */
  onRestart?: (reason: 'killed' | 'crashed') => void;
}

type State =
  | { name: 'stopped' }
  | { name: 'opening'; child: EngineChild }
  | { name: 'ready'; child: EngineChild }
  /** The store did not open; the reason is what every call is told. */
  | { name: 'refused'; reason: PlumblineError; since: number }
  | { name: 'closed' };

export class EngineHost {
  readonly penalties = new Penalties();
  private readonly pacer: Pacer;
  private state: State = { name: 'stopped' };
  private readonly queue: CallQueue<Call>;
  private nextId = 1;
  private failedOpenings = 0;
  private open: OpenStore;

  constructor(private readonly options: HostOptions) {
    this.open = options.open;
    this.queue = new CallQueue(options.limits);
    this.pacer = new Pacer(
      this.queue,
      (call) => this.yieldPlace(call),
      () => processorMs(this.pid)
    );
  }

  /** Process id of the child, while there is one. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  private get child(): EngineChild | undefined {
    return 'child' in this.state ? this.state.child : undefined;
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

  /** Opens the store with other options: the child closes, calls under way are repeated in the next one. */
  reopen(open: OpenStore): void {
    this.open = open;
    if (this.child) {
      this.replace(this.child);
    }
  }

  /**
   * Ends the child until somebody asks again, unless it has work.
   * @returns true when there is no child
   */
  rest(): boolean {
    const { state } = this;
    if (state.name === 'ready' && this.isIdle && !state.child.replaced) {
      this.replace(state.child);
    }
    return !('child' in state);
  }

  private replace(child: EngineChild): void {
    child.replaced = true;
    void child.close();
  }

  private get isIdle(): boolean {
    return this.queue.running.size === 0 && this.queue.length === 0;
  }

  /** Lets the child close its store, then makes sure that it has ended. */
  async close(): Promise<void> {
    const { child } = this;
    this.state = { name: 'closed' };
    this.pacer.close();
    const ended = new PlumblineError('unavailable', 'The data source is closing', 'Try again');
    [...this.queue.takeAll(), ...this.queue.running].forEach((call) => call.reject(ended));
    await child?.close();
  }

  private pump(): void {
    const { state } = this;
    if (state.name === 'stopped' || (state.name === 'refused' && Date.now() - state.since > REOPEN_MS)) {
      this.start();
      return;
    }
    if (state.name === 'refused') {
      this.queue.takeAll().forEach((call) => call.reject(state.reason));
      return;
    }
    if (state.name !== 'ready' || state.child.replaced) {
      return;
    }
    for (let call = this.queue.take(); call; call = this.queue.take()) {
      call.attempts++;
      const { id, operation } = call;
      state.child
        .send({ kind: 'request', id, operation }, call.options.parts)
        .catch((error: unknown) => this.finish(call, () => call.reject(unsendable(error))));
    }
    this.pacer.watch();
    if (state.child.grown && this.isIdle) {
      this.replace(state.child);
    }
  }

  /** Asks a slow call to make room. */
  private yieldPlace(call: Call): void {
    if (this.state.name === 'ready') {
      call.yielding = 'now';
      this.state.child.cancel(call.id);
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

  private start(): void {
    const failed = (error: unknown): void =>
      this.refuse(
        new PlumblineError(
          'unavailable',
          `The query engine does not start: ${error instanceof Error ? error.message : String(error)}`
        )
      );
    try {
      const child = new EngineChild(this.options.command, this.open.memoryMiB, {
        receive: (from, framed) => this.receive(from, framed),
        ended: (from) => this.ended(from),
        failed,
      });
      this.state = { name: 'opening', child };
      void child.send({ kind: 'open', open: this.open, growth: this.options.growth ?? GROWTH }).catch(() => undefined);
    } catch (error) {
      failed(error);
    }
  }

  private receive(child: EngineChild, { message, parts }: Framed<FromChild>): void {
    if (this.child !== child || child.replaced) {
      return;
    }
    switch (message.kind) {
      case 'opened':
        this.failedOpenings = 0;
        this.state = { name: 'ready', child };
        break;
      case 'grown':
        this.options.log.info('a fresh engine takes over once nobody asks: memory has grown', { byMiB: message.byMiB });
        child.grown = true;
        break;
      case 'refused':
        this.refuse(fromFailure(message.failure));
        return;
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
   * Asks the child to give up; a call that goes on is ended with its process. A write whose caller has gone leaves the
   * queue, or ends unheard: only its deadline ends it by force.
   */
  private cancel(call: Call, reason: 'deadline' | 'caller'): void {
    const unheard = call.writes && call.cancelled === 'caller' && reason === 'deadline';
    if (call.settled || (call.cancelled && !unheard)) {
      return;
    }
    call.cancelled = reason;
    if (!this.queue.running.has(call)) {
      this.finish(call, () => call.reject(new PlumblineError('timeout', 'The request was cancelled')));
      return;
    }
    this.child?.cancel(call.id);
    if (reason === 'deadline' || !call.writes) {
      call.after(GRACE_MS, () => this.kill(call));
    }
  }

  private kill(call: Call): void {
    const { child } = this;
    if (!child || !this.queue.running.has(call)) {
      return;
    }
    this.options.log.warn('killing the engine: a query does not stop', { user: call.user, pid: child.pid });
    blame(call, this.queue.running, this.penalties);
    this.finish(call, () => call.reject(new PlumblineError('timeout', 'The request was cancelled')));
    child.kill();
  }

  /** The child is gone: repeats what may be repeated, and starts the next one. */
  private ended(child: EngineChild): void {
    if (this.child !== child) {
      return;
    }
    const wanted = child.killed || child.replaced;
    if (!child.replaced) {
      this.options.onRestart?.(wanted ? 'killed' : 'crashed');
    }
    if (!wanted) {
      this.options.log.error('the engine ended by itself', child.ending);
    }
    const wasOpening = this.state.name === 'opening';
    const lost = [...this.queue.running];
    lost.forEach((call) => this.queue.drop(call));
    this.queue.addFirst(settleLosses(lost, wanted, this.penalties));
    if (
      wasOpening &&
      !wanted &&
      ++this.failedOpenings >= OPENINGS[child.ending.signal === 'SIGKILL' ? 'killed' : 'crashed']
    ) {
      this.failedOpenings = 0;
      this.refuse(
        new PlumblineError(
          'unavailable',
          'The query engine ended while it opened its store',
          "The reason is in Grafana's server log"
        )
      );
      return;
    }
    this.state = { name: 'stopped' };
    if (!child.replaced || child.grown || !this.isIdle) {
      this.start();
    }
  }

  /** The store does not open: whoever waits is told why, and the next call after a while tries again. */
  private refuse(reason: PlumblineError): void {
    this.options.log.warn('the store does not open', { reason: reason.text });
    const { child } = this;
    this.state = { name: 'refused', reason, since: Date.now() };
    child?.dismiss();
    this.queue.takeAll().forEach((call) => call.reject(reason));
  }
}
