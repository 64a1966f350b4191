/** Two processes and one store: the second says plainly that it stands by, and takes over when the first has ended. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { METHODS } from '../../../src/backend/grafana/protocol';
import { type PluginProcess, startPlugin } from './client';
import { enginesOf } from './processes';
import { LAUNCHER, pluginContext, query, resource, sql } from './support';

let folder: string;
let plugins: PluginProcess[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-standby-'));
  plugins = [];
});
afterEach(async () => {
  await Promise.all(plugins.map((plugin) => plugin.stop().catch(() => undefined)));
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<PluginProcess> {
  const plugin = await startPlugin(LAUNCHER, { env: { GF_PLUGIN_STORE_DIR: folder } });
  plugins.push(plugin);
  return plugin;
}

const health = async ({ client }: PluginProcess) => {
  const reply = await client.call(METHODS.checkHealth, { pluginContext: pluginContext(), headers: new Map() });
  const details: unknown = JSON.parse(Buffer.from(reply.jsonDetails ?? []).toString('utf8'));
  return { status: reply.status, message: reply.message ?? '', details };
};

const row = (id: string) => [{ id, time: 1.76e9, x: 1 }];

test('the second is on standby, and takes over within seconds', { timeout: 60_000 }, async () => {
  const first = await start();
  expect((await resource(first, 'POST', 'v1/models/m/predictions', row('a'))).status).toBe(200);
  const [holder] = enginesOf(first.child.pid);
  const second = await start();
  const { details, message } = await health(second);
  expect(details).toEqual({ standby: true });
  expect(message).toContain(`is open in process ${holder}: this one is on standby`);
  const refused = await resource(second, 'POST', 'v1/models/m/predictions', row('b'));
  expect(refused.status).toBe(503);
  expect((await query(second, { A: sql('SELECT 1') }))['A']).toMatchObject({
    status: 503,
    error: expect.stringContaining('on standby'),
  });
  // The first has lost nothing by it, and ends without a word.
  expect((await resource(first, 'POST', 'v1/models/m/predictions', row('c'))).status).toBe(200);
  first.child.kill('SIGKILL');
  const since = performance.now();
  await expect
    .poll(async () => (await resource(second, 'POST', 'v1/models/m/predictions', row('d'))).status, { timeout: 20_000 })
    .toBe(200);
  const taken = performance.now() - since;
  expect(taken).toBeLessThan(5_000 * Math.max(1, second.startupMs / 250));
  expect((await query(second, { A: sql('SELECT count(*) AS n FROM predictions.m') }))['A']?.status).toBe(200);
  expect((await health(second)).message).toContain('3 predictions');
});
