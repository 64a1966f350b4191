/** A rule made from the shared table, sent to Grafana's rule API, reaches a webhook with all that a retraining needs. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { apiRule } from '../../src/components/alerting/rule';
import { ruleFor } from '../../src/components/alerting/templates';
import { expect, IN_GRAFANA, test } from './fixtures';

const RUN = randomBytes(4).toString('hex');

interface Notification {
  status: string;
  commonLabels: Record<string, string>;
  alerts: Array<{ labels: Record<string, string>; annotations: Record<string, string>; panelURL: string }>;
}

test('an alert of the shared table reaches a webhook', async ({ request }) => {
  test.skip(!IN_GRAFANA, 'contact points are Grafana’s');
  test.setTimeout(180_000);
  const received: Notification[] = [];
  const server = createServer((incoming, answer) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      received.push(JSON.parse(Buffer.concat(parts).toString()));
      answer.end('{}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const ok = async (method: 'post' | 'put', path: string, data: object) => {
    const reply = await request[method](path, { data, headers: { 'X-Disable-Provenance': 'true' } });
    expect(reply.ok(), `${path}: ${await reply.text()}`).toBe(true);
    return reply.json();
  };
  const name = `retraining ${RUN}`;
  const before = await (await request.get('/api/v1/provisioning/policies')).json();
  try {
    await ok('post', '/api/v1/provisioning/contact-points', {
      name,
      type: 'webhook',
      settings: { url: `http://127.0.0.1:${port}/retrain`, httpMethod: 'POST' },
    });
    await ok('put', '/api/v1/provisioning/policies', {
      ...before,
      routes: [
        {
          receiver: name,
          object_matchers: [['run', '=', RUN]],
          group_by: ['model', 'kind'],
          group_wait: '1s',
          group_interval: '10s',
        },
        ...(before.routes ?? []),
      ],
    });
    const { uid: folderUid } = await ok('post', '/api/folders', { title: `webhook ${RUN}` });
    const draft = ruleFor('drift', {
      model: 'flights',
      datasourceUid: 'plumbline',
      owner: 'us',
      runbookUrl: 'https://example.org/run',
    });
    const rule = apiRule(
      {
        ...draft,
        uid: `hook-${RUN}`,
        dashboardUid: 'plumbline-flights',
        panelId: 2,
        labels: { ...draft.labels, run: RUN },
      },
      { folderUid, ruleGroup: 'hook' }
    );
    await ok('put', `/api/v1/provisioning/folder/${folderUid}/rule-groups/hook`, {
      title: 'hook',
      folderUid,
      interval: 10,
      rules: [rule],
    });
    await expect.poll(() => received.length, { timeout: 120_000 }).toBeGreaterThan(0);
    const [first] = received;
    expect(first?.status).toBe('firing');
    expect(first?.commonLabels).toMatchObject({ model: 'flights', kind: 'drift', severity: 'critical' });
    expect(first?.alerts.map(({ labels }) => labels['column']).sort()).toEqual([
      'humid',
      'pressure',
      'temp',
      'wind_speed',
    ]);
    const [alert] = first?.alerts ?? [];
    expect(alert?.annotations).toMatchObject({ owner: 'us', runbook_url: 'https://example.org/run' });
    expect(alert?.annotations['summary']).toMatch(/^(humid|pressure|temp|wind_speed) of flights has drifted$/);
    expect(alert?.annotations['description']).toMatch(/^PSI is \d\.\d{3}/);
    expect(alert?.panelURL).toContain('plumbline-flights');
  } finally {
    await request.put('/api/v1/provisioning/policies', { data: before, headers: { 'X-Disable-Provenance': 'true' } });
    server.close();
  }
});
