/** Grafana Live as its server drives it: who may listen, what comes and how often, and that nothing is left behind. */
import { setTimeout as rest } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHODS } from '../../../src/backend/grafana/protocol';
import { enginesOf } from './processes';
import { type Backend, type Caller, pluginContext, resource, startBackend, within } from './support';

const STATUS = { ok: 0, notFound: 1, denied: 2 };

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend?.remove());

interface Message {
  model?: string;
  time: number;
  batches: number;
  rows: number;
}

let number = 0;
async function send(model: string, rows: number, caller: Caller = {}): Promise<void> {
  const body = Array.from({ length: rows }, () => ({ id: `r${number++}`, time: Date.now(), x: number }));
  expect(await resource(backend, 'POST', `v1/models/${model}/predictions`, body, caller)).toMatchObject({
    status: 200,
  });
}

async function subscribe(path: string, caller: Caller = {}): Promise<number | undefined> {
  return (await backend.client.call(METHODS.subscribeStream, { pluginContext: pluginContext(caller), path })).status;
}

function listen(path: string, caller: Caller = {}, on: Pick<Backend, 'client'> = backend) {
  const messages: Message[] = [];
  const call = on.client.open(METHODS.runStream, { pluginContext: pluginContext(caller), path }, ({ data }) =>
    messages.push(JSON.parse(Buffer.from(data ?? []).toString()) as Message)
  );
  return { ...call, messages };
}

async function channels(): Promise<number> {
  const { metrics } = await backend.client.call(METHODS.collectMetrics, {});
  return Number(/^plumbline_live_channels (\d+)$/m.exec(Buffer.from(metrics?.prometheus ?? []).toString())?.[1]);
}

const until = (holds: () => boolean | Promise<boolean>) =>
  expect.poll(holds, { timeout: 30_000, interval: 20 }).toBe(true);

describe('who may listen', () => {
  beforeAll(() => send('flights', 1));

  test.each([
    ['a viewer', 'models/flights', { role: 'Viewer' }, STATUS.ok],
    ['an anonymous viewer', 'models/flights', { role: 'Viewer', login: '' }, STATUS.ok],
    ['a viewer, to every model', 'models', { role: 'Viewer' }, STATUS.ok],
    ['nobody', 'models/flights', { role: '' }, STATUS.denied],
    ['a viewer where queries are for editors', 'models', { role: 'Viewer', jsonData: { queryRole: 'Editor' } }, 2],
    ['a viewer of another organisation', 'models/flights', { role: 'Viewer', orgId: 9 }, STATUS.notFound],
    ['a viewer of another data source', 'models/flights', { role: 'Viewer', uid: 'other' }, STATUS.notFound],
    ['a viewer, to no model', 'models/none', { role: 'Viewer' }, STATUS.notFound],
    ['a viewer, to no channel', 'x', { role: 'Viewer' }, STATUS.notFound],
  ])('%s', async (_who, path, caller, status) => {
    expect(await subscribe(path, { updated: number++, ...caller })).toBe(status);
  });

  test('nobody publishes, and a call without a data source is an error', async () => {
    const path = 'models/flights';
    const publish = { pluginContext: pluginContext({ role: 'Admin' }), path, data: Buffer.from('{}') };
    expect(await backend.client.call(METHODS.publishStream, publish)).toMatchObject({ status: STATUS.denied });
    await expect(backend.client.call(METHODS.subscribeStream, { path })).rejects.toThrow('names no data source');
  });
});

describe('what comes', () => {
  test('a batch is told at once, and those after it together after a second', async () => {
    const one = listen('models/told');
    const all = listen('models');
    const other = listen('models/told', { orgId: 2 });
    await until(async () => (await channels()) === 3);
    await send('told', 3);
    await until(() => one.messages.length === 1 && all.messages.length === 1);
    for (let batch = 0; batch < 5; batch++) {
      await send('told', 2);
    }
    await until(() => one.messages.reduce((sum, { rows }) => sum + rows, 0) === 13);
    expect(one.messages[0]).toMatchObject({ model: 'told', batches: 1, rows: 3 });
    const gaps = one.messages.slice(1).map(({ time }, index) => time - (one.messages[index]?.time ?? 0));
    // Timers may be early by a millisecond.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(998);
    expect(other.messages).toEqual([]);
    [one, all, other].forEach(({ cancel }) => cancel());
    await until(async () => (await channels()) === 0);
  });

  test('what stores nothing is not told, a change of the model is', async () => {
    await send('quiet', 1);
    const { cancel, messages } = listen('models/quiet');
    await until(async () => (await channels()) === 1);
    const rows = [{ id: 'again', time: 1_700_000_000_000, x: 1 }];
    await resource(backend, 'POST', 'v1/models/quiet/predictions', rows);
    await until(() => messages.length === 1);
    await resource(backend, 'POST', 'v1/models/quiet/predictions', rows);
    await resource(backend, 'POST', 'v1/models/quiet/predictions', [{ nothing: true }]);
    await resource(backend, 'GET', 'v1/models/quiet');
    await rest(1_200);
    expect(messages).toHaveLength(1);
    await resource(backend, 'PUT', 'v1/models/quiet', { task: 'regression' });
    await until(() => messages.length === 2);
    expect(messages[1]).toMatchObject({ model: 'quiet', rows: 0 });
    cancel();
    await until(async () => (await channels()) === 0);
  });

  test('a stream outlives its engine', async () => {
    await send('lasting', 1);
    const { cancel, messages } = listen('models/lasting');
    await until(async () => (await channels()) === 1);
    for (let death = 1; death <= 2; death++) {
      for (const pid of enginesOf(backend.child.pid)) {
        process.kill(pid, 'SIGKILL');
      }
      await send('lasting', 1);
      await until(() => messages.length === death);
    }
    cancel();
    await until(async () => (await channels()) === 0);
  });
});

describe('what is left behind', () => {
  test('two hundred that come and go leave nothing, whether they heard something or not', async () => {
    await send('busy', 1);
    for (let round = 0; round < 4; round++) {
      const listeners = Array.from({ length: 50 }, (_, index) => listen(index % 2 ? 'models/busy' : 'models'));
      await until(async () => (await channels()) === 50);
      await send('busy', 1);
      await until(() => listeners.every(({ messages }) => messages.length === 1));
      listeners.forEach(({ cancel }) => cancel());
      await until(async () => (await channels()) === 0);
    }
  });

  test('a shutdown ends what still listens, without an error and without waiting', async () => {
    const other = await startBackend();
    const { ended } = listen('models', {}, other);
    await resource(other, 'POST', 'v1/models/m/predictions', [{ id: '1', time: Date.now(), x: 1 }]);
    const started = performance.now();
    expect(await other.stop()).toBe(0);
    // go-plugin kills after two seconds.
    expect(performance.now() - started).toBeLessThan(within(other, 2_000));
    await ended;
    await other.remove();
  });
});
