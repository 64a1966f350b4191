/**
 * One handler per (organisation, data source), which learns of changed settings by their time of change.
 *
 * Nobody says when a data source is deleted: one that is not asked for a while rests, and is forgotten the next time.
 */
import { type DataSourceInstance } from './context';

const IDLE_MS = 15 * 60_000;

export interface Instance {
  /**
   * Lets go of what it holds until somebody asks again, unless it is at work.
   * @returns true when it holds nothing
   */
  rest(): boolean;
  close(): Promise<void>;
}

interface Entry<T> {
  updated: number;
  instance: T;
  askedAt: number;
}

export class InstanceManager<T extends Instance> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly sweeper: NodeJS.Timeout;

  /**
   * @param create called on the first request for a data source
   * @param update takes changed settings into a running instance, so that what it holds (an open store) is not held twice
   * @param idleMs time without a request after which an instance rests
   */
  constructor(
    private readonly create: (orgId: number, settings: DataSourceInstance) => T,
    private readonly update: (instance: T, settings: DataSourceInstance) => void,
    private readonly idleMs = IDLE_MS
  ) {
    this.sweeper = setInterval(() => this.sweep(), idleMs / 3).unref();
  }

  get(orgId: number, settings: DataSourceInstance): T {
    const id = `${orgId}/${settings.uid}`;
    const known = this.entries.get(id);
    if (!known) {
      const instance = this.create(orgId, settings);
      this.entries.set(id, { updated: settings.updated, instance, askedAt: Date.now() });
      return instance;
    }
    known.askedAt = Date.now();
    if (known.updated !== settings.updated) {
      this.update(known.instance, settings);
      known.updated = settings.updated;
    }
    return known.instance;
  }

  all(): T[] {
    return [...this.entries.values()].map((entry) => entry.instance);
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    const instances = this.all();
    this.entries.clear();
    await Promise.all(instances.map((instance) => instance.close()));
  }

  private sweep(): void {
    const since = Date.now() - this.idleMs;
    for (const [id, { askedAt, instance }] of this.entries) {
      if (askedAt < since && instance.rest()) {
        this.entries.delete(id);
      }
    }
  }
}
