/** The provisioned rules in a real Grafana: exactly the expected instances fire, the others exist and are normal. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { EXPECTED_ALERTS } from './expected-alerts';
import { expect, IN_GRAFANA, test } from './fixtures';

interface Rule {
  uid: string;
  health: string;
  lastEvaluation: string;
  alerts?: Array<{ state: string; labels: Record<string, string>; annotations: Record<string, string> }>;
}

/** Grafana evaluates the group once a minute; the first time comes within that minute. */
const EVALUATION_LIMIT_MS = 150_000;

test('the list names every provisioned rule', () => {
  const file = path.join(__dirname, '..', '..', 'provisioning', 'alerting', 'flights.yaml');
  const { groups } = parse(readFileSync(file, 'utf8'));
  const uids = groups.flatMap(({ rules }: { rules: Array<{ uid: string }> }) => rules.map(({ uid }) => uid));
  expect(EXPECTED_ALERTS.map(({ uid }) => uid).sort()).toEqual([...uids].sort());
});

test('the rules fire for the columns and airports that they must fire for', async ({ request }) => {
  test.skip(!IN_GRAFANA, 'alert rules run in Grafana only');
  test.setTimeout(EVALUATION_LIMIT_MS + 30_000);
  const readRules = async (): Promise<Rule[]> => {
    const { data } = await (await request.get('/api/prometheus/grafana/api/v1/rules')).json();
    const rules: Rule[] = data.groups.flatMap((group: { rules: Rule[] }) => group.rules);
    // Other specs may have left rules of their own.
    return rules.filter((rule) => EXPECTED_ALERTS.some(({ uid }) => uid === rule.uid));
  };
  await expect
    .poll(async () => (await readRules()).filter(({ alerts }) => (alerts ?? []).length > 0).length, {
      timeout: EVALUATION_LIMIT_MS,
    })
    .toBe(EXPECTED_ALERTS.length);

  const rules = await readRules();
  for (const { uid, label, firing, normal } of EXPECTED_ALERTS) {
    const rule = rules.find((candidate) => candidate.uid === uid);
    const instances = (wanted: RegExp) =>
      (rule?.alerts ?? [])
        .filter(({ state }) => wanted.test(state))
        .map(({ labels }) => (label ? labels[label] : ''))
        .sort();
    expect(rule?.health, uid).toBe('ok');
    expect(instances(/^(alerting|firing)$/i), `${uid} fires`).toEqual([...firing].sort());
    expect(instances(/^normal$/i), `${uid} is normal`).toEqual([...normal].sort());
  }
});

test('an alert leads to its panel and to a runbook', async ({ page, request }) => {
  test.skip(!IN_GRAFANA, 'alert rules run in Grafana only');
  const { data } = await (await request.get('/api/prometheus/grafana/api/v1/rules')).json();
  const rules: Rule[] = data.groups.flatMap((group: { rules: Rule[] }) => group.rules);
  const annotations = rules.find(({ uid }) => uid === 'plumbline-drift-breach')?.alerts?.[0]?.annotations ?? {};
  expect(annotations['__dashboardUid__']).toBe('plumbline-flights');
  expect(annotations['description']).toMatch(/PSI is \d/);
  await page.goto(annotations['runbook_url'] ?? '');
  await expect(page.getByText('A column has drifted')).toBeVisible();
});
