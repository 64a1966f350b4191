/** A back end with a folder of its own for the faults that need one, and calls as a service and a dashboard make them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PluginProcess, startPlugin } from '../integration/backend/client';
import { type Answer, LAUNCHER, query, resource, type ResourceAnswer, sql } from '../integration/backend/support';

export const CALLER = {
  role: 'Admin',
  uid: 'faults',
  jsonData: { ingestRequestsPerSecond: 1000, ingestRowsPerSecond: 10_000_000 },
};

export interface Hurt {
  plugin: PluginProcess;
  folder: string;
  post(path: string, body: object | Uint8Array, headers?: Record<string, string>): Promise<ResourceAnswer>;
  put(path: string, body: object): Promise<ResourceAnswer>;
  /** A query as a dashboard sends it. */
  ask(statement: string): Promise<Answer | undefined>;
  end(): Promise<void>;
}

/**
 * @param folder where the store lies; a new one unless given
 * @param env what front and engine get besides
 */
export async function startHurt(
  folder = mkdtempSync(join(tmpdir(), 'plumbline-hurt-')),
  env: Record<string, string> = {}
): Promise<Hurt> {
  const plugin = await startPlugin(LAUNCHER, { env: { GF_PLUGIN_STORE_DIR: folder, ...env } });
  return {
    plugin,
    folder,
    post: (path, body, headers) => resource(plugin, 'POST', path, body, { ...CALLER, headers }),
    put: (path, body) => resource(plugin, 'PUT', path, body, CALLER),
    ask: async (statement) => (await query(plugin, { A: sql(statement) }, CALLER))['A'],
    async end() {
      await plugin.stop();
      rmSync(join(folder, '1'), { recursive: true, force: true });
    },
  };
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
