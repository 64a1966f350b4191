/**
 * How fast rows are taken: batches through gRPC's CallResource into the engine, as Grafana passes them on, until the last one is
 * acknowledged; how long a batch of 500 rows takes; and what dashboards and event loops feel of a stream at half the rate.
 *
 * With GRAFANA_HOME the same through Grafana's HTTP: ingest_arrow_rows_s_grafana, ingest_ndjson_rows_s_grafana, ack_p99_ms_grafana.
 */
import { METHODS } from '../../src/backend/grafana/protocol';
import { type Backend, pluginContext, query, resource, sql, startBackend } from '../integration/backend/support';
import { arrow, ndjson } from './ingest/bodies';
import { type BenchGrafana, grafanaHome, startGrafana } from './ingest/grafana';
import { type Figures, median } from './measure';

const ARROW = 'application/vnd.apache.arrow.stream';
const NDJSON = 'application/x-ndjson';
/** One is decoded while another is written. */
const SENDERS = 3;
const ROUNDS = 3;
const ACK_BATCHES = 300;
const ACK_ROWS = 500;
/** The limit of rows a second is what this bench would measure else. */
const LIMITS = { ingestRowsPerSecond: 100_000_000, ingestRequestsPerSecond: 1_000 };

export interface Target {
  /** Sends a batch and gives what was accepted. */
  send(model: string, contentType: string, body: Uint8Array): Promise<number>;
}

function overGrpc(backend: Backend): Target {
  return {
    async send(model, contentType, body) {
      const messages = await backend.client.stream(METHODS.callResource, {
        pluginContext: pluginContext({ jsonData: LIMITS }),
        method: 'POST',
        path: `v1/models/${model}/predictions`,
        url: `v1/models/${model}/predictions`,
        headers: new Map([['Content-Type', { values: [contentType] }]]),
        body,
      });
      const text = Buffer.concat(messages.map((message) => message.body ?? new Uint8Array(0))).toString('utf8');
      return acceptedOf(messages[0]?.code ?? 0, text);
    },
  };
}

export function acceptedOf(status: number, text: string): number {
  const reply: unknown = JSON.parse(text);
  const accepted: unknown = typeof reply === 'object' && reply !== null ? Reflect.get(reply, 'accepted') : undefined;
  if (status !== 200 || typeof accepted !== 'number') {
    throw new Error(`a batch was answered with ${status}: ${text.slice(0, 500)}`);
  }
  return accepted;
}

/** Rows a second of `bodies`, which hold `rows` rows each. */
async function rate(
  target: Target,
  model: string,
  contentType: string,
  bodies: readonly Uint8Array[],
  rows: number
): Promise<number> {
  const waiting = bodies.values();
  const started = performance.now();
  const send = async (): Promise<void> => {
    for (const body of waiting) {
      const accepted = await target.send(model, contentType, body);
      if (accepted !== rows) {
        throw new Error(`${accepted} of ${rows} rows were accepted`);
      }
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  return (1000 * rows * bodies.length) / (performance.now() - started);
}

interface Load {
  contentType: string;
  make: (first: number, rows: number) => Uint8Array;
  rows: number;
  batches: number;
}

const LOADS: Record<'arrow' | 'ndjson', Load> = {
  arrow: { contentType: ARROW, make: arrow, rows: 50_000, batches: 12 },
  ndjson: { contentType: NDJSON, make: ndjson, rows: 20_000, batches: 12 },
};

async function throughput(target: Target, name: 'arrow' | 'ndjson'): Promise<number[]> {
  const { batches, contentType, make, rows } = LOADS[name];
  const rates: number[] = [];
  // The first batch makes the model and warms the compilers; it does not count.
  await target.send(name, contentType, make(0, rows));
  for (let round = 0, first = rows; round < ROUNDS; round++) {
    const bodies = Array.from({ length: batches }, (_, index) => make(first + index * rows, rows));
    first += batches * rows;
    rates.push(await rate(target, name, contentType, bodies, rows));
  }
  return rates;
}

async function acknowledgements(target: Target): Promise<number[]> {
  const times: number[] = [];
  for (let batch = 0; batch < ACK_BATCHES + 20; batch++) {
    const body = ndjson(batch * ACK_ROWS, ACK_ROWS);
    const started = performance.now();
    await target.send('ack', NDJSON, body);
    if (batch >= 20) {
      times.push(performance.now() - started);
    }
  }
  return times;
}

export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(share * values.length) - 1)] ?? Number.NaN;

export async function measure(target: Target, suffix: '' | '_grafana'): Promise<Figures> {
  const arrowRates = await throughput(target, 'arrow');
  const ndjsonRates = await throughput(target, 'ndjson');
  const acks = await acknowledgements(target);
  return {
    [`ingest_arrow_rows_s${suffix}`]: { value: median(arrowRates), unit: 'rows/s', rounds: arrowRates.map(Math.round) },
    [`ingest_ndjson_rows_s${suffix}`]: {
      value: median(ndjsonRates),
      unit: 'rows/s',
      rounds: ndjsonRates.map(Math.round),
    },
    [`ack_p99_ms${suffix}`]: {
      value: quantile(acks, 0.99),
      unit: 'ms',
      p50_ms: quantile(acks, 0.5),
      batches: ACK_BATCHES,
      rows: ACK_ROWS,
    },
  };
}

/** What a dashboard of the model asks for: drift of every column, quality, and the newest rows. */
const DASHBOARD = {
  A: {
    queryType: 'drift',
    model: 'ndjson',
    columns: ['*'],
    method: 'psi',
    reference: { kind: 'fixed', name: 'first' },
    window: '1h',
  },
  B: { queryType: 'quality', model: 'ndjson', columns: ['*'], window: '1h' },
  C: sql('SELECT count(*) AS n, avg(score) AS score FROM predictions."ndjson"'),
};
const REFRESHES = 40;

/** Milliseconds of refreshes of a dashboard, one after the other. */
async function refreshes(backend: Backend, until: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (times.length < REFRESHES || !until()) {
    const started = performance.now();
    const answers = await query(backend, DASHBOARD, { jsonData: LIMITS });
    times.push(performance.now() - started);
    const failed = Object.entries(answers).find(([, answer]) => answer.error);
    if (failed) {
      throw new Error(`query ${failed[0]}: ${failed[1].error}`);
    }
    if (times.length > 10 * REFRESHES) {
      break;
    }
  }
  return times;
}

/** The event loops of front and engine since the last call, p99 in ms. */
async function loops(backend: Backend): Promise<{ front: number; engine: number }> {
  const { metrics } = await backend.client.call(METHODS.collectMetrics, {});
  const text = Buffer.from(metrics?.prometheus ?? []).toString('utf8');
  const front = /^plumbline_front_nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text)?.[1];
  const health = await backend.client.call(METHODS.checkHealth, { pluginContext: pluginContext({ jsonData: LIMITS }) });
  const details: unknown = JSON.parse(Buffer.from(health.jsonDetails ?? []).toString('utf8'));
  return { front: 1000 * Number(front), engine: Number(Object(details).eventLoopP99Ms) };
}

/** Dashboards alone, then while rows come at half the rate that was measured. */
async function beside(backend: Backend, target: Target, rowsPerSecond: number): Promise<Figures> {
  const { contentType, make, rows } = LOADS.ndjson;
  const made = await resource(
    backend,
    'PUT',
    'v1/models/ndjson/references/first',
    { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 1, 1) },
    { jsonData: LIMITS }
  );
  if (made.status !== 201) {
    throw new Error(`the reference was answered with ${made.status}: ${JSON.stringify(made.body)}`);
  }
  // The first ones fill caches.
  await refreshes(backend, () => true);
  const alone = await refreshes(backend, () => true);
  await loops(backend);
  const batches = 15;
  const pauseMs = (1000 * rows) / (rowsPerSecond / 2);
  const first = (ROUNDS * LOADS.ndjson.batches + 1) * rows;
  const bodies = Array.from({ length: batches }, (_, index) => make(first + index * rows, rows));
  let sent = 0;
  const sending = (async () => {
    const started = performance.now();
    for (const body of bodies) {
      await new Promise((done) => setTimeout(done, Math.max(0, started + sent * pauseMs - performance.now())));
      await target.send('ndjson', contentType, body);
      sent++;
    }
  })();
  const together = await refreshes(backend, () => sent === batches);
  await sending;
  const { engine, front } = await loops(backend);
  const p95 = { alone: quantile(alone, 0.95), together: quantile(together, 0.95) };
  return {
    ingest_dashboard_p95_ratio: {
      value: p95.together / p95.alone,
      unit: 'ratio',
      alone_ms: p95.alone,
      together_ms: p95.together,
      rows_s: rowsPerSecond / 2,
    },
    ingest_loop_p99_ms: { value: Math.max(front, engine), unit: 'ms', front_ms: front, engine_ms: engine },
  };
}

function overHttp({ headers, resources }: BenchGrafana): Target {
  return {
    async send(model, contentType, body) {
      const reply = await fetch(`${resources}/v1/models/${model}/predictions`, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': contentType },
        body: new Uint8Array(body),
      });
      return acceptedOf(reply.status, await reply.text());
    },
  };
}

export async function run(): Promise<Figures> {
  const backend = await startBackend();
  let figures: Figures;
  try {
    const target = overGrpc(backend);
    figures = await measure(target, '');
    Object.assign(figures, await beside(backend, target, figures['ingest_ndjson_rows_s']?.value ?? 0));
  } finally {
    await backend.remove();
  }
  const home = grafanaHome();
  if (home) {
    const grafana = await startGrafana(home, LIMITS);
    try {
      Object.assign(figures, await measure(overHttp(grafana), '_grafana'));
    } finally {
      await grafana.stop();
    }
  }
  return figures;
}
