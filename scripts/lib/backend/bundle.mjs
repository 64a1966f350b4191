/** The two programs of the back end as single files, with everything in them but DuckDB's native code. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundledPrograms } from '../bundled.mjs';
import { root } from '../paths.mjs';

/** DuckDB's own loader looks for an npm package; in the plugin its binding lies beside the Node that runs. */
const bindingBesideNode = {
  name: 'duckdb-binding-beside-node',
  setup(bundler) {
    bundler.onResolve({ filter: /^@duckdb\/node-bindings$/ }, () => ({ path: 'binding', namespace: 'duckdb' }));
    bundler.onLoad({ filter: /.*/, namespace: 'duckdb' }, () => ({
      contents: `
        const { dirname, join } = require('node:path');
        const folder = process.env.PLUMBLINE_RUNTIME || dirname(process.execPath);
        module.exports = require(join(folder, 'duckdb.node'));`,
      loader: 'js',
      resolveDir: root,
    }));
  },
};

/** @param {string} outdir */
export async function bundleBackend(outdir) {
  await build({
    absWorkingDir: root,
    entryPoints: { front: 'src/backend/main.ts', engine: 'src/backend/engine/child.ts' },
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    logLevel: 'warning',
    plugins: [bindingBesideNode, bundledPrograms],
  });
}
