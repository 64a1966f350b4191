import { SceneApp, useSceneApp } from '@grafana/scenes';
import { Navigate, useLocation } from 'react-router-dom';
import { fleetPage } from './fleet/fleetPage';
import { investigatePage } from './investigate/investigatePage';
import { MODELS_URL, ROOT } from './urls';

/** The whole app: every page is a scene whose state stands in the address, step by step in the browser's history. */
export function createApp(): SceneApp {
  return new SceneApp({
    name: 'plumbline-models-app',
    pages: [fleetPage(), investigatePage()],
    urlSyncOptions: { updateUrlOnInit: true, createBrowserHistorySteps: true },
  });
}

export default function App() {
  const app = useSceneApp(createApp);
  const { pathname } = useLocation();
  if (pathname.replace(/\/$/, '').endsWith(ROOT)) {
    return <Navigate replace to={MODELS_URL} />;
  }
  return <app.Component model={app} />;
}
