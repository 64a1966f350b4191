/** The one data source there is: ours, as built. */
import {
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type DataSourceJsonData,
  type DataSourcePlugin,
  type DataSourceRef,
} from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { type DataSourceSrv, getTemplateSrv } from '@grafana/runtime';
import { DATASOURCE_ID, loadPlugin } from './plugins';

export type OurPlugin = DataSourcePlugin<DataSourceApi<DataQuery, DataSourceJsonData>, DataQuery, DataSourceJsonData>;
type Reference = DataSourceRef | string | null | undefined;

const UID = 'plumbline';

/** Settings as Grafana's boot data would carry them. */
export async function loadDataSource(): Promise<DataSourceSrv> {
  const { plugin, meta } = await loadPlugin<OurPlugin>(DATASOURCE_ID);
  const settings: DataSourceInstanceSettings = {
    id: 1,
    uid: UID,
    name: 'Plumbline',
    type: DATASOURCE_ID,
    access: 'proxy',
    readOnly: false,
    isDefault: true,
    url: '',
    jsonData: {},
    meta: { ...meta, alerting: true, metrics: true, annotations: true },
    rawRef: { type: DATASOURCE_ID, uid: UID },
  };
  const api = new plugin.DataSourceClass(settings);
  api.components = plugin.components;
  api.meta = settings.meta;

  const isOurs = (reference: Reference, scopedVars?: Parameters<DataSourceSrv['get']>[1]): boolean => {
    const name = typeof reference === 'string' ? reference : (reference?.uid ?? reference?.type);
    const plain = name === undefined ? '' : getTemplateSrv().replace(name, scopedVars);
    return ['', 'default', UID, settings.name, DATASOURCE_ID].includes(plain);
  };
  return {
    get: async (reference, scopedVars) => {
      if (!isOurs(reference, scopedVars)) {
        throw new Error(`The workbench has no data source ${JSON.stringify(reference)}`);
      }
      return api;
    },
    getList: (filters) => {
      const wanted = filters?.pluginId === undefined || filters.pluginId === DATASOURCE_ID;
      return wanted && (filters?.filter?.(settings) ?? true) ? [settings] : [];
    },
    getInstanceSettings: (reference, scopedVars) => (isOurs(reference, scopedVars) ? settings : undefined),
    reload: async () => undefined,
    registerRuntimeDataSource: () => undefined,
  };
}
