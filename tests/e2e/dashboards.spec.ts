/** Every shared dashboard in a real Grafana, in both themes and two widths: no panel has a red corner, and none is empty. */
import { BOARDS } from '../../scripts/lib/dashboards/boards.mjs';
import { expect, IN_GRAFANA, test } from './fixtures';

const VIEWS = [
  { theme: 'dark', width: 1280 },
  { theme: 'light', width: 1920 },
] as const;

for (const { theme, width } of VIEWS) {
  for (const { uid, title } of BOARDS) {
    test(`${title} renders without an error (${theme}, ${width})`, async ({ page }) => {
      test.skip(!IN_GRAFANA, 'dashboards exist in Grafana only');
      // Tall enough that Grafana asks every panel.
      await page.setViewportSize({ width, height: 4000 });
      const failed: string[] = [];
      page.on('response', async (response) => {
        if (response.url().includes('/api/ds/query') && response.status() >= 400) {
          failed.push(`${response.status()} ${(await response.text().catch(() => '')).slice(0, 300)}`);
        }
      });
      await page.goto(`/d/${uid}?theme=${theme}&kiosk`);
      await expect(page.getByTestId(/Panel header/).first()).toBeVisible();
      await expect(page.getByTestId('panel-loading-bar')).toHaveCount(0);
      await page.waitForLoadState('networkidle');
      expect(failed).toEqual([]);
      await expect(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
      // The sample has something for every panel; what it lacks lies in closed rows. A query that is not sent looks like this.
      await expect(page.getByText('No data', { exact: true })).toHaveCount(0);
    });
  }
}
