/** Panels that follow, in a real Grafana over its websocket: what viewers see, and that nobody else can speak. */
import { randomBytes } from 'node:crypto';
import { type APIRequestContext } from '@playwright/test';
import { isRunning, processesWith } from '../integration/backend/processes';
import { expect, IN_GRAFANA, panel, test } from './fixtures';

const RUN = randomBytes(4).toString('hex');
const MODEL = `live_${RUN}`;
const SOURCE = 'plumbline';
const TYPE = 'plumbline-predictions-datasource';
const SUBSCRIBERS = 20;
/** Grafana ends a stream once it has seen three times in fifteen seconds that nobody listens. */
const GONE_MS = 60_000;

let sent = 0;
async function send(request: APIRequestContext, rows: number): Promise<void> {
  const data = Array.from({ length: rows }, () => ({ id: `r${sent++}`, time: Date.now() - 1_000, x: sent }));
  const reply = await request.post(`/api/datasources/uid/${SOURCE}/resources/v1/models/${MODEL}/predictions`, { data });
  expect(reply.ok(), await reply.text()).toBe(true);
}

async function channels(request: APIRequestContext): Promise<number> {
  const text = await (await request.get(`/metrics/plugins/${TYPE}`)).text();
  return Number(/^plumbline_live_channels (\d+)$/m.exec(text)?.[1]);
}

/** The store's engine, among those of other Grafanas on this machine. */
function killEngines(): number {
  const ours = new Set(processesWith('environ', process.env['PLUMBLINE_STATE'] ?? '/nowhere'));
  const engines = processesWith('cmdline', 'engine.cjs').filter((pid) => ours.has(pid) && isRunning(Number(pid)));
  engines.forEach((pid) => process.kill(Number(pid), 'SIGKILL'));
  return engines.length;
}

test.beforeEach(() => {
  test.skip(!IN_GRAFANA, 'Live is Grafana’s');
});

test('panels that follow show new rows without a refresh, also after the engine died', async ({ page, request }) => {
  await send(request, 3);
  const datasource = { type: TYPE, uid: SOURCE };
  const volume = {
    refId: 'A',
    datasource,
    queryType: 'quality',
    metrics: ['volume'],
    window: 'all',
    format: 'numeric',
  };
  const count = { refId: 'A', datasource, queryType: 'sql', format: 'table' };
  const targets = {
    follows: { ...volume, model: '$model', live: true },
    'follows in SQL': { ...count, rawSql: `SELECT count(*) AS n FROM predictions.${MODEL}`, live: true },
    rests: { ...count, rawSql: `SELECT count(*) AS n FROM predictions.${MODEL}` },
  };
  const reply = await request.post('/api/dashboards/db', {
    data: {
      dashboard: {
        title: `live ${RUN}`,
        time: { from: 'now-1h', to: 'now' },
        templating: {
          list: [{ type: 'constant', name: 'model', query: MODEL, current: { value: MODEL, text: MODEL } }],
        },
        panels: Object.entries(targets).map(([title, target], index) => ({
          id: index + 1,
          title,
          type: 'stat',
          datasource,
          gridPos: { x: index * 8, y: 0, w: 8, h: 8 },
          targets: [target],
        })),
      },
    },
  });
  expect(reply.ok(), await reply.text()).toBe(true);
  await page.goto((await reply.json()).url);
  const shows = (title: string, text: string) =>
    expect(panel(page, new RegExp(`^${title}`)).getByText(text, { exact: true })).toBeVisible();
  for (const title of Object.keys(targets)) {
    await shows(title, '3');
  }
  await expect.poll(() => channels(request)).toBe(2);
  await send(request, 2);
  await shows('follows', '5');
  await shows('follows in SQL', '5');
  await shows('rests', '3');
  expect(killEngines()).toBeGreaterThan(0);
  await send(request, 4);
  await shows('follows', '9');
  await shows('follows in SQL', '9');
  await page.goto('about:blank');
  await expect.poll(() => channels(request), { timeout: GONE_MS }).toBe(0);
});

test('many listeners share one stream, and nobody publishes', async ({ request }) => {
  await send(request, 1);
  // Grafana's own name for the organisation comes first, as its client writes it.
  const { namespace } = await (await request.get('/api/frontend/settings')).json();
  const channel = `${namespace}/ds/${SOURCE}/models/${MODEL}`;
  const listeners = await Promise.all(Array.from({ length: SUBSCRIBERS }, () => listen(channel)));
  await expect.poll(() => channels(request)).toBe(1);
  await send(request, 7);
  await expect.poll(() => listeners.every(({ messages }) => messages.length > 0)).toBe(true);
  for (const { messages } of listeners) {
    expect(messages[0]).toMatchObject({ model: MODEL, rows: 7 });
  }
  const publish = await request.post('/api/live/publish', {
    data: { channel: `ds/${SOURCE}/models/${MODEL}`, data: { model: MODEL, rows: 1_000 } },
  });
  expect(publish.status()).toBe(403);
  await expect(listen(`${namespace}/ds/${SOURCE}/models/none_${RUN}`)).rejects.toThrow(/not found/i);
  await expect(listen(`${namespace}/ds/${SOURCE}/secrets`)).rejects.toThrow(/not found/i);
  listeners.forEach(({ close }) => close());
  await expect.poll(() => channels(request), { timeout: GONE_MS }).toBe(0);
});

interface Reply {
  id?: number;
  error?: { message: string };
  push?: { pub?: { data: unknown } };
}

/** Joins a channel as a visitor without a name, in the protocol of Grafana's own client. Rejects when Grafana refuses. */
async function listen(channel: string): Promise<{ messages: unknown[]; close(): void }> {
  const socket = new WebSocket(`${(process.env['PLUMBLINE_URL'] ?? '').replace(/^http/, 'ws')}/api/live/ws`);
  const messages: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    const say = (command: object) => socket.send(JSON.stringify(command));
    socket.addEventListener('open', () => say({ id: 1, connect: {} }));
    socket.addEventListener('error', () => reject(new Error('the socket failed')));
    socket.addEventListener('message', ({ data }) => {
      for (const line of String(data).split('\n').filter(Boolean)) {
        const { error, id, push } = JSON.parse(line) as Reply;
        if (error) {
          reject(new Error(error.message));
          socket.close();
        } else if (push?.pub) {
          messages.push(push.pub.data);
        } else if (id === 1) {
          say({ id: 2, subscribe: { channel } });
        } else if (id === 2) {
          resolve();
        } else if (id === undefined && !push) {
          // A ping.
          say({});
        }
      }
    });
  });
  return { messages, close: () => socket.close() };
}
