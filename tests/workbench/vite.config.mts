import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.resolve(here, '..', '..', 'node_modules');

/** The page of the workbench, with Grafana's packages as the registry has them. */
export default defineConfig({
  root: path.join(here, 'app'),
  base: '/',
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
  resolve: {
    alias: [
      // Not exported from the package, yet the only way to say what a plugin's page looks like.
      {
        find: 'workbench:plugin-page',
        replacement: path.join(modules, '@grafana/runtime/dist/esm/components/PluginPage.mjs'),
      },
      { find: 'react-router-dom-v5-compat', replacement: path.join(modules, 'react-router-dom') },
    ],
    dedupe: ['react', 'react-dom', 'react-router', '@grafana/data', '@grafana/runtime', '@grafana/ui'],
  },
  build: {
    target: 'es2022',
    emptyOutDir: true,
    chunkSizeWarningLimit: 20_000,
    // @grafana/plugin-compat asks newer runtimes for more and takes what is missing as a reason to use the older way.
    rolldownOptions: { shimMissingExports: true },
  },
});
