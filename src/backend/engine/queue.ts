/** Which call runs next: a bounded queue with a limit for everybody and a smaller one for each user. */
import { PlumblineError } from '../../query/errors';

export interface QueueLimits {
  running: number;
  runningPerUser: number;
  waiting: number;
}

export interface Queued {
  readonly user: string;
  /** Runs alone: it was in flight when the engine died, and may be the reason. */
  alone: boolean;
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

  /** Puts calls that lost their engine before all others. */
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

  private mayStart(call: T): boolean {
    if (this.active.size === 0) {
      return true;
    }
    if (call.alone || [...this.active].some((other) => other.alone)) {
      return false;
    }
    const ofUser = [...this.active].filter((other) => other.user === call.user).length;
    return this.active.size < this.limits.running && ofUser < this.limits.runningPerUser;
  }
}
