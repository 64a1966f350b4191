declare module 'workbench:plugin-page' {
  import { type PluginPageProps } from '@grafana/runtime';
  export function setPluginPage(component: React.ComponentType<PluginPageProps>): void;
}
declare module 'systemjs/dist/system.js';
declare module 'systemjs/dist/extras/amd.js';
declare module 'systemjs/dist/extras/named-register.js';
