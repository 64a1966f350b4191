/** One handler per (organisation, data source), which learns of changed settings by their time of change. */
import { type DataSourceInstance } from './context';

export interface Instance {
  close(): Promise<void>;
}

interface Entry<T> {
  updated: number;
  instance: T;
}

export class InstanceManager<T extends Instance> {
  private readonly entries = new Map<string, Entry<T>>();

  /**
   * @param create called on the first request for a data source
   * @param update takes changed settings into a running instance, so that what it holds (an open store) is not held twice
   */
  constructor(
    private readonly create: (orgId: number, settings: DataSourceInstance) => T,
    private readonly update: (instance: T, settings: DataSourceInstance) => void
  ) {}

  get(orgId: number, settings: DataSourceInstance): T {
    const id = `${orgId}/${settings.uid}`;
    const known = this.entries.get(id);
    if (!known) {
      const instance = this.create(orgId, settings);
      this.entries.set(id, { updated: settings.updated, instance });
      return instance;
    }
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
    const instances = this.all();
    this.entries.clear();
    await Promise.all(instances.map((instance) => instance.close()));
  }
}
