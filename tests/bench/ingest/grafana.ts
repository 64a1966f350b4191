/** A Grafana of one's own from GRAFANA_HOME, with the built plugin, for as long as a bench takes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const START_MS = 180_000;
const UID = 'bench';
const PASSWORD = 'bench-of-one-run';
const PLUGINS = [
  'plumbline-models-app',
  'plumbline-predictions-datasource',
  'plumbline-driftheatmap-panel',
  'plumbline-importance-panel',
  'plumbline-cohorts-panel',
  'plumbline-distribution-panel',
  'plumbline-curves-panel',
  'plumbline-explanation-panel',
];

type Sections = Record<string, Record<string, string | number>>;

export interface BenchGrafana {
  /** Below it are the data source's resources. */
  resources: string;
  url: string;
  headers: Record<string, string>;
  /** Where all of it lies, the stores below `stores`. */
  folder: string;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address ? address.port : 0;
}

/**
 * @param more sections of the configuration that take the place of those here
 * @throws Error when it does not answer within three minutes
 */
export async function startGrafana(home: string, jsonData: object, more: Sections = {}): Promise<BenchGrafana> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-grafana-'));
  const port = await freePort();
  const provisioning = join(folder, 'provisioning');
  mkdirSync(join(provisioning, 'datasources'), { recursive: true });
  const dataSource = { name: 'Bench', uid: UID, type: PLUGINS[1], orgId: 1, access: 'proxy', jsonData };
  writeFileSync(
    join(provisioning, 'datasources', 'bench.yaml'),
    JSON.stringify({ apiVersion: 1, datasources: [dataSource] })
  );
  const sections: Sections = {
    paths: { data: folder, logs: join(folder, 'log'), plugins: join(folder, 'plugins'), provisioning },
    server: { http_addr: '127.0.0.1', http_port: port },
    security: { admin_user: 'admin', admin_password: PASSWORD },
    analytics: {
      enabled: 'false',
      reporting_enabled: 'false',
      check_for_updates: 'false',
      check_for_plugin_updates: 'false',
    },
    plugins: {
      allow_loading_unsigned_plugins: PLUGINS.join(','),
      preinstall_disabled: 'true',
      public_key_retrieval_disabled: 'true',
    },
    'plugin.plumbline-models-app': { path: resolve('dist') },
    log: { mode: 'file' },
    ...more,
    'plugin.plumbline-predictions-datasource': {
      store_dir: join(folder, 'stores'),
      ...more['plugin.plumbline-predictions-datasource'],
    },
  };
  const ini = Object.entries(sections).map(
    ([name, keys]) =>
      `[${name}]\n${Object.entries(keys)
        .map(([key, value]) => `${key} = ${value}\n`)
        .join('')}`
  );
  writeFileSync(join(folder, 'grafana.ini'), ini.join('\n'));
  const child = spawn(
    join(home, 'bin', 'grafana'),
    ['server', '--homepath', home, '--config', join(folder, 'grafana.ini')],
    {
      stdio: 'ignore',
    }
  );
  const url = `http://127.0.0.1:${port}`;
  const grafana: BenchGrafana = {
    url,
    folder,
    resources: `${url}/api/datasources/uid/${UID}/resources`,
    headers: { Authorization: `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}` },
    stop: () => end(child, folder),
  };
  try {
    await untilHealthy(grafana, child);
    return grafana;
  } catch (error) {
    await grafana.stop();
    throw error;
  }
}

async function untilHealthy({ headers, url }: BenchGrafana, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS;
  let last = '';
  while (Date.now() < until && child.exitCode === null) {
    try {
      const reply = await fetch(`${url}/api/datasources/uid/${UID}/health`, { headers });
      last = await reply.text();
      if (reply.ok) {
        return;
      }
    } catch (error) {
      last = String(error);
    }
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error(`Grafana does not serve the data source: ${last.slice(0, 500)}`);
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await exit;
    clearTimeout(timer);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** The Grafana that GRAFANA_HOME names; undefined where none is named. */
export const grafanaHome = (): string | undefined => {
  const home = process.env['GRAFANA_HOME'];
  return home && existsSync(join(home, 'bin', 'grafana')) ? home : undefined;
};
