/** TypeScript of the tree as one file that Node runs: its sources import each other without extensions. */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundledPrograms } from './bundled.mjs';
import { root } from './paths.mjs';

/** Keeps `import.meta` true to the source file, wherever the bundle lies. */
const ownPlace = {
  name: 'own-place',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const text = await fs.promises.readFile(file, 'utf8');
      const contents = text
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)))
        .replaceAll('import.meta.filename', JSON.stringify(file))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href));
      return { contents, loader: 'ts' };
    });
  },
};

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
    plugins: [bundledPrograms, ownPlace],
    sourcemap: 'inline',
    absWorkingDir: root,
    logLevel: 'warning',
  });
}
