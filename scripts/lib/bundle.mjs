/** TypeScript of the tree as one file that Node runs: the back end's sources import each other without extensions. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/**
 * Bundle `entry` into `outfile`. Packages stay outside, found from the file's own folder up, so the file has to lie
 * under the project.
 */
export async function bundle(entry, outfile) {
  const { build } = await import('esbuild');
  fs.mkdirSync(path.dirname(outfile), { recursive: true });
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    absWorkingDir: root,
    logLevel: 'warning',
  });
}
