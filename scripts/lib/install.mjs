/** Dependencies: installed when they are missing or differ from the lock file. Uses nothing but Node's own modules. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, modules, root } from './paths.mjs';
import { run } from './processes.mjs';
import { say, seconds } from './say.mjs';

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

/** Run `npm ci` unless node_modules already agrees with the lock file. */
export async function ensureInstalled() {
  const hash = lockHash();
  if (!isFresh(hash)) {
    const before = Date.now();
    say('Installing dependencies (npm ci)');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    await run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, name: 'npm ci' });
    say(`Dependencies installed in ${seconds(Date.now() - before)}`);
  }
  fs.writeFileSync(stampFile, hash);
}
