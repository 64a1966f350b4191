/** Prometheus metrics of the plugin; Grafana serves them at `/metrics/plugins/<id>`. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];

export interface Metrics {
  queries: Counter<'type' | 'status'>;
  querySeconds: Histogram<'type'>;
  resources: Counter<'route' | 'status'>;
  refused: Counter<'reason'>;
  restarts: Counter<'reason'>;
  text(): Promise<string>;
}

/**
 * @param load calls that run and wait over all stores, read when metrics are collected
 * @param freeBytes space where the stores lie; undefined while there is no such folder
 * @param channels channels of Grafana Live that run
 */
export function createMetrics(
  load: () => { running: number; waiting: number },
  freeBytes: () => number | undefined,
  channels: () => number
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'plumbline_front_' });
  new Gauge({
    name: 'plumbline_engine_calls',
    help: 'Calls to the query engines by state.',
    labelNames: ['state'],
    registers,
    collect() {
      const { running, waiting } = load();
      this.set({ state: 'running' }, running);
      this.set({ state: 'waiting' }, waiting);
    },
  });
  new Gauge({
    name: 'plumbline_store_free_bytes',
    help: 'Free space where the stores lie; batches are refused below 256 MiB.',
    registers,
    collect() {
      const free = freeBytes();
      if (free !== undefined) {
        this.set(free);
      }
    },
  });
  new Gauge({
    name: 'plumbline_live_channels',
    help: 'Channels of Grafana Live that run, each for all of its listeners.',
    registers,
    collect() {
      this.set(channels());
    },
  });
  return {
    queries: new Counter({
      name: 'plumbline_queries_total',
      help: 'Queries by type and HTTP status of their answer.',
      labelNames: ['type', 'status'],
      registers,
    }),
    querySeconds: new Histogram({
      name: 'plumbline_query_seconds',
      help: 'Time of a query from Grafana to the answer.',
      labelNames: ['type'],
      buckets: SECONDS,
      registers,
    }),
    resources: new Counter({
      name: 'plumbline_resource_calls_total',
      help: 'Resource calls by route and HTTP status.',
      labelNames: ['route', 'status'],
      registers,
    }),
    refused: new Counter({
      name: 'plumbline_refused_calls_total',
      help: 'Calls refused for want of permission, by error code.',
      labelNames: ['reason'],
      registers,
    }),
    restarts: new Counter({
      name: 'plumbline_engine_restarts_total',
      help: 'Engine processes that were killed for a query that did not stop, or crashed.',
      labelNames: ['reason'],
      registers,
    }),
    text: () => registry.metrics(),
  };
}
