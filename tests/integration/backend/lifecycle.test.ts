/** How a plugin process ends, and what happens to those who wait. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { enginesOf, isRunning, processesWith } from './processes';
import { type Backend, LAUNCHER, query, resource, sql, startBackend, within } from './support';

/** A statement of about a second that can be interrupted. */
const SLOW = 'SELECT sum(sqrt(x * y + z)) AS s FROM range(4000) AS a(x), range(1000) AS b(y), range(12) AS c(z)';

const socketOf = (backend: Backend): string => backend.handshake.split('|')[3] ?? '';

async function ended(backend: Backend): Promise<{ code: number | null; ms: number }> {
  const started = performance.now();
  const code = await new Promise<number | null>((resolve) => {
    if (backend.child.exitCode !== null) {
      resolve(backend.child.exitCode);
    }
    backend.child.once('exit', resolve);
  });
  return { code, ms: performance.now() - started };
}

describe('shutdown', () => {
  test('by Grafana: answers what runs, closes the store, leaves nothing behind', async () => {
    const backend = await startBackend();
    await resource(backend, 'POST', 'v1/models/m/predictions', [{ id: '1', time: 1.7e9, prediction: 1, x: 2 }]);
    const running = query(backend, { A: sql(SLOW) });
    await new Promise((done) => setTimeout(done, 100));
    const started = performance.now();
    const code = await backend.stop();
    expect(performance.now() - started).toBeLessThan(within(backend, 2_000));
    expect(code).toBe(0);
    expect(existsSync(socketOf(backend))).toBe(false);
    await running.catch(() => undefined);
    const store = join(backend.folder, 'stores', '1', 'test.duckdb');
    expect(existsSync(store)).toBe(true);
    expect(existsSync(`${store}.lease`)).toBe(false);
    await backend.remove();
  });

  test('by SIGTERM', async () => {
    const backend = await startBackend();
    await query(backend, { A: sql('SELECT 1') });
    const end = ended(backend);
    backend.child.kill('SIGTERM');
    const { code, ms } = await end;
    expect(code).toBe(0);
    expect(ms).toBeLessThan(within(backend, 2_000));
    await backend.remove();
  });

  test.runIf(process.platform === 'linux')('when Grafana dies without a word, no process stays', async () => {
    const marker = `orphan-${process.pid}`;
    const parent = spawn('/bin/sh', ['-c', '"$1" & wait', 'sh', LAUNCHER], {
      env: { grafana_plugin_type: 'datasource', MARKER: marker },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [handshake] = (await once(parent.stdout, 'data')) as [Buffer];
    expect(handshake.toString()).toMatch(/^1\|2\|unix\|/);
    expect(processesWith('environ', marker)).toHaveLength(2);
    parent.kill('SIGKILL');
    await expect.poll(() => processesWith('environ', marker), { timeout: 5_000 }).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('when the front is killed, the engine goes with it', async () => {
    const backend = await startBackend();
    await query(backend, { A: sql('SELECT 1') });
    const children = enginesOf(backend.child.pid);
    expect(children).toHaveLength(1);
    backend.child.kill('SIGKILL');
    await expect.poll(() => children.filter(isRunning), { timeout: 5_000 }).toEqual([]);
    await backend.remove();
  });
});
