/** Where the store of a data source lies: a folder from the administrator, the organisation, and the data source's uid. */
import { statfsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { PlumblineError } from '../query/errors';

/** Grafana passes `store_dir` of `[plugin.plumbline-predictions-datasource]` under this name. */
export const STORE_DIR_VARIABLE = 'GF_PLUGIN_STORE_DIR';

/** Grafana's own rule for uids; it leaves no room for path separators or dots. */
const UID = /^[A-Za-z0-9_-]{1,40}$/;

/**
 * The folder of all stores.
 * @param launcherFolder folder of the data source inside the app's folder: `<plugins>/<app>/datasource`
 * @throws Error when the configured folder is not absolute: Grafana's working directory is no place to rely on
 */
export function storeFolder(configured: string | undefined, launcherFolder: string): string {
  if (configured) {
    if (!isAbsolute(configured)) {
      throw new Error(`store_dir must be an absolute path, not ${configured}`);
    }
    return configured;
  }
  const pluginsFolder = dirname(dirname(launcherFolder));
  return join(dirname(pluginsFolder), 'plumbline');
}

/** Undefined for a folder that is not there yet. */
export function freeBytesAt(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** @throws PlumblineError `bad_request` for an organisation or uid that cannot be a file name */
export function storePath(folder: string, orgId: number, uid: string): string {
  if (!Number.isSafeInteger(orgId) || orgId < 1) {
    throw new PlumblineError('bad_request', `Organisation ${orgId} is not a positive number`);
  }
  if (!UID.test(uid)) {
    throw new PlumblineError('bad_request', 'The data source uid has characters beyond letters, digits, - and _');
  }
  return join(folder, String(orgId), `${uid}.duckdb`);
}
