import { urlUtil, type UrlQueryMap } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { type Filter } from '../../query/model';
import { type ModelTab, MODEL_URL_KEYS, modelPath } from '../urls';

/** Changes to the state of a page that a link makes; what it does not name stays as it is. */
export interface StateChange {
  /** Milliseconds since the epoch, [from, to). */
  range?: { from: number; to: number };
  columns?: readonly string[];
  /** Row filters beside those of the page; one on a key and operator that the page has takes its place. */
  filters?: readonly Filter[];
  /** Leaves the filters of the page behind. */
  onlyTheseFilters?: boolean;
  /** Further parameters, such as those of one page alone. */
  extra?: Readonly<Record<string, string>>;
}

/** Grafana keeps filters as `key|operator|value`, and writes what would part them otherwise. */
const escaped = (text: string) => text.replaceAll('|', '__gfp__').replaceAll('#', '__gfh__').replaceAll(',', '__gfc__');

/** A filter as the variable of filters keeps it in the address. */
export function filterToText({ key, operator, value = '', values }: Filter): string {
  return [key, operator, ...(values ?? [value])].map(escaped).join('|');
}

/**
 * The state of a model's page, as its address holds it, with changes.
 *
 * @param search the present address; keys that are no state of a model's page are left behind.
 */
export function changedState(search: URLSearchParams, change: StateChange = {}): UrlQueryMap {
  const state: UrlQueryMap = {};
  for (const key of MODEL_URL_KEYS) {
    const values = search.getAll(key);
    if (values.length > 0) {
      state[key] = values;
    }
  }
  if (change.range) {
    state['from'] = String(Math.floor(change.range.from));
    // Both ends of a range of Grafana's belong to it, and the end of ours does not.
    state['to'] = String(Math.ceil(change.range.to) - 1);
  }
  if (change.columns) {
    state['var-column'] = [...change.columns];
  }
  if (change.filters) {
    const replaced = change.filters.map(({ key, operator }) => `${[key, operator].map(escaped).join('|')}|`);
    const kept = change.onlyTheseFilters
      ? []
      : search.getAll('var-filters').filter((text) => text !== '' && !replaced.some((start) => text.startsWith(start)));
    const all = [...kept, ...change.filters.map(filterToText)];
    // An address that does not name filters leaves those of the page as they are; an empty one takes them away.
    state['var-filters'] = all.length > 0 ? all : [''];
  }
  return { ...state, ...change.extra };
}

/** Address of a tab of the model with the state of the present page, and changes to it. */
export function tabUrl(model: string, tab: ModelTab, change?: StateChange): string {
  return urlUtil.renderUrl(modelPath(model, tab), changedState(locationService.getSearch(), change));
}

/** The same for the page of one column. */
export function columnUrl(model: string, column: string, change?: StateChange): string {
  const state = changedState(locationService.getSearch(), change);
  return urlUtil.renderUrl(`${modelPath(model)}/columns/${encodeURIComponent(column)}`, state);
}

/** The same for the page of one record; an id alone may stand for several records in time. */
export function recordUrl(model: string, id: string, time?: number, change: StateChange = {}): string {
  const extra = { ...change.extra, ...(time === undefined ? {} : { time: String(Math.floor(time)) }) };
  const state = changedState(locationService.getSearch(), { ...change, extra });
  return urlUtil.renderUrl(`${modelPath(model)}/records/${encodeURIComponent(id)}`, state);
}
