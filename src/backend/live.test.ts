import { describe, expect, test } from 'vitest';
import { Live } from './live';

const SOURCE = { orgId: 1, uid: 'a' };
const anyModel = async (): Promise<boolean> => true;

describe('channels', () => {
  test.each([
    ['models', 'ok'],
    ['models/flights', 'ok'],
    ['models/a.b_c-1', 'ok'],
    ['', 'not_found'],
    ['models/', 'not_found'],
    ['models/a/b', 'not_found'],
    ['models/..%2f', 'not_found'],
    [`models/${'x'.repeat(200)}`, 'not_found'],
    ['records/flights', 'not_found'],
  ])('%s: %s', async (path, status) => {
    expect(await new Live().subscribe(path, SOURCE, anyModel)).toBe(status);
  });

  test('a model that does not exist has none', async () => {
    const live = new Live();
    expect(await live.subscribe('models/none', SOURCE, async () => false)).toBe('not_found');
    expect(await live.subscribe('models', SOURCE, async () => false)).toBe('ok');
  });

  test('there are so many and no more; who listens already may go on, and an end makes room', async () => {
    const live = new Live(1, 0);
    const controller = new AbortController();
    const running = live.run('models/m', SOURCE, controller.signal, async () => undefined);
    expect(live.channels).toBe(1);
    expect(await live.subscribe('models/n', SOURCE, anyModel)).toBe('denied');
    expect(await live.subscribe('models/m', SOURCE, anyModel)).toBe('ok');
    // Ends by itself: Grafana would run one again that fails.
    await live.run('models/n', SOURCE, new AbortController().signal, async () => undefined);
    await live.run('nothing', SOURCE, new AbortController().signal, async () => undefined);
    controller.abort();
    await running;
    expect(live.channels).toBe(0);
    expect(await live.subscribe('models/n', SOURCE, anyModel)).toBe('ok');
  });
});
