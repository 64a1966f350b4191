/** What the workbench takes from inside Grafana's packages. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

it('finds the one path that @grafana/runtime does not export', () => {
  const modules = path.resolve(import.meta.dirname, '..', '..', 'node_modules');
  const page = path.join(modules, '@grafana/runtime/dist/esm/components/PluginPage.mjs');
  expect(fs.readFileSync(page, 'utf8')).toContain('export { PluginPage, setPluginPage }');
});
