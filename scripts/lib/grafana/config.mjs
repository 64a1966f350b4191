/** Grafana's own configuration for a local run: everything under .plumbline/, loopback only, nothing sent out. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { APP_ID, DATASOURCE_ID, PLUGIN_IDS, SAMPLE_DASHBOARD, dist, inRoot, inState, storeDir } from '../paths.mjs';

const passwordFile = () => inState('grafana', 'admin-password');

/** The password of `admin`: made once for this state, readable by its owner alone. */
export function adminPassword() {
  if (!fs.existsSync(passwordFile())) {
    fs.mkdirSync(path.dirname(passwordFile()), { recursive: true });
    fs.writeFileSync(passwordFile(), randomBytes(9).toString('base64url'), { mode: 0o600 });
  }
  return fs.readFileSync(passwordFile(), 'utf8');
}

/** Sections and keys of the configuration file. */
export function settings({ port, password }) {
  const data = inState('grafana');
  return {
    '': { app_mode: 'production' },
    paths: {
      data: path.join(data, 'data'),
      logs: path.join(data, 'log'),
      plugins: path.join(data, 'plugins'),
      provisioning: inRoot('provisioning'),
    },
    server: { protocol: 'http', http_addr: '127.0.0.1', http_port: port, domain: '127.0.0.1', enable_gzip: true },
    security: { admin_user: 'admin', admin_password: password, disable_gravatar: true },
    'auth.anonymous': { enabled: true, org_role: 'Viewer' },
    users: { allow_sign_up: false },
    analytics: {
      enabled: false,
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
      feedback_links_enabled: false,
    },
    news: { news_feed_enabled: false },
    snapshots: { external_enabled: false },
    plugins: {
      allow_loading_unsigned_plugins: PLUGIN_IDS.join(','),
      preinstall_disabled: true,
      public_key_retrieval_disabled: true,
      plugin_admin_external_manage_enabled: false,
    },
    [`plugin.${APP_ID}`]: { path: dist },
    [`plugin.${DATASOURCE_ID}`]: { store_dir: storeDir() },
    dashboards: {
      default_home_dashboard_path: inRoot('provisioning', 'dashboards', `${SAMPLE_DASHBOARD}.json`),
    },
    log: { mode: 'file', level: 'info' },
  };
}

export function toIni(sections) {
  return Object.entries(sections)
    .map(([name, keys]) => {
      const lines = Object.entries(keys).map(([key, value]) => `${key} = ${value}`);
      return (name ? [`[${name}]`, ...lines] : lines).join('\n');
    })
    .join('\n\n')
    .concat('\n');
}

/** Write the configuration and answer where it is. */
export function writeConfig(options) {
  const file = inState('grafana', 'grafana.ini');
  fs.mkdirSync(path.join(path.dirname(file), 'plugins'), { recursive: true });
  fs.writeFileSync(file, toIni(settings(options)), { mode: 0o600 });
  return file;
}
