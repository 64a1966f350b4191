/** What the workbench serves, from the environment its starter sets. */
export interface Settings {
  port: number;
  /** Folder of the built pages: `page-<version of React>`, whose files ask for each other below `react-<version>/`. */
  pages: string;
  /** Version of React of the page that is shown when none is asked for. */
  react: string;
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
    pages: need('WORKBENCH_PAGES'),
    react: need('WORKBENCH_REACT'),
    dist: need('WORKBENCH_DIST'),
    backend: need('WORKBENCH_BACKEND'),
    store: need('WORKBENCH_STORE'),
  };
}
