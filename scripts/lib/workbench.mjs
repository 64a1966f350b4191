/** The workbench as a server: bundled when its sources changed, run as a process of its own. */
import fs from 'node:fs';
import path from 'node:path';
import { backendFile } from './build.mjs';
import { bundle } from './bundle.mjs';
import { dist, inRoot, modules, root, storeDir } from './paths.mjs';
import { poll } from './ports.mjs';
import { exitOf, start } from './processes.mjs';
import { NEWEST, viteOptions } from './react.mjs';
import { projectNode } from './node24.mjs';
import { say, Stop } from './say.mjs';
import { hashOf, readStamp, writeStamp } from './stamps.mjs';

const sources = [
  'tests/workbench',
  'tests/integration/backend',
  'src/backend/grafana',
  'src/query',
  'scripts/lib/react.mjs',
  'package-lock.json',
];
/** Under the project, because the bundled server finds its packages from its own folder up. */
const folder = path.join(modules, '.cache', 'plumbline', 'workbench');
const serverFile = path.join(folder, 'server.mjs');
const pageFolder = (react) => path.join(folder, `page-${react}`);

/** Make a product of today's sources unless it is there already. */
async function ensure(name, make) {
  const stamp = path.join(folder, `stamp-${name}`);
  const wanted = hashOf(sources);
  if (readStamp(stamp) !== wanted) {
    await make();
    writeStamp(stamp, wanted);
  }
}

/** The page with this React; the server finds it below `?react=<version>` from then on. */
export function ensurePage(react) {
  return ensure(`page-${react}`, async () => {
    say(`Building the workbench with React ${react}`);
    const { build } = await import('vite');
    await build({
      configFile: inRoot('tests', 'workbench', 'vite.config.mts'),
      ...viteOptions(react),
      // A folder of its own for each: the server knows by it whose files a page asks for.
      build: { outDir: pageFolder(react), assetsDir: `react-${react}` },
      logLevel: 'error',
    });
  });
}

const ensureServer = () =>
  ensure('server', () => bundle(inRoot('tests', 'workbench', 'server', 'main.ts'), serverFile));

/** Serve the workbench on a port of the loopback address. */
export async function startWorkbench(port) {
  await ensureServer();
  await ensurePage(NEWEST);
  const child = start(projectNode(), [serverFile], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    detached: true,
    env: {
      ...process.env,
      WORKBENCH_PORT: String(port),
      WORKBENCH_PAGES: folder,
      WORKBENCH_REACT: NEWEST,
      WORKBENCH_DIST: dist,
      WORKBENCH_BACKEND: backendFile(),
      WORKBENCH_STORE: storeDir(),
    },
  });
  const address = `http://127.0.0.1:${port}`;
  const died = exitOf(child).then((code) => {
    throw new Stop(`The workbench ended with code ${code} before it answered.`);
  });
  const up = poll(async () => ((await fetch(`${address}/api/health`)).ok ? true : undefined), { timeoutMs: 30_000 });
  died.catch(() => undefined);
  if (!(await Promise.race([up, died]))) {
    throw new Stop('The workbench did not answer within 30 s.');
  }
  return {
    kind: 'The workbench',
    address,
    child,
    headers: {},
    signIn: 'There is no sign-in: it is the same panels, pages and back end without Grafana around them.',
    pages: { Models: '/a/plumbline-models-app/models', Panels: '/panels' },
  };
}
