/** The app, as built. */
import { type AppPlugin, type AppPluginMeta } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { useLocation } from 'react-router-dom';
import { APP_ID, type Loaded, loadPlugin } from '../services/plugins';

export function AppPage() {
  const [loaded, setLoaded] = useState<Loaded<AppPlugin>>();
  const location = useLocation();
  useEffect(() => {
    void loadPlugin<AppPlugin>(APP_ID).then(setLoaded);
  }, []);
  const Root = loaded?.plugin.root;
  if (!loaded || !Root) {
    return <LoadingPlaceholder text="Loading the app" />;
  }
  const meta: AppPluginMeta = { ...loaded.meta, jsonData: {}, enabled: true };
  const query = Object.fromEntries(new URLSearchParams(location.search));
  return (
    <Root meta={meta} basename={`/a/${APP_ID}`} path={location.pathname} query={query} onNavChanged={() => undefined} />
  );
}
