import { AppPlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { LoadingPlaceholder } from '@grafana/ui';
import { lazy, Suspense } from 'react';
import pluginJson from './plugin.json';

// Everything is loaded when a page is opened, so that a plugin nobody looks at costs Grafana's start nothing.
const LazyApp = lazy(async () => {
  await initPluginTranslations(pluginJson.id);
  return import('./app/App');
});

const LazyConfigPage = lazy(async () => {
  await initPluginTranslations(pluginJson.id);
  return import('./app/settings/ConfigPage');
});

const App = () => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyApp />
  </Suspense>
);

const ConfigPage = () => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyConfigPage />
  </Suspense>
);

export const plugin = new AppPlugin().setRootPage(App).addConfigPage({
  title: 'Set-up',
  icon: 'rocket',
  id: 'setup',
  body: ConfigPage,
});
