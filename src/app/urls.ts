import { urlUtil, type UrlQueryMap } from '@grafana/data';
import pluginJson from '../plugin.json';

/** Root of the app's pages. */
export const ROOT = `/a/${pluginJson.id}`;
export const MODELS_URL = `${ROOT}/models`;
/** The page that makes a data source. */
export const SETUP_URL = `/plugins/${pluginJson.id}?page=setup`;

/** Where links of alerts lead: it finds the alert's time, and goes on to the model's page. */
export const INVESTIGATE_URL = `${ROOT}/investigate`;

export const MODEL_TABS = [
  'overview',
  'investigate',
  'drift',
  'quality',
  'performance',
  'importance',
  'cohorts',
  'service',
  'records',
] as const;
export type ModelTab = (typeof MODEL_TABS)[number];

/** State that goes along from tab to tab of a model. */
export const MODEL_URL_KEYS = [
  'from',
  'to',
  'timezone',
  'refresh',
  'var-ds',
  'var-method',
  'var-ref',
  'var-window',
  'var-version',
  'var-column',
  'var-segment',
  'var-filters',
] as const;

/** State that goes along from a model back to the fleet. */
export const FLEET_URL_KEYS = ['var-ds'] as const;

/** Address of a model's page without state; the overview is the page itself. */
export function modelPath(model: string, tab: ModelTab = 'overview'): string {
  const base = `${MODELS_URL}/${encodeURIComponent(model)}`;
  return tab === 'overview' ? base : `${base}/${tab}`;
}

/** Address of a model's page with state, such as `{'var-ds': uid}`. */
export function modelUrl(model: string, state: UrlQueryMap = {}, tab: ModelTab = 'overview'): string {
  return urlUtil.renderUrl(modelPath(model, tab), state);
}
