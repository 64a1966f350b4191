/** Dependencies: installed when they are missing or differ from the lock file. Uses nothing but Node's own modules. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, modules, root } from './paths.mjs';
import { capture, run } from './processes.mjs';
import { say, seconds, Stop } from './say.mjs';

const INSTALL_LIMIT_MS = 1_200_000;
const stampFile = path.join(modules, '.plumbline-lock.sha256');

function lockHash() {
  return createHash('sha256')
    .update(fs.readFileSync(inRoot('package-lock.json')))
    .digest('hex');
}

const packagesOf = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).packages ?? {};

/** True when every package of the lock file that this system needs is there in its version, whoever installed it. */
export function agrees(wanted, installed) {
  return Object.entries(wanted).every(
    ([name, entry]) =>
      name === '' ||
      installed[name]?.version === entry.version ||
      (installed[name] === undefined && (entry.optional === true || entry.devOptional === true || entry.peer === true))
  );
}

function isFresh(hash) {
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === hash) {
    return true;
  }
  const hidden = path.join(modules, '.package-lock.json');
  return fs.existsSync(hidden) && agrees(packagesOf(inRoot('package-lock.json')), packagesOf(hidden));
}

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

/**
 * `npm ci`; where it refuses, `npm install` by the same lock file, which it leaves as it is. npm refuses when a registry
 * lacks the packages of some other system, although nobody here would install them.
 */
async function install() {
  const { code, stderr } = await capture(npm, ['ci', ...QUIET], { cwd: root, timeoutMs: INSTALL_LIMIT_MS });
  if (code === 0) {
    return;
  }
  if (!stderr.includes('EUSAGE')) {
    throw new Stop(`npm ci failed:\n${stderr.trim()}`);
  }
  say('npm ci refuses (packages of other systems are missing in this registry): npm install by the lock file');
  await run(npm, ['install', '--no-save', ...QUIET], { cwd: root, name: 'npm install' });
}

/** Install unless node_modules already agrees with the lock file. */
export async function ensureInstalled() {
  const hash = lockHash();
  if (!isFresh(hash)) {
    const before = Date.now();
    say('Installing dependencies');
    await install();
    say(`Dependencies installed in ${seconds(Date.now() - before)}`);
  }
  fs.writeFileSync(stampFile, hash);
}
