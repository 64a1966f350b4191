/**
 * Rolls up dirty hours in the background: a short step at a time, with rests in between, so that queries and batches have
 * the machine for themselves at least half of the time. Whatever is not rolled up yet is read raw, so nothing hangs on when.
 */
import { type StoreCatalogue } from '../catalogue';
import { type Database } from '../database/database';
import { HOUR_MS } from './dirty';
import { type DirtyHour, rollHours, type Stepping } from './step';

/** From a change to the first step: batches come in rows. */
const SETTLE_MS = 1000;
/** An hour is rolled up once it has been left alone this long. */
const QUIET_MS = 5_000;
/** An hour that is not over gets rows all the time: rolling it up is wasted, and it is one hour to read raw. */
const QUIET_OPEN_MS = 30_000;
/** An hour that is never left alone is rolled up this often. */
const OVERDUE_MS = 10 * 60_000;
/** What a step should take: a query that starts with it is delayed by that much at most. */
const STEP_MS = 300;
const MOST_HOURS = 64;
const RETRY_MS = 30_000;

export interface RollerOptions {
  /** False rolls up only when asked to. */
  background: boolean;
}

/** A dirty hour: its newest mark, since when that is the newest, and since when the hour is dirty. */
interface Watched {
  mark: number;
  since: number;
  first: number;
}

/** Ends early, or at once, with the signal: nobody may wait for a timer that does not keep the process alive. */
const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms).unref();
    if (signal.aborted) {
      end();
    } else {
      signal.addEventListener('abort', end);
    }
  });

export class Roller {
  private readonly abort = new AbortController();
  private readonly watched = new Map<string, Map<number, Watched>>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  /** Hours that a step takes at most. */
  private hours = 4;
  /** Why the last step failed; null after one that did not. */
  private failure: string | null = null;

  constructor(
    private readonly database: Database,
    private readonly catalogue: StoreCatalogue,
    private readonly options: RollerOptions
  ) {}

  /** Something may have changed: there will be a step soon. */
  wake(): void {
    if (this.options.background) {
      this.schedule(SETTLE_MS);
    }
  }

  /**
   * Rolls up everything that is dirty now, without rests and without waiting for quiet. Throws what a step throws.
   * @param onStep is told the model and the hours that each step made clean
   */
  async finish(onStep: (model: string, hours: readonly number[]) => void = () => undefined): Promise<void> {
    await this.running;
    for (const { name } of await this.catalogue.models()) {
      const all = (dirty: DirtyHour[]) => dirty.slice(0, MOST_HOURS);
      for (let hours = await rollHours(this.stepping, name, all); hours.length > 0;) {
        onStep(name, hours);
        hours = await rollHours(this.stepping, name, all);
      }
    }
  }

  /** What an administrator should look at: answers stay right without rollups, and get slow. */
  warnings(): string[] {
    return this.failure === null ? [] : [`hours are not rolled up, and queries read raw rows instead: ${this.failure}`];
  }

  /** Interrupts what is running and waits until it has ended. */
  async close(): Promise<void> {
    this.abort.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  private get stepping(): Stepping {
    return { database: this.database, signal: this.abort.signal };
  }

  private schedule(delay: number): void {
    if (this.running) {
      this.again = true;
    } else if (!this.timer && !this.abort.signal.aborted) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.running = this.run().then((next) => {
          this.running = undefined;
          if (next !== null || this.again) {
            this.again = false;
            this.schedule(next ?? SETTLE_MS);
          }
        });
      }, delay);
      this.timer.unref();
    }
  }

  /** @returns when to look again, in milliseconds; null when there is nothing left to do */
  private async run(): Promise<number | null> {
    try {
      let waiting = 0;
      for (const { name } of await this.catalogue.models()) {
        waiting += await this.rollDue(name);
      }
      this.failure = null;
      return waiting > 0 ? QUIET_MS : null;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      return RETRY_MS;
    }
  }

  /** @returns dirty hours that are left for later */
  private async rollDue(model: string): Promise<number> {
    for (;;) {
      let waiting = 0;
      const started = performance.now();
      const clean = await this.step(model, (dirty) => {
        const due = this.due(model, dirty);
        waiting = dirty.length - due.length;
        return due;
      });
      if (clean.length === 0) {
        return waiting;
      }
      await rest(performance.now() - started, this.abort.signal);
    }
  }

  private due(model: string, dirty: readonly DirtyHour[]): DirtyHour[] {
    const now = Date.now();
    const before = this.watched.get(model) ?? new Map<number, Watched>();
    const watched = new Map<number, Watched>();
    const due = dirty.filter(({ hour, mark }) => {
      const known = before.get(hour) ?? { mark, since: now, first: now };
      const seen = known.mark === mark ? known : { ...known, mark, since: now };
      watched.set(hour, seen);
      const quiet = hour + HOUR_MS > now ? QUIET_OPEN_MS : QUIET_MS;
      return now - seen.since >= quiet || now - seen.first >= OVERDUE_MS;
    });
    this.watched.set(model, watched);
    return due;
  }

  private async step(model: string, choose: (dirty: DirtyHour[]) => DirtyHour[]): Promise<number[]> {
    const started = performance.now();
    const limit = this.hours;
    const clean = await rollHours(this.stepping, model, (dirty) => choose(dirty).slice(0, limit));
    if (clean.length > 0) {
      this.adapt(performance.now() - started, clean.length);
    }
    return clean;
  }

  private adapt(took: number, hours: number): void {
    if (took > 2 * STEP_MS) {
      this.hours = Math.max(1, Math.floor(hours / 2));
    } else if (took < STEP_MS / 2 && hours >= this.hours) {
      this.hours = Math.min(MOST_HOURS, this.hours * 2);
    }
  }
}
