/**
 * Which call runs next: a bounded queue with a limit for everybody and a smaller one for each user. Slow calls have a
 * share of the places, so that however many of them there are, quick ones find a place.
 */
import { PlumblineError } from '../../query/errors';

export interface QueueLimits {
  running: number;
  runningPerUser: number;
  /** Of those that run, calls that are known to be slow. */
  slow: number;
  slowPerUser: number;
  waiting: number;
}

export interface Queued {
  readonly user: string;
  /** Runs alone: it was in flight when the engine died, and may be the reason. */
  alone: boolean;
  /** Takes long, by what was seen of it now or before. */
  slow: boolean;
}

export class CallQueue<T extends Queued> {
  private readonly waiting: T[] = [];
  private readonly active = new Set<T>();

  constructor(private readonly limits: QueueLimits) {}

  get running(): ReadonlySet<T> {
    return this.active;
  }

  get length(): number {
    return this.waiting.length;
  }

  /** @throws PlumblineError `too_many` when too many wait already */
  add(call: T): void {
    if (this.waiting.length >= this.limits.waiting) {
      throw new PlumblineError(
        'too_many',
        `${this.waiting.length} queries are waiting for this data source`,
        'Try again in a few seconds, or refresh dashboards less often'
      );
    }
    this.waiting.push(call);
  }

  /** Puts calls that lost their engine, or their place, before all others. */
  addFirst(calls: readonly T[]): void {
    this.waiting.unshift(...calls);
  }

  /** Takes the next call that may start now, and counts it as running. */
  take(): T | undefined {
    const index = this.waiting.findIndex((call) => this.mayStart(call));
    const [call] = index < 0 ? [] : this.waiting.splice(index, 1);
    if (call) {
      this.active.add(call);
    }
    return call;
  }

  /** Removes a call wherever it is. */
  drop(call: T): void {
    this.active.delete(call);
    const index = this.waiting.indexOf(call);
    if (index >= 0) {
      this.waiting.splice(index, 1);
    }
  }

  /** Everything that waits, which then waits no more. */
  takeAll(): T[] {
    return this.waiting.splice(0);
  }

  /**
   * Slow calls that run beyond their share while another waits for a place that one of them has: they began before they
   * were known to be slow. The newest first.
   */
  crowding(): T[] {
    const beyond = (calls: readonly T[], share: number) => calls.slice(0, Math.max(0, calls.length - share));
    const slow = [...this.active].filter((call) => call.slow).reverse();
    const users = new Set(this.waiting.filter((call) => !call.slow && !call.alone).map(({ user }) => user));
    if (users.size > 0 && this.active.size >= this.limits.running) {
      return beyond(slow, this.limits.slow);
    }
    return [...users].flatMap((user) =>
      beyond(
        slow.filter((call) => call.user === user),
        this.limits.slowPerUser
      )
    );
  }

  private mayStart(call: T): boolean {
    if (this.active.size === 0) {
      return true;
    }
    if (call.alone || [...this.active].some((other) => other.alone)) {
      return false;
    }
    const { running, runningPerUser, slow, slowPerUser } = this.limits;
    const slowOnes = [...this.active].filter((other) => other.slow);
    const count = (calls: Iterable<T>) => [...calls].filter((other) => other.user === call.user).length;
    return (
      this.active.size < running &&
      count(this.active) < runningPerUser &&
      (!call.slow || (slowOnes.length < slow && count(slowOnes) < slowPerUser))
    );
  }
}
