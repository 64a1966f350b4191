/** The place of the one engine child: starts it, lets the next one in when it ends, and knows why there is none. */
import { PlumblineError } from '../../query/errors';
import { type Logger } from '../grafana/log';
import { fromFailure } from './call';
import { EngineChild } from './engineChild';
import { type Framed } from './framing';
import { GROWTH, type GrowthLimits } from './growth';
import { type EngineCommand } from './process';
import { type AboutCall, type FromChild, type OpenStore } from './wire';

/** A store that another process holds, or that does not open, is tried again this often. */
const REOPEN_MS = 2_000;
/** Children in a row that end while they open the store, until calls are told so: killed from outside, or by themselves. */
const OPENINGS = { killed: 8, crashed: 2 };

export interface RoomOptions {
  command: EngineCommand;
  open: OpenStore;
  log: Logger;
  /** When an engine is replaced because its memory has grown. */
  growth?: GrowthLimits;
  /** Called when a child ends that nobody asked to end. */
  onRestart?: (reason: 'killed' | 'crashed') => void;
}

export interface RoomEvents {
  /** The child takes calls, or asks to be replaced. */
  ready: () => void;
  answered: (message: Framed<AboutCall>) => void;
  /** The child is gone, with the calls that it had. */
  lost: (wanted: boolean) => void;
  /** The store does not open. */
  refused: (reason: PlumblineError) => void;
  isIdle: () => boolean;
}

type State =
  | { name: 'stopped' }
  | { name: 'opening'; child: EngineChild }
  | { name: 'ready'; child: EngineChild }
  /** The store did not open; the reason is what every call is told. */
  | { name: 'refused'; reason: PlumblineError; since: number }
  | { name: 'closed' };

export class EngineRoom {
  private state: State = { name: 'stopped' };
  private failedOpenings = 0;
  private open: OpenStore;

  constructor(
    private readonly options: RoomOptions,
    private readonly events: RoomEvents
  ) {
    this.open = options.open;
  }

  /** The child there is, whether or not it takes calls. */
  get child(): EngineChild | undefined {
    return 'child' in this.state ? this.state.child : undefined;
  }

  /** True when the child takes calls, or did until it was asked to close. */
  get isOpen(): boolean {
    return this.state.name === 'ready';
  }

  /**
   * The child that takes calls; starts one where there is none.
   * @returns undefined while none does, or the reason why none will soon
   */
  wake(): EngineChild | PlumblineError | undefined {
    const { state } = this;
    if (state.name === 'stopped' || (state.name === 'refused' && Date.now() - state.since > REOPEN_MS)) {
      this.start();
      return undefined;
    }
    if (state.name === 'refused') {
      return state.reason;
    }
    return state.name === 'ready' && !state.child.replaced ? state.child : undefined;
  }

  /** Opens the store with other options: the child closes, and the next one opens it. */
  reopen(open: OpenStore): void {
    this.open = open;
    if (this.child) {
      this.replace(this.child);
    }
  }

  /** Asks the child to close; the next one comes when there are calls, or where this one had grown. */
  replace(child: EngineChild): void {
    child.replaced = true;
    void child.close();
  }

  /** Lets the child close its store, and makes sure that it has ended; there will be no other. */
  async close(): Promise<void> {
    const { child } = this;
    this.state = { name: 'closed' };
    await child?.close();
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
      const { growth = GROWTH } = this.options;
      void child.send({ kind: 'open', open: this.open, growth }).catch(() => undefined);
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
        this.events.ready();
        return;
      case 'refused':
        this.refuse(fromFailure(message.failure));
        return;
      case 'grown':
        this.options.log.info('a fresh engine takes over once nobody asks: memory has grown', { byMiB: message.byMiB });
        child.grown = true;
        this.events.ready();
        return;
      default:
        this.events.answered({ message, parts });
    }
  }

  /** The child is gone: starts the next one. */
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
    this.events.lost(wanted);
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
    if (!child.replaced || child.grown || !this.events.isIdle()) {
      this.start();
    }
  }

  /** The next call after a while tries again. */
  private refuse(reason: PlumblineError): void {
    this.options.log.warn('the store does not open', { reason: reason.text });
    const { child } = this;
    this.state = { name: 'refused', reason, since: Date.now() };
    child?.dismiss();
    this.events.refused(reason);
  }
}
