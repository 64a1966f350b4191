/** Where is a Grafana? GRAFANA_HOME, then an installed one. A home folder holds `conf/defaults.ini` and `public/`. */
import fs from 'node:fs';
import path from 'node:path';
import { capture } from '../processes.mjs';
import { say, Stop } from '../say.mjs';

export const MINIMUM = [12, 4, 0];

const isHome = (folder) => fs.existsSync(path.join(folder, 'conf', 'defaults.ini'));

/** The program of a home folder, as a command and its first arguments; older packages only have `grafana-server`. */
export function programOf(home) {
  const windows = process.platform === 'win32' ? '.exe' : '';
  const one = path.join(home, 'bin', `grafana${windows}`);
  if (fs.existsSync(one)) {
    return { command: one, args: ['server'] };
  }
  const server = path.join(home, 'bin', `grafana-server${windows}`);
  return fs.existsSync(server) ? { command: server, args: [] } : null;
}

/** `[12, 4, 3]` of "grafana version 12.4.3" or "Version 12.4.3 (commit ...)"; null when there is none. */
export function versionIn(text) {
  const found = /version\s+v?(\d+)\.(\d+)\.(\d+)/i.exec(text);
  return found ? found.slice(1, 4).map(Number) : null;
}

export function isNewEnough(version) {
  for (let i = 0; i < MINIMUM.length; i++) {
    if (version[i] !== MINIMUM[i]) {
      return version[i] > MINIMUM[i];
    }
  }
  return true;
}

async function versionOf(program) {
  const flag = program.args.length > 0 ? ['--version'] : ['-v'];
  const { stdout, stderr } = await capture(program.command, flag, { timeoutMs: 20_000 });
  return versionIn(stdout + stderr);
}

/** A usable Grafana in this folder, or the reason why not. */
export async function inspect(home, program = programOf(home)) {
  if (!isHome(home)) {
    return { reason: `${home} has no conf/defaults.ini` };
  }
  if (!program) {
    return { reason: `${home} has no bin/grafana` };
  }
  const version = await versionOf(program);
  if (!version) {
    return { reason: `${program.command} does not tell its version` };
  }
  if (!isNewEnough(version)) {
    return { reason: `${program.command} is ${version.join('.')}, ${MINIMUM.join('.')} or newer is needed` };
  }
  return { grafana: { home, program, version: version.join('.') } };
}

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file));

/** Home folders of the usual packages, and the one the program itself lies in. */
function installedCandidates() {
  return ['grafana', 'grafana-server'].flatMap((name) => {
    const command = onPath(name);
    if (!command) {
      return [];
    }
    const program = { command, args: name === 'grafana' ? ['server'] : [] };
    const own = path.resolve(path.dirname(fs.realpathSync(command)), '..');
    const homes = [
      own,
      path.join(own, 'share', 'grafana'),
      '/usr/share/grafana',
      '/opt/homebrew/opt/grafana/share/grafana',
      '/usr/local/opt/grafana/share/grafana',
    ];
    const home = homes.find(isHome);
    return home ? [{ home, program }] : [];
  });
}

/** A Grafana on this machine, or null. A GRAFANA_HOME that does not work is an error, not a reason to look elsewhere. */
export async function findGrafana() {
  const wanted = process.env.GRAFANA_HOME;
  if (wanted) {
    const { grafana, reason } = await inspect(path.resolve(wanted));
    if (!grafana) {
      throw new Stop(`GRAFANA_HOME can't be used: ${reason}.`);
    }
    return grafana;
  }
  for (const { home, program } of installedCandidates()) {
    const { grafana, reason } = await inspect(home, program);
    if (grafana) {
      return grafana;
    }
    say(`Passing over an installed Grafana: ${reason}`);
  }
  return null;
}
