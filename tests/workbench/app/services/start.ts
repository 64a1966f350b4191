/** Puts everything in place that Grafana's own start puts in place, in the order the packages need. */
import { EventBusSrv } from '@grafana/data';
import {
  FakeEchoSrv,
  setAppEvents,
  setBackendSrv,
  setDataSourceSrv,
  setEchoSrv,
  setPluginComponentsHook,
  setPluginFunctionsHook,
  setPluginImportUtils,
  setPluginLinksHook,
  setReturnToPreviousHook,
  setRunRequest,
  setTemplateSrv,
  setChromeHeaderHeightHook,
} from '@grafana/runtime';
import { initializeLoggersRegistry } from '@grafana/runtime/unstable';
import { setPluginPage } from 'workbench:plugin-page';
import { WorkbenchPage } from '../WorkbenchPage';
import { backendSrv } from './backendSrv';
import { loadDataSource } from './dataSourceSrv';
import { fillRegistries } from './editors';
import { cachedPanel, importPanel, sharePackages } from './plugins';
import { runRequest } from './runRequest';
import { templateSrv } from './templateSrv';

const nothing = { isLoading: false } as const;

export async function startServices(): Promise<void> {
  setAppEvents(new EventBusSrv());
  setBackendSrv(backendSrv);
  setEchoSrv(new FakeEchoSrv());
  initializeLoggersRegistry();
  setTemplateSrv(templateSrv);
  setRunRequest(runRequest);
  setPluginLinksHook(() => ({ ...nothing, links: [] }));
  setPluginComponentsHook(() => ({ ...nothing, components: [] }));
  setPluginFunctionsHook(() => ({ ...nothing, functions: [] }));
  setReturnToPreviousHook(() => () => undefined);
  setChromeHeaderHeightHook(() => 0);
  setPluginImportUtils({
    importPanelPlugin: importPanel,
    getPanelPluginFromCache: cachedPanel,
  });
  setPluginPage(WorkbenchPage);
  fillRegistries();
  sharePackages();
  setDataSourceSrv(await loadDataSource());
}
