/** Our built modules, loaded as Grafana loads them: AMD through SystemJS, the shared packages from the page. */
import 'systemjs/dist/system.js';
import 'systemjs/dist/extras/amd.js';
import 'systemjs/dist/extras/named-register.js';
import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import { type PanelPlugin, type PanelPluginMeta, type PluginMeta } from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import * as i18next from 'i18next';
import * as lodash from 'lodash';
// eslint-disable-next-line no-restricted-imports -- handed to plugins, as Grafana does
import * as moment from 'moment';
import * as react from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import * as reactDom from 'react-dom';
import * as reactRouter from 'react-router';
import * as rxjs from 'rxjs';
import * as rxjsOperators from 'rxjs/operators';
import { corePanel } from './corePanel';

export const APP_ID = 'plumbline-models-app';
export const DATASOURCE_ID = 'plumbline-predictions-datasource';
const BASE = `/public/plugins/${APP_ID}/`;

/** Folder of each plugin below the app's. */
const FOLDERS: Record<string, string> = {
  [APP_ID]: '',
  [DATASOURCE_ID]: 'datasource/',
  'plumbline-driftheatmap-panel': 'panels/driftheatmap/',
  'plumbline-importance-panel': 'panels/importance/',
  'plumbline-cohorts-panel': 'panels/cohorts/',
};

/** A CommonJS package reached through `import *` has its real exports under `default`; the loader is told to use them. */
function commonJs(module: object): object {
  return { ...module, default: 'default' in module ? module.default : module, __useDefault: true };
}

/** Grafana's shared dependencies, as far as plugins of this project may use them. */
const SHARED: Record<string, object> = {
  '@emotion/css': emotionCss,
  '@emotion/react': emotionReact,
  '@grafana/data': grafanaData,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/ui': grafanaUi,
  i18next,
  lodash: commonJs(lodash),
  moment: commonJs(moment),
  react: commonJs(react),
  'react/jsx-runtime': commonJs(jsxRuntime),
  'react-dom': commonJs(reactDom),
  'react-router': reactRouter,
  rxjs,
  'rxjs/operators': rxjsOperators,
};

interface SystemLoader {
  set(id: string, module: object): void;
  import(id: string): Promise<Record<string, unknown>>;
  addImportMap(map: { imports: Record<string, string> }): void;
}

declare global {
  interface Window {
    System: SystemLoader;
  }
}

/** Make the shared packages known; call once before the first plugin is loaded. */
export function sharePackages(): void {
  const { System } = window;
  const addressOf = (name: string) => `app:${name}`;
  System.addImportMap({ imports: Object.fromEntries(Object.keys(SHARED).map((name) => [name, addressOf(name)])) });
  for (const [name, module] of Object.entries(SHARED)) {
    System.set(addressOf(name), module);
  }
}

async function fetchMeta<T extends PluginMeta>(folder: string): Promise<T> {
  const meta: T = await (await fetch(`${BASE}${folder}plugin.json`)).json();
  return { ...meta, module: `${BASE}${folder}module.js`, baseUrl: `${BASE}${folder}` };
}

export interface Loaded<P> {
  plugin: P;
  meta: PluginMeta;
}

const loaded = new Map<string, Promise<Loaded<unknown>>>();

/** A built plugin of this project. Rejects when there is none of that id, or its module can't be loaded. */
export function loadPlugin<P>(id: string): Promise<Loaded<P>> {
  const folder = FOLDERS[id];
  if (folder === undefined) {
    return Promise.reject(new Error(`The workbench has no plugin ${id}`));
  }
  const known = loaded.get(id);
  if (known) {
    return known as Promise<Loaded<P>>;
  }
  const loading = Promise.all([fetchMeta(folder), window.System.import(`${BASE}${folder}module.js`)]).then(
    ([meta, module]) => ({ plugin: module['plugin'] as P, meta })
  );
  loaded.set(id, loading);
  return loading;
}

const panels = new Map<string, PanelPlugin>();

/** A panel plugin: ours as built, Grafana's own as a plain table of the data. */
export async function importPanel(id: string): Promise<PanelPlugin> {
  const known = panels.get(id);
  if (known) {
    return known;
  }
  const panel = FOLDERS[id] === undefined ? corePanel(id) : await ownPanel(id);
  panels.set(id, panel);
  return panel;
}

async function ownPanel(id: string): Promise<PanelPlugin> {
  const { plugin, meta } = await loadPlugin<PanelPlugin>(id);
  plugin.meta = { ...(meta as PanelPluginMeta), sort: 1 };
  return plugin;
}

export const cachedPanel = (id: string): PanelPlugin | undefined => panels.get(id);
