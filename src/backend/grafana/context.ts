/** Who calls, about which data source: Grafana's PluginContext, decoded. Nothing here comes from a request's body. */
import { type PluginContextMessage } from './messages';

export interface PluginUser {
  login: string;
  name: string;
  email: string;
  /** Organisation role as Grafana sends it: `Viewer`, `Editor`, `Admin`, or empty for nobody. */
  role: string;
}

export interface DataSourceInstance {
  uid: string;
  name: string;
  url: string;
  jsonData: Record<string, unknown>;
  secureJsonData: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch of the last change of the settings. */
  updated: number;
}

export interface RequestContext {
  orgId: number;
  user?: PluginUser;
  dataSource?: DataSourceInstance;
  /** Grafana's own limits and feature toggles. */
  grafanaConfig: ReadonlyMap<string, string>;
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>;
  /** Sent by the alert scheduler, which acts as an organisation admin. */
  fromAlert: boolean;
  /** Aborted when the caller goes away. */
  signal: AbortSignal;
}

/** @throws SyntaxError when the data source's jsonData is not a JSON object */
export function decodeContext(
  context: PluginContextMessage | undefined,
  headers: Iterable<[string, string]>,
  signal: AbortSignal
): RequestContext {
  const lowered = new Map<string, string>();
  for (const [name, value] of headers) {
    lowered.set(name.toLowerCase(), value);
  }
  const settings = context?.dataSourceInstanceSettings;
  return {
    orgId: context?.orgId ?? 0,
    user: context?.user && {
      login: context.user.login ?? '',
      name: context.user.name ?? '',
      email: context.user.email ?? '',
      role: context.user.role ?? '',
    },
    dataSource: settings && {
      uid: settings.uid ?? '',
      name: settings.name ?? '',
      url: settings.url ?? '',
      jsonData: parseObject(settings.jsonData),
      secureJsonData: settings.decryptedSecureJsonData ?? new Map(),
      updated: settings.lastUpdatedMs ?? 0,
    },
    grafanaConfig: context?.grafanaConfig ?? new Map(),
    headers: lowered,
    // Grafana's middleware may prefix forwarded HTTP headers; both spellings mean the scheduler.
    fromAlert: lowered.get('fromalert') === 'true' || lowered.get('http_fromalert') === 'true',
    signal,
  };
}

function parseObject(json: Uint8Array | undefined): Record<string, unknown> {
  if (!json || json.length === 0) {
    return {};
  }
  const value: unknown = JSON.parse(Buffer.from(json).toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError('jsonData of the data source is not an object');
  }
  return { ...value };
}
