/** Where things are. All paths are absolute. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const dist = path.join(root, 'dist');
export const modules = path.join(root, 'node_modules');

/** What `npm start` keeps between runs; git ignores it. `PLUMBLINE_STATE` moves it (tests use a folder of their own). */
export const state = path.resolve(process.env.PLUMBLINE_STATE ?? path.join(root, '.plumbline'));

export const inRoot = (...parts) => path.join(root, ...parts);
export const inState = (...parts) => path.join(state, ...parts);

/** The organisation and data source that provisioning/ makes. */
export const ORG_ID = 1;
export const DATASOURCE_UID = 'plumbline';
export const APP_ID = 'plumbline-models-app';
export const DATASOURCE_ID = 'plumbline-predictions-datasource';
export const SAMPLE_MODEL = 'flights';
export const SAMPLE_DASHBOARD = 'plumbline-flights';

/** Grafana's `store_dir`: the data source makes `<orgId>/<uid>.duckdb` in it. */
export const storeDir = () => inState('data', 'plumbline');
export const storeFile = () => path.join(storeDir(), String(ORG_ID), `${DATASOURCE_UID}.duckdb`);

/** Every plugin of the project by id: outside development mode Grafana wants each of them named to load it unsigned. */
export const PLUGIN_IDS = [
  APP_ID,
  DATASOURCE_ID,
  'plumbline-driftheatmap-panel',
  'plumbline-importance-panel',
  'plumbline-cohorts-panel',
];
