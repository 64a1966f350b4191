/** The workbench: our pages and panels, as built, over the real back end, in the real @grafana packages. */
import { ThemeContext } from '@grafana/data';
import { config, locationService, LocationServiceProvider } from '@grafana/runtime';
import { Box, GlobalStyles, PortalContainer, Stack, TextLink } from '@grafana/ui';
import { useLayoutEffect, useState, version } from 'react';
import { createRoot } from 'react-dom/client';
import { Navigate, Route, Router, Routes } from 'react-router-dom';
import { AppPage } from './pages/AppPage';
import { EditorPage } from './pages/EditorPage';
import { PanelsPage } from './pages/PanelsPage';
import { APP_ID } from './services/plugins';
import { startServices } from './services/start';

const MODELS = `/a/${APP_ID}/models`;

function Workbench() {
  const history = locationService.getHistory();
  const [location, setLocation] = useState(history.location);
  useLayoutEffect(() => history.listen(setLocation), [history]);
  const otherTheme = config.theme2.isDark ? 'light' : 'dark';
  return (
    <ThemeContext.Provider value={config.theme2}>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <Router location={location} navigator={history}>
          <Box padding={2} width="100%">
            <nav aria-label="Workbench">
              <Stack>
                <TextLink href={MODELS}>Models</TextLink>
                <TextLink href="/panels">Panels</TextLink>
                <TextLink href="/editor">Query editor</TextLink>
                {/* Scenes reads the theme while it loads: another theme is another page load. */}
                <a href={`?theme=${otherTheme}`}>{otherTheme} theme</a>
              </Stack>
            </nav>
            <main>
              <Routes>
                <Route path="/panels" element={<PanelsPage />} />
                <Route path="/editor" element={<EditorPage />} />
                <Route path={`/a/${APP_ID}/*`} element={<AppPage />} />
                <Route path="*" element={<Navigate replace to={MODELS} />} />
              </Routes>
            </main>
          </Box>
          <PortalContainer />
        </Router>
      </LocationServiceProvider>
    </ThemeContext.Provider>
  );
}

await startServices();
// Specs ask which React they have seen.
document.body.dataset['react'] = version;
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(<Workbench />);
}
