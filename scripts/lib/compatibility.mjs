/**
 * Does each module use only what the oldest and the newest supported Grafana export? The type check can't tell: it sees
 * the newest packages alone. Held by levitate, a module and a version at a time.
 */
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, modules, root } from './paths.mjs';
import { capture } from './processes.mjs';
import { single } from './tally.mjs';

export const GRAFANA_VERSIONS = ['12.4.3', '13.2.2'];
const PACKAGES = ['@grafana/data', '@grafana/ui', '@grafana/runtime'];

/** Entry files of the app and the plugins nested in it, relative to the root. */
export function moduleFiles() {
  const folders = fs
    .readdirSync(inRoot('src'), { recursive: true })
    .filter((name) => path.basename(name) === 'plugin.json')
    .map((name) => path.join('src', path.dirname(name)));
  return folders.sort().map((folder) => {
    const file = ['module.tsx', 'module.ts']
      .map((name) => path.join(folder, name))
      .find((name) => fs.existsSync(inRoot(name)));
    return file ?? path.join(folder, 'module.ts');
  });
}

async function isCompatible(file, version) {
  const target = PACKAGES.map((name) => `${name}@${version}`).join(',');
  const cli = path.join(modules, '@grafana', 'levitate', 'dist', 'bin.js');
  const { code, stdout, stderr } = await capture(
    process.execPath,
    [cli, 'is-compatible', '--path', file, '--target', target],
    {
      cwd: root,
      timeoutMs: 300_000,
    }
  );
  return { counts: single(code), output: `${stdout}${stderr}`.trim() };
}

/** A step for every module and version. */
export function compatibilitySteps() {
  return moduleFiles().flatMap((file) =>
    GRAFANA_VERSIONS.map((version) => ({
      name: 'compat',
      title: `compat ${path.dirname(file)} with Grafana ${version}`,
      cores: 1,
      run: () => isCompatible(file, version),
    }))
  );
}
