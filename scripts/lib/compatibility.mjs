/**
 * Do our modules use only what the oldest and the newest supported Grafana export? The type check can't tell: it sees the
 * newest packages alone. Held by levitate's comparison, one run a version over all modules.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRoot, modules, root, state } from './paths.mjs';
import { capture } from './processes.mjs';
import { single } from './tally.mjs';

export const GRAFANA_VERSIONS = ['12.4.3', '13.2.2'];
export const PACKAGES = ['@grafana/data', '@grafana/ui', '@grafana/runtime'];

/**
 * Symbols whose declaration is the same text in both versions while a type behind it differs: looked at one by one, the
 * difference does not touch what we use. Another one fails the step until somebody has looked at it.
 */
export const LOOKED_AT = [
  // The boot configuration: we read `appUrl` and two fields of `bootData.user`, alike in both.
  '@grafana/runtime config',
];

/** @returns {string} the version in node_modules */
export function installedVersion(name) {
  return JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json'), 'utf8')).version;
}

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
 * Passes nothing but what somebody has looked at.
 *
 * @param {{ package: string, symbol: string, file: string, kind: string }[]} found
 * @returns {string[]} a line for each symbol that may break there
 */
export function objections(found) {
  return found
    .filter(({ package: from, symbol, kind }) => kind !== 'behind' || !LOOKED_AT.includes(`${from} ${symbol}`))
    .map(({ package: from, symbol, file, kind }) => `${symbol} of ${from}, used in ${file}: ${kind}`);
}

/** The report of `compatibility-report.mjs` among what levitate prints; `null` for a run that did not get there. */
export function readReport(stdout) {
  const line = stdout.split('\n').findLast((each) => each.startsWith('{"compatibility":'));
  return line === undefined ? null : JSON.parse(line).compatibility;
}

async function check(version) {
  fs.mkdirSync(state, { recursive: true });
  const entry = path.join(state, `compatibility-${version}.ts`);
  const imports = moduleFiles().map((file) => `import '${inRoot(file).replace(/\.tsx?$/, '')}';\n`);
  fs.writeFileSync(entry, imports.join(''));
  const script = inRoot('scripts', 'lib', 'compatibility-report.mjs');
  // levitate unpacks packages where temporary files lie, and the versions run side by side: one read what the other had half written.
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-compatibility-'));
  const { stdout, stderr } = await capture(process.execPath, [script, version, entry], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary },
    timeoutMs: 600_000,
  });
  fs.rmSync(entry);
  fs.rmSync(temporary, { recursive: true, force: true });
  const found = readReport(stdout);
  const lines = found ? objections(found) : [`${stdout}${stderr}`.trim()];
  return { counts: single(lines.length === 0 ? 0 : 1), output: lines.join('\n') };
}

/** A step for every version. */
export function compatibilitySteps() {
  return GRAFANA_VERSIONS.map((version) => ({
    name: 'compat',
    title: `compat with Grafana ${version}`,
    cores: 1,
    run: () => check(version),
  }));
}
