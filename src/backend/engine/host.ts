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
import { type ChildProcess } from 'node:child_process';
import { PlumblineError } from '../../query/errors';
import { type Logger } from '../grafana/log';
import { Call, type CallOptions, fromFailure } from './call';
import { type Channel, type Framed, openChannel } from './framing';
import { lostCall, unsendable } from './outcomes';
import { Pacer } from './pacer';
import { Penalties } from './penalties';
import { type EngineCommand, startEngine } from './process';
import { processorMs } from './processor';
import { CallQueue, type QueueLimits } from './queue';
import { type FromChild, type OpenStore, type ToChild } from './wire';

/** Time between "give up" and the kill. */
const GRACE_MS = 2_000;
/** A store that another process holds, or that does not open, is tried again this often. */
const REOPEN_MS = 2_000;
const CLOSE_MS = 700;
/** How often a call may lose its child, and after how many times it runs alone; of proven statements, and of others. */
const PATIENCE = { proven: { attempts: 5, together: 2 }, other: { attempts: 2, together: 1 } };
/** Children in a row that end while they open the store, until calls are told so: killed from outside, or by themselves. */
const OPENINGS = { killed: 8, crashed: 2 };

export interface HostOptions {
  command: EngineCommand;
  open: OpenStore;
  limits: QueueLimits;
  log: Logger;
  /** Called when a child ends that nobody asked to end. */
  onRestart?: (reason: 'killed' | 'crashed') => void;
}

type State =
  | { name: 'stopped' }
  | { name: 'opening'; engine: Engine }
  | { name: 'ready'; engine: Engine }
  /** The store did not open; the reason is what every call is told. */
  | { name: 'refused'; reason: PlumblineError; since: number }
  | { name: 'closed' };

interface Engine {
  child: ChildProcess;
  channel: Channel<ToChild>;
  /** The front killed it. */
  killed: boolean;
  /** It is closing because it was asked to: nothing it says counts any more. */
  replaced: boolean;
}

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
    return 'engine' in this.state ? this.state.engine.child.pid : undefined;
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
    if ('engine' in this.state) {
      this.state.engine.replaced = true;
      this.endChild(this.state.engine);
    }
  }

  /**
   * Ends the child until somebody asks again, unless it has work.
   * @returns true when there is no child
   */
  rest(): boolean {
    const { state } = this;
    if (state.name === 'ready' && this.isIdle && !state.engine.replaced) {
      state.engine.replaced = true;
      this.endChild(state.engine);
    }
    return !('engine' in state);
  }

  private get isIdle(): boolean {
    return this.queue.running.size === 0 && this.queue.length === 0;
  }

  /** Lets the child close its store, then makes sure that it has ended. */
  async close(): Promise<void> {
    const { state } = this;
    this.state = { name: 'closed' };
    this.pacer.close();
    const ended = new PlumblineError('unavailable', 'The data source is closing', 'Try again');
    [...this.queue.takeAll(), ...this.queue.running].forEach((call) => call.reject(ended));
    if (!('engine' in state)) {
      return;
    }
    const { child } = state.engine;
    if (child.exitCode === null && child.signalCode === null) {
      const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      this.endChild(state.engine);
      await exit;
    }
  }

  /** Asks the child to close its store, and ends it when it does not. */
  private endChild({ child, channel }: Engine): void {
    void channel.send({ kind: 'close' }).catch(() => undefined);
    const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
    child.once('exit', () => clearTimeout(timer));
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
    if (state.name !== 'ready' || state.engine.replaced) {
      return;
    }
    for (let call = this.queue.take(); call; call = this.queue.take()) {
      call.attempts++;
      const { id, operation } = call;
      state.engine.channel
        .send({ kind: 'request', id, operation }, call.options.parts)
        .catch((error: unknown) => this.finish(call, () => call.reject(unsendable(error))));
    }
    this.pacer.watch();
  }

  /** Asks a slow call to make room. */
  private yieldPlace(call: Call): void {
    if (this.state.name === 'ready') {
      call.yielding = 'now';
      void this.state.engine.channel.send({ kind: 'cancel', id: call.id }).catch(() => undefined);
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
    let engine: Engine;
    try {
      const { child, stream } = startEngine(this.options.command, this.open.memoryMiB);
      const channel = openChannel<ToChild, FromChild>(
        stream,
        (framed) => this.receive(engine, framed),
        () => child.kill('SIGKILL')
      );
      engine = { child, channel, killed: false, replaced: false };
      child.once('exit', () => this.ended(engine));
      child.once('error', (error) =>
        this.refuse(new PlumblineError('unavailable', `The query engine does not start: ${error.message}`))
      );
      this.state = { name: 'opening', engine };
      void channel.send({ kind: 'open', open: this.open }).catch(() => undefined);
    } catch (error) {
      this.refuse(new PlumblineError('unavailable', `The query engine does not start: ${String(error)}`));
    }
  }

  private receive(engine: Engine, { message, parts }: Framed<FromChild>): void {
    if (!('engine' in this.state) || this.state.engine !== engine || engine.replaced) {
      return;
    }
    switch (message.kind) {
      case 'opened':
        this.failedOpenings = 0;
        this.state = { name: 'ready', engine };
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
    if ('engine' in this.state) {
      void this.state.engine.channel.send({ kind: 'cancel', id: call.id }).catch(() => undefined);
    }
    if (reason === 'deadline' || !call.writes) {
      call.after(GRACE_MS, () => this.kill(call));
    }
  }

  private kill(call: Call): void {
    const { state } = this;
    if (!('engine' in state) || !this.queue.running.has(call)) {
      return;
    }
    this.options.log.warn('killing the engine: a query does not stop', {
      user: call.user,
      pid: state.engine.child.pid,
    });
    this.blame(call);
    this.finish(call, () => call.reject(new PlumblineError('timeout', 'The request was cancelled')));
    state.engine.killed = true;
    state.engine.child.kill('SIGKILL');
  }

  private blame(call: Call): void {
    const others = [...this.queue.running].filter((other) => other !== call).flatMap((other) => other.suspects());
    this.penalties.blame(call.suspects(), call.user, others);
  }

  /** The child is gone: repeats what may be repeated, and starts the next one. */
  private ended(engine: Engine): void {
    if (!('engine' in this.state) || this.state.engine !== engine) {
      return;
    }
    const { child } = engine;
    const wanted = engine.killed || engine.replaced;
    if (!engine.replaced) {
      this.options.onRestart?.(wanted ? 'killed' : 'crashed');
    }
    if (!wanted) {
      this.options.log.error('the engine ended by itself', {
        code: child.exitCode ?? undefined,
        signal: child.signalCode ?? undefined,
      });
    }
    const wasOpening = this.state.name === 'opening';
    const again: Call[] = [];
    for (const call of [...this.queue.running]) {
      this.queue.drop(call);
      call.yielding = call.yielding === 'now' ? 'done' : call.yielding;
      if (this.mayRepeat(call)) {
        call.alone = !wanted && call.attempts >= this.patience(call).together;
        again.push(call);
        continue;
      }
      if (call.alone && !wanted) {
        this.blame(call);
      }
      call.reject(lostCall(call));
    }
    this.queue.addFirst(again);
    if (
      wasOpening &&
      !wanted &&
      ++this.failedOpenings >= OPENINGS[child.signalCode === 'SIGKILL' ? 'killed' : 'crashed']
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
    if (!engine.replaced || !this.isIdle) {
      this.start();
    }
  }

  private mayRepeat(call: Call): boolean {
    return call.options.repeatable && call.attempts < this.patience(call).attempts && call.cancelled === undefined;
  }

  private patience(call: Call): { attempts: number; together: number } {
    return call.operation.op === 'query' && this.penalties.isProven(call.suspects()) ? PATIENCE.proven : PATIENCE.other;
  }

  /** The store does not open: whoever waits is told why, and the next call after a while tries again. */
  private refuse(reason: PlumblineError): void {
    this.options.log.warn('the store does not open', { reason: reason.text });
    if ('engine' in this.state) {
      const { child } = this.state.engine;
      this.state = { name: 'refused', reason, since: Date.now() };
      child.kill('SIGKILL');
    }
    this.state = { name: 'refused', reason, since: Date.now() };
    this.queue.takeAll().forEach((call) => call.reject(reason));
  }
}
