/**
 * A root folder with musl and a shell and nothing else, as in an Alpine image, to run the launcher in by chroot.
 *
 * musl and busybox come as Debian packages of the release that has musl 1.2.5, which DuckDB's binding needs.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modules } from '../paths.mjs';
import { runTool } from './tool.mjs';

const RELEASE = 'trixie';
const LOADER = { x64: 'ld-musl-x86_64.so.1', arm64: 'ld-musl-aarch64.so.1' };
/** What busybox is called as: the launcher needs a shell and nothing more. */
const APPLETS = ['sh'];

/**
 * Why the root cannot be made here, or null.
 * @returns {string | null}
 */
export function alpineRootObstacle() {
  if (process.platform !== 'linux' || !LOADER[process.arch]) {
    return 'not on Linux';
  }
  if (process.getuid?.() !== 0) {
    return 'chroot needs root';
  }
  if (!existsSync('/usr/bin/apt-get')) {
    return 'no apt-get to fetch musl and busybox with';
  }
  const pip = spawnSync('python3', ['-m', 'pip', '--version']);
  return pip.status === 0 ? null : 'no pip to fetch the musl Node with';
}

/**
 * Fills `folder` with /bin/sh, musl's loader, /etc/alpine-release, /dev/null and /tmp.
 * @param {string} folder
 * @returns {Promise<string>} musl's version as its loader tells it
 */
export async function makeAlpineRoot(folder) {
  const packages = await fetchPackages(join(modules, '.cache', 'plumbline', 'alpine-root'));
  for (const part of ['bin', 'lib', 'etc', 'tmp', 'dev', 'plugin']) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  cpSync(join(packages, 'usr/bin/busybox'), join(folder, 'bin/busybox'));
  for (const applet of APPLETS) {
    symlinkSync('busybox', join(folder, 'bin', applet));
  }
  const loader = join(folder, 'lib', LOADER[process.arch]);
  const triplet = process.arch === 'x64' ? 'x86_64' : 'aarch64';
  cpSync(join(packages, `usr/lib/${triplet}-linux-musl/libc.so`), loader);
  writeFileSync(join(folder, 'etc/alpine-release'), '3.22.0\n');
  // Node opens it for a child without input; a plain file does, where a device may not be made.
  writeFileSync(join(folder, 'dev/null'), '');
  return muslVersion(loader);
}

async function muslVersion(loader) {
  // Called without a program, the loader prints its version and fails.
  const said = await runTool(loader, []).catch((error) => error.message);
  return /Version (\S+)/.exec(said)?.[1] ?? 'unknown';
}

async function fetchPackages(cache) {
  const done = join(cache, 'root');
  if (existsSync(done)) {
    return done;
  }
  rmSync(cache, { recursive: true, force: true });
  for (const part of ['lists/partial', 'archives/partial', 'debs']) {
    mkdirSync(join(cache, part), { recursive: true });
  }
  writeFileSync(join(cache, 'sources.list'), `deb http://deb.debian.org/debian ${RELEASE} main\n`);
  // Folders of its own: the machine's apt stays as it is.
  const options = Object.entries({
    'Dir::Etc::sourcelist': join(cache, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(cache, 'lists'),
    'Dir::Cache': cache,
    'APT::Sandbox::User': 'root',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const debs = join(cache, 'debs');
  await runTool('apt-get', [...options, '-q', 'update']);
  await runTool('apt-get', [...options, '-q', 'download', 'musl', 'busybox-static'], { cwd: debs });
  for (const deb of readdirSync(debs)) {
    await runTool('dpkg-deb', ['-x', join(debs, deb), `${done}.part`]);
  }
  await runTool('mv', [`${done}.part`, done]);
  return done;
}
