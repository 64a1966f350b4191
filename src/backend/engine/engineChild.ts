/** One child process of the engine and the channel to it. */
import { type ChildProcess } from 'node:child_process';
import { type Channel, type Framed, openChannel } from './framing';
import { type EngineCommand, startEngine } from './process';
import { type FromChild, type ToChild } from './wire';

/** A child that is asked to close gets so long for it. */
const CLOSE_MS = 700;

export interface ChildEvents {
  receive: (child: EngineChild, framed: Framed<FromChild>) => void;
  ended: (child: EngineChild) => void;
  /** The operating system could not start it. */
  failed: (error: Error) => void;
}

export class EngineChild {
  /** The front killed it. */
  killed = false;
  /** It asked to be replaced while nobody asks anything. */
  grown = false;
  /** It is closing because it was asked to: nothing it says counts any more. */
  replaced = false;
  private readonly process: ChildProcess;
  private readonly channel: Channel<ToChild>;

  /**
   * @param memoryMiB DuckDB's memory limit
   * @throws Error when the operating system cannot start the process
   */
  constructor(command: EngineCommand, memoryMiB: number, events: ChildEvents) {
    const { child, stream } = startEngine(command, memoryMiB);
    this.process = child;
    this.channel = openChannel<ToChild, FromChild>(
      stream,
      (framed) => events.receive(this, framed),
      () => child.kill('SIGKILL')
    );
    child.once('exit', () => events.ended(this));
    child.once('error', events.failed);
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** How it ended; undefined values while it runs. */
  get ending(): { code?: number; signal?: string } {
    return { code: this.process.exitCode ?? undefined, signal: this.process.signalCode ?? undefined };
  }

  /** Rejects when the message cannot be written down; a child that is gone takes messages without a word. */
  send(message: ToChild, parts?: readonly Uint8Array[]): Promise<void> {
    return this.channel.send(message, parts);
  }

  /** Asks it to give up a call. */
  cancel(id: number): void {
    void this.send({ kind: 'cancel', id }).catch(() => undefined);
  }

  /** Asks it to close its store, and ends it when it does not; resolves when it has ended. */
  async close(): Promise<void> {
    const { code, signal } = this.ending;
    if (code !== undefined || signal !== undefined) {
      return;
    }
    const exit = new Promise<void>((resolve) => this.process.once('exit', () => resolve()));
    void this.send({ kind: 'close' }).catch(() => undefined);
    const timer = setTimeout(() => this.process.kill('SIGKILL'), CLOSE_MS);
    await exit;
    clearTimeout(timer);
  }

  /** Ends it because of a call that does not stop. */
  kill(): void {
    this.killed = true;
    this.process.kill('SIGKILL');
  }

  /** Ends it because it has no store. */
  dismiss(): void {
    this.process.kill('SIGKILL');
  }
}
