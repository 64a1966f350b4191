/**
 * Builds the back end into dist/datasource: two bundles, the launcher for this machine, and the runtime it starts.
 *
 *   node scripts/build-backend.mjs          for this operating system and processor
 *   node scripts/build-backend.mjs --musl   also the runtime for musl (Alpine), fetched from npm and PyPI
 *   --out FOLDER                            somewhere else than dist/datasource
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleBackend } from './lib/backend/bundle.mjs';
import { writeLauncher } from './lib/backend/launcher.mjs';
import { addMuslRuntime } from './lib/backend/musl.mjs';
import { addHostRuntime } from './lib/backend/runtime.mjs';
import { root } from './lib/paths.mjs';

const { values } = parseArgs({ options: { musl: { type: 'boolean', default: false }, out: { type: 'string' } } });
const target = resolve(values.out ?? join(root, 'dist', 'datasource'));

mkdirSync(target, { recursive: true });
rmSync(join(target, 'backend'), { recursive: true, force: true });
await bundleBackend(join(target, 'backend'));
addHostRuntime(join(target, 'runtime'));
if (values.musl) {
  await addMuslRuntime(join(target, 'runtime'));
}
const launcher = writeLauncher(target);
console.log(`built ${launcher}`);
