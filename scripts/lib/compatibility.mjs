/**
 * Does each module use only what the oldest and the newest supported Grafana export? The type check can't tell: it sees
 * the newest packages alone. Held by levitate, a module and a version at a time.
 */
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
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

/**
 * Levitate also counts symbols whose declaration is the same text in both versions (only a type behind it differs); it
 * lists nothing for them. What it lists, removals and changed signatures, is what counts here.
 */
export function verdict(code, output) {
  const plain = stripVTControlCharacters(output);
  const reported = /INCOMPATIBILITIES \(\d+\)/.test(plain);
  const listed = /^\s*\d+\)\s+(Removed|Changed)/m.test(plain);
  return code === 0 || (reported && !listed) ? 0 : 1;
}

async function isCompatible(file, version) {
  const target = PACKAGES.map((name) => `${name}@${version}`).join(',');
  const cli = path.join(modules, '@grafana', 'levitate', 'dist', 'bin.js');
  const args = [cli, 'is-compatible', '--path', file, '--target', target];
  const { code, stdout, stderr } = await capture(process.execPath, args, { cwd: root, timeoutMs: 600_000 });
  return { counts: single(verdict(code, stdout)), output: `${stdout}${stderr}`.trim() };
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
