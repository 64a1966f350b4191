/** What the workbench serves, from the environment its starter sets. */
export interface Settings {
  port: number;
  /** Folder of the built page. */
  page: string;
  /** The plugin's dist/. */
  dist: string;
  /** Program of the back end, as Grafana would start it. */
  backend: string;
  /** `store_dir` of the data source. */
  store: string;
}

export const ORG_ID = 1;
export const APP_ID = 'plumbline-models-app';
export const DATASOURCE_ID = 'plumbline-predictions-datasource';

/** @throws Error naming the variable that is missing */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const need = (name: string): string => {
    const value = env[name];
    if (!value) {
      throw new Error(`${name} is not set: the workbench is started by scripts/lib/workbench.mjs`);
    }
    return value;
  };
  return {
    port: Number(need('WORKBENCH_PORT')),
    page: need('WORKBENCH_PAGE'),
    dist: need('WORKBENCH_DIST'),
    backend: need('WORKBENCH_BACKEND'),
    store: need('WORKBENCH_STORE'),
  };
}
