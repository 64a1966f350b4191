/**
 * Kills the engine, and at times the whole back end, while a client sends batches and an administrator keeps house; then looks
 * at what is left. Everything goes through gRPC, as Grafana does it.
 *
 * Every acknowledged batch must be there in full or accounted for, no batch in part, and a batch that was repeated only once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/backend/store';
import { verifyStore } from '../../src/backend/store/lifecycle/verify';
import { startPlugin } from '../integration/backend/client';
import { enginesOf } from '../integration/backend/processes';
import { type Backend, LAUNCHER, resource } from '../integration/backend/support';
import { MODEL, numberedBatch } from './batches';
import { uniforms } from '../../src/backend/statistics/uniforms';

export interface KillReport {
  kills: number;
  /** Batches whose answer the client saw. */
  acknowledged: number;
  lost: number;
  partial: number;
  duplicated: number;
}

const CALLER = {
  role: 'Admin',
  uid: 'killed',
  jsonData: { ingestRequestsPerSecond: 1000, ingestRowsPerSecond: 10_000_000 },
};
/** A start of the engine takes a while: kills come this long after it answers, at random. */
const MOMENT_MS = { least: 2, most: 350 };
/** One kill of so many ends the whole back end. */
const FRONT_EVERY = 15;
const PATIENCE_MS = 60_000;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** A back end that is killed and comes back in the same folder. */
class Victim {
  private backend: Pick<Backend, 'client' | 'child' | 'stop'> | undefined;

  constructor(private readonly folder: string) {}

  async start(): Promise<void> {
    this.backend = await startPlugin(LAUNCHER, { env: { GF_PLUGIN_STORE_DIR: this.folder } });
  }

  get store(): string {
    return join(this.folder, '1', `${CALLER.uid}.duckdb`);
  }

  /** Repeats the call until it is answered with success, as a client does that was told "unknown". */
  async insist(
    method: string,
    path: string,
    body: Uint8Array | object,
    headers?: Record<string, string>
  ): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const backend = this.backend;
      try {
        if (backend) {
          const { body: reply, status } = await resource(backend, method, path, body, { ...CALLER, headers });
          if (status < 300) {
            return;
          }
          if (performance.now() > until) {
            throw new Error(`${method} ${path} was answered with ${status} for a minute: ${JSON.stringify(reply)}`);
          }
        }
      } catch (error) {
        if (performance.now() > until) {
          throw error;
        }
      }
      await pause(10);
    }
  }

  /** Calls once, and takes whatever comes of it: a change that a kill cut off is not there, or there in full. */
  async attempt(method: string, path: string, body: object): Promise<void> {
    if (this.backend) {
      await resource(this.backend, method, path, body, CALLER).catch(() => undefined);
    }
  }

  /** @returns false when there was nothing to kill just now */
  killEngine(): boolean {
    const [engine] = enginesOf(this.backend?.child.pid);
    return engine !== undefined && process.kill(engine, 'SIGKILL');
  }

  async killFront(): Promise<void> {
    const { backend } = this;
    this.backend = undefined;
    if (backend) {
      const gone = new Promise((done) => backend.child.once('exit', done));
      const engines = enginesOf(backend.child.pid);
      [...engines, backend.child.pid ?? 0].filter((pid) => pid > 0).forEach((pid) => process.kill(pid, 'SIGKILL'));
      await gone;
    }
    await this.start();
  }

  async stop(): Promise<void> {
    await this.backend?.stop();
  }
}

/** Sends one numbered batch after the other until told to end; gives those that were acknowledged. */
async function sendBatches(victim: Victim, start: number, going: () => boolean): Promise<Set<number>> {
  const acknowledged = new Set<number>();
  for (let number = 0; going(); number++) {
    const { idempotencyKey, kind, rows } = numberedBatch(number, start);
    const body = Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));
    await victim.insist('POST', `v1/models/${MODEL}/${kind}`, body, {
      'Content-Type': 'application/x-ndjson',
      'Idempotency-Key': idempotencyKey,
    });
    acknowledged.add(number);
  }
  return acknowledged;
}

/** Retention, erasure, compaction and backups while batches come. */
async function administrate(victim: Victim, random: () => number, going: () => boolean): Promise<void> {
  const tasks: ReadonlyArray<readonly [string, string, () => object]> = [
    ['POST', 'v1/store/housekeeping', () => ({})],
    ['POST', 'v1/store/housekeeping', () => ({})],
    ['POST', `v1/models/${MODEL}/erasures`, () => ({ entity_id: `e${Math.floor(random() * 50)}` })],
    ['POST', 'v1/store/compaction', () => ({})],
    ['POST', 'v1/store/backups', () => ({})],
  ];
  while (going()) {
    await pause(random() * 400);
    const [method, path, body] = tasks[Math.floor(random() * tasks.length)] ?? tasks[0];
    await victim.attempt(method, path, body());
  }
}

async function kill(victim: Victim, kills: number, random: () => number): Promise<void> {
  for (let count = 0; count < kills;) {
    await pause(MOMENT_MS.least + random() * (MOMENT_MS.most - MOMENT_MS.least));
    if (count % FRONT_EVERY === FRONT_EVERY - 1) {
      await victim.killFront();
      count++;
    } else if (victim.killEngine()) {
      count++;
      await victim.insist('GET', 'v1/models', {});
    }
  }
}

/** `kills` kills of one store; the same seed chooses the same moments. */
export async function run(kills: number, seed = Date.now()): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-kill-'));
  const random = uniforms(seed);
  const victim = new Victim(folder);
  // The last batch is now: whatever is called old is past the retention.
  const start = Date.now() - 86_400_000;
  let going = true;
  try {
    await victim.start();
    await victim.insist('PUT', `v1/models/${MODEL}`, {
      columns: [{ name: 'c', role: 'feature', type: 'categorical', segment: true }],
      retention: { raw: '30d' },
    });
    const sending = sendBatches(victim, start, () => going);
    const administrating = administrate(victim, random, () => going);
    await makeReference(victim, start);
    await kill(victim, kills, random).finally(() => (going = false));
    const [acknowledged] = await Promise.all([sending, administrating]);
    await victim.stop();
    return { kills, acknowledged: acknowledged.size, ...(await inspect(victim.store, acknowledged)) };
  } finally {
    going = false;
    await victim.stop().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With a default reference the roller has something to do. */
async function makeReference(victim: Victim, start: number): Promise<void> {
  await victim.insist('PUT', `v1/models/${MODEL}/references/first`, { from: start, to: start + 86_400_000 });
  await victim.insist('PUT', `v1/models/${MODEL}`, { reference: 'first' });
}

async function inspect(
  file: string,
  acknowledged: ReadonlySet<number>
): Promise<Pick<KillReport, 'lost' | 'partial' | 'duplicated'>> {
  const store = await openStore(file);
  try {
    const reader = store.reader();
    const found = await verifyStore(reader);
    const ledger = await reader.rows<{ number: number }>(
      `SELECT DISTINCT split_part(idempotency_key, '-', 2)::INTEGER AS number FROM plumbline.ledger
       WHERE starts_with(idempotency_key, 'batch-')`
    );
    const recorded = new Set(ledger.map(({ number }) => number));
    const lost = [...acknowledged].filter((number) => !recorded.has(number)).length;
    const { duplicated, partial, problems } = found;
    // What the counts do not say, such as a torn catalogue, is a partial commit too.
    const others = Math.max(0, problems.length - (partial > 0 ? 1 : 0) - (duplicated > 0 ? 1 : 0));
    problems.forEach((problem) => process.stderr.write(`${problem}\n`));
    return { lost, partial: partial + (partial === 0 && duplicated === 0 ? others : 0), duplicated };
  } finally {
    await store.close();
  }
}
