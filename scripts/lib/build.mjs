/** Building dist/: front end by webpack, then the back end, each only when its sources changed. */
import fs from 'node:fs';
import path from 'node:path';
import { dist, inRoot, modules, root } from './paths.mjs';
import { pathWith, projectNode } from './node24.mjs';
import { run } from './processes.mjs';
import { say, seconds } from './say.mjs';
import { hashOf, readStamp, writeStamp } from './stamps.mjs';

const shared = ['package.json', 'package-lock.json', 'tsconfig.json', 'src/query'];
const frontend = {
  name: 'frontend',
  label: 'front end',
  sources: [
    ...shared,
    '.config',
    'webpack.config.ts',
    'src/plugin.json',
    'src/module.tsx',
    'src/app',
    'src/components',
    'src/datasource',
    'src/panels',
    'src/img',
    'src/locales',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
  ],
  product: () => path.join(dist, 'module.js'),
  command: () => [
    path.join(modules, 'webpack-cli', 'bin', 'cli.js'),
    '--disable-interpret',
    '-c',
    './webpack.config.ts',
    '--env',
    'production',
    '--no-stats',
  ],
};
const backend = {
  name: 'backend',
  label: 'back end',
  sources: [...shared, 'src/backend', 'scripts/build-backend.mjs', 'scripts/lib/backend'],
  product: backendFile,
  command: () => [inRoot('scripts', 'build-backend.mjs')],
};

const goArch = { x64: 'amd64', arm64: 'arm64' };

/** The program Grafana starts, by Grafana's naming: operating system and architecture in Go's words. */
export function backendFile() {
  return path.join(dist, 'datasource', `gpx_plumbline_${process.platform}_${goArch[process.arch] ?? process.arch}`);
}

/** Beside the dependencies and not in dist/, which webpack empties and Grafana serves. */
const stampOf = (part) => path.join(modules, '.cache', 'plumbline', part.name);

async function build(part) {
  const before = Date.now();
  say(`Building the ${part.label}`);
  fs.rmSync(stampOf(part), { force: true });
  const node = projectNode();
  await run(node, ['--no-warnings', ...part.command()], {
    cwd: root,
    env: { ...process.env, PATH: pathWith(node) },
    name: `Building the ${part.label}`,
  });
  writeStamp(stampOf(part), hashOf(part.sources));
  say(`Built the ${part.label} in ${seconds(Date.now() - before)}`);
}

const isStale = (part) => !fs.existsSync(part.product()) || readStamp(stampOf(part)) !== hashOf(part.sources);

/** Build what is out of date. Webpack empties dist/, so a new front end always takes a new back end with it. */
export async function ensureBuilt({ force = false } = {}) {
  const withFrontend = force || isStale(frontend);
  if (withFrontend) {
    // Webpack is about to remove the back end: until it is built again, nothing may take it for fresh.
    fs.rmSync(stampOf(backend), { force: true });
    await build(frontend);
  }
  if (withFrontend || isStale(backend)) {
    await build(backend);
  }
}
