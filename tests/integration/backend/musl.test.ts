/**
 * The plugin on musl: a root folder as an Alpine image has it (musl, a shell, no glibc), the launcher run inside by chroot,
 * asked from outside over its socket.
 */
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alpineRootObstacle, makeAlpineRoot } from '../../../scripts/lib/backend/alpine-root.mjs';
import { PluginClient, startPlugin } from './client';
import { METHODS } from '../../../src/backend/grafana/protocol';
import { LAUNCHER, pluginContext, query, sql } from './support';

/** Kept between runs: the musl Node has 63 MB on PyPI, the binding 20 MB on npm. */
const MUSL_BUILD = resolve('node_modules', '.cache', 'plumbline', 'musl-build', 'datasource');
const obstacle = process.env['PLUMBLINE_MUSL'] === '0' ? 'PLUMBLINE_MUSL=0' : alpineRootObstacle();

describe.skipIf(obstacle !== null)(`on musl${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  let root: string;
  let musl: string;

  beforeAll(async () => {
    const build = spawnSync(process.execPath, ['scripts/build-backend.mjs', '--musl', '--out', MUSL_BUILD], {
      encoding: 'utf8',
    });
    expect(build.status, build.stderr).toBe(0);
    root = await mkdtemp(join(tmpdir(), 'alpine-'));
    musl = await makeAlpineRoot(root);
    cpSync(MUSL_BUILD, join(root, 'plugin'), { recursive: true, verbatimSymlinks: true });
    // Nothing in there may need the other C library.
    await rm(join(root, 'plugin', 'runtime', `linux-${process.arch}-glibc`), { recursive: true });
  }, 300_000);
  afterAll(() => rm(root, { recursive: true, force: true }));

  test('musl is new enough for DuckDB', () => {
    const [major = 0, minor = 0, patch = 0] = musl.split('.').map(Number);
    expect(major * 10_000 + minor * 100 + patch, musl).toBeGreaterThanOrEqual(10_205);
  });

  test('the launcher picks the musl runtime, and the plugin answers', async () => {
    const plugin = await startPlugin('/usr/sbin/chroot', {
      args: [root, `/plugin/${basename(LAUNCHER)}`],
      env: { GF_PLUGIN_STORE_DIR: '/tmp/stores' },
    });
    const client = new PluginClient(`unix:${join(root, plugin.handshake.split('|')[3] ?? '')}`);
    try {
      const health = await client.call(METHODS.checkHealth, { pluginContext: pluginContext() });
      expect(health).toMatchObject({ status: 1, message: expect.stringContaining('DuckDB') });
      const { A } = await query({ client }, { A: sql("SELECT 6 * 7 AS answer, 'Zürich' AS place") });
      expect(A?.error).toBe('');
      expect(A?.frames[0]?.toArray().map((row) => row.toJSON())).toEqual([{ answer: 42, place: 'Zürich' }]);
    } finally {
      client.close();
      plugin.child.kill('SIGTERM');
    }
  });
});
