/**
 * How long queries take. One that has had its time is slow: its statements are remembered, so that the next time it waits
 * for its like and not the others for it, and where it keeps quick ones waiting now it is asked to make room.
 */
import { availableParallelism } from 'node:os';
import { type Call } from './call';
import { type CallQueue } from './queue';

/** A query that has had more processor time is slow. */
const QUICK_MS = 50;
/** One that has had more is left alone: too much would have to be done again. */
const YIELD_MS = 1_000;
const PACE_MS = 25;
const CORES = availableParallelism();
/** How many statements are remembered, the oldest forgotten first. */
const REMEMBERED = 2_000;

export class Pacer {
  private readonly slow = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param makeRoom asked to stop a call and to run it again among the slow
   * @param usedMs processor time of the engine so far, which a busy machine does not make longer; undefined where unknown
   */
  constructor(
    private readonly queue: CallQueue<Call>,
    private readonly makeRoom: (call: Call) => void,
    private readonly usedMs: () => number | undefined
  ) {}

  /** What is known of a call before it runs. */
  expect(call: Call): void {
    call.slow = call.suspects().some((statement) => this.slow.has(statement));
  }

  /** A statement has ended by itself. */
  answered(call: Call, statement: string): void {
    if (call.usedMs <= QUICK_MS) {
      this.slow.delete(statement);
    }
  }

  /** Looks at what runs until nothing does. */
  watch(): void {
    const { running } = this.queue;
    this.relieve();
    if (this.timer !== undefined || running.size === 0) {
      return;
    }
    let last = performance.now();
    let lastUsed = this.usedMs();
    this.timer = setInterval(() => {
      const now = performance.now();
      const used = this.usedMs();
      // A new engine begins at zero.
      const spent = used !== undefined && lastUsed !== undefined ? Math.max(0, used - lastUsed) : (now - last) * CORES;
      // Nobody knows whose threads they were: each call has had its part.
      this.charge(spent / Math.max(CORES, running.size));
      last = now;
      lastUsed = used;
      if (running.size === 0) {
        this.close();
      }
      this.relieve();
    }, PACE_MS).unref();
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private charge(ms: number): void {
    for (const call of this.queue.running) {
      call.usedMs += ms;
      if (!call.slow && call.usedMs > QUICK_MS && call.options.operation.op === 'query') {
        call.slow = true;
        call.suspects().forEach((statement) => this.remember(statement));
      }
    }
  }

  private relieve(): void {
    for (const call of this.queue.crowding()) {
      if (call.mayYield(YIELD_MS)) {
        this.makeRoom(call);
      }
    }
  }

  private remember(statement: string): void {
    this.slow.delete(statement);
    this.slow.add(statement);
    const [oldest] = this.slow.size > REMEMBERED ? this.slow : [];
    if (oldest !== undefined) {
      this.slow.delete(oldest);
    }
  }
}
