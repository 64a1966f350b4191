/** One handler per (organisation, data source), remade when its settings change, as Grafana's SDK does it. */
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

  constructor(
    private readonly create: (orgId: number, settings: DataSourceInstance) => T,
    /** Takes over what an older instance holds (an open store, say), so that a change of settings does not interrupt. */
    private readonly update?: (instance: T, settings: DataSourceInstance) => boolean
  ) {}

  /** The instance for these settings; an outdated one is updated in place, or closed and replaced. */
  get(orgId: number, settings: DataSourceInstance): T {
    const id = `${orgId}/${settings.uid}`;
    const known = this.entries.get(id);
    if (known && known.updated === settings.updated) {
      return known.instance;
    }
    if (known && this.update?.(known.instance, settings)) {
      known.updated = settings.updated;
      return known.instance;
    }
    void known?.instance.close();
    const instance = this.create(orgId, settings);
    this.entries.set(id, { updated: settings.updated, instance });
    return instance;
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
