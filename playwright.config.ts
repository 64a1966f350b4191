import { defineConfig, devices } from '@playwright/test';

/**
 * Browser specs. Against a real Grafana when GRAFANA_HOME is set, else against the workbench: `tests/e2e/global-setup.ts`
 * starts it. PLUMBLINE_CHROMIUM names the browser, which `npm test` looks for.
 */
export default defineConfig({
  testDir: './tests/e2e',
  globalSetup: './tests/e2e/global-setup.ts',
  outputDir: './test-results/browser',
  // Generous, so that a busy machine is slow and not red.
  timeout: 180_000,
  expect: {
    timeout: 60_000,
    // Text and smooth edges differ by a shade from machine to machine; a moved or missing mark is far more than that.
    toHaveScreenshot: { maxDiffPixelRatio: 0.01, threshold: 0.15, animations: 'disabled' },
  },
  snapshotPathTemplate: '{testDir}/baselines/{arg}{ext}',
  fullyParallel: false,
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 1000 },
    contextOptions: { reducedMotion: 'reduce' },
    locale: 'en-US',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['PLUMBLINE_CHROMIUM'],
      // Chromium has no sandbox for root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
});
