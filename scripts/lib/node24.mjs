/** The project's own Node 24, which comes with the dependencies, so that the machine's Node only has to start it. */
import fs from 'node:fs';
import path from 'node:path';
import { modules } from './paths.mjs';
import { exitOf, start } from './processes.mjs';
import { Stop } from './say.mjs';

const MAJOR = 24;

/** Path of the runtime for this system; throws when the registry has none for it and the running Node is older. */
export function projectNode() {
  const { platform, arch, versions, execPath } = process;
  for (const name of [`node-${platform}-${arch}`, `node-bin-${platform}-${arch}`]) {
    const file = path.join(modules, name, 'bin', 'node');
    if (fs.existsSync(file)) {
      return file;
    }
  }
  if (Number(versions.node.split('.')[0]) >= MAJOR) {
    return execPath;
  }
  throw new Stop(
    `There is no Node ${MAJOR} for ${platform}-${arch} in the dependencies. Install Node ${MAJOR} and repeat.`
  );
}

/** Path with the project's runtime first, so that tools started by name run under it. */
export const pathWith = (node) => `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`;

/**
 * Continue under the project's Node. Answers null when already there; otherwise runs the same script again under it,
 * passes signals on, and answers its exit code.
 */
export async function reexec() {
  const node = projectNode();
  if (fs.realpathSync(node) === fs.realpathSync(process.execPath)) {
    return null;
  }
  const child = start(node, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, PATH: pathWith(node) },
  });
  // A terminal sends SIGINT to the whole group: the child gets its own, so this process only has to wait.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  return exitOf(child);
}
