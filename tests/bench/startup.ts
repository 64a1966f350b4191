/** From Grafana's spawn of the launcher to the handshake line, and the memory of an idle plugin. */
import { enginesOf, statusField } from '../integration/backend/processes';
import { type Backend, query, sql, startBackend } from '../integration/backend/support';
import { type Figures, median } from './measure';

const ROUNDS = 7;
/** Memory is read after the garbage collectors had time to run. */
const SETTLE_MS = 2_000;

export async function run(): Promise<Figures> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const backend = await startBackend();
    // The first start reads 200 MB from the disk.
    if (round > 0) {
      times.push(backend.startupMs);
    }
    await backend.remove();
  }
  return { startup_ms: { value: median(times), unit: 'ms', worst: Math.max(...times) }, ...(await memory()) };
}

async function memory(): Promise<Figures> {
  if (process.platform !== 'linux') {
    return {};
  }
  const backend = await startBackend();
  try {
    await query(backend, { A: sql('SELECT 42 AS answer') });
    await new Promise((done) => setTimeout(done, SETTLE_MS));
    const { front, engine } = residentMb(backend);
    return { idle_rss_mb: { value: front + engine, unit: 'MB', front_mb: front, engine_mb: engine } };
  } finally {
    await backend.remove();
  }
}

function residentMb(backend: Backend): { front: number; engine: number } {
  const front = backend.child.pid;
  const [engine] = enginesOf(front);
  if (front === undefined || engine === undefined) {
    throw new Error('the plugin does not have its two processes');
  }
  return { front: statusField(front, 'VmRSS') / 1024, engine: statusField(engine, 'VmRSS') / 1024 };
}
