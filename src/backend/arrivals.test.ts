import { setTimeout as rest } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Arrival, Arrivals } from './arrivals';

const TOPIC = { orgId: 1, uid: 'a', model: 'm' };

/** Follows a topic and keeps what comes. */
function listen(arrivals: Arrivals, topic: { orgId: number; uid: string; model?: string }, hold?: Promise<void>) {
  const controller = new AbortController();
  const messages: Arrival[] = [];
  const ended = arrivals.follow(topic, controller.signal, async (arrival) => {
    messages.push(arrival);
    await hold;
  });
  return { messages, ended, stop: () => controller.abort() };
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) {
    await rest(5);
  }
};

describe('arrivals', () => {
  test('the first comes at once, those that follow come together', async () => {
    const arrivals = new Arrivals(150);
    const { ended, messages, stop } = listen(arrivals, TOPIC);
    arrivals.note(TOPIC, 10);
    await until(() => messages.length === 1);
    for (let batch = 0; batch < 100; batch++) {
      arrivals.note(TOPIC, 2);
    }
    await until(() => messages.length === 2);
    expect(messages).toMatchObject([
      { model: 'm', batches: 1, rows: 10 },
      { model: 'm', batches: 100, rows: 200 },
    ]);
    const [first, second] = messages;
    // Timers may be early by a millisecond.
    expect((second?.time ?? 0) - (first?.time ?? 0)).toBeGreaterThanOrEqual(148);
    stop();
    await ended;
  });

  test('a listener hears its own model, data source and organisation, or all models of its data source', async () => {
    const arrivals = new Arrivals(0);
    const one = listen(arrivals, TOPIC);
    const all = listen(arrivals, { orgId: 1, uid: 'a' });
    const others = [
      { ...TOPIC, model: 'n' },
      { ...TOPIC, uid: 'b' },
      { ...TOPIC, orgId: 2 },
      { orgId: 2, uid: 'a' },
    ].map((topic) => listen(arrivals, topic));
    arrivals.note(TOPIC, 1);
    await until(() => one.messages.length === 1 && all.messages.length === 1);
    expect(all.messages[0]).not.toHaveProperty('model', 'm');
    expect(others.flatMap(({ messages }) => messages)).toEqual([]);
    [one, all, ...others].forEach(({ stop }) => stop());
    await Promise.all([one, all, ...others].map(({ ended }) => ended));
    expect(arrivals.size).toBe(0);
  });

  test('one that takes nothing is told once, whatever comes', async () => {
    const arrivals = new Arrivals(0);
    let release = (): void => undefined;
    const slow = listen(arrivals, TOPIC, new Promise((resolve) => (release = resolve)));
    arrivals.note(TOPIC, 1);
    await until(() => slow.messages.length === 1);
    for (let batch = 0; batch < 1_000; batch++) {
      arrivals.note(TOPIC, 1);
    }
    await rest(20);
    expect(slow.messages).toHaveLength(1);
    release();
    await until(() => slow.messages.length === 2);
    expect(slow.messages[1]).toMatchObject({ batches: 1_000, rows: 1_000 });
    slow.stop();
    await slow.ended;
  });

  test('ends at once, also in its pause, and leaves nothing behind', async () => {
    const arrivals = new Arrivals(60_000);
    const resting = listen(arrivals, TOPIC);
    const waiting = listen(arrivals, TOPIC);
    arrivals.note(TOPIC, 1);
    await until(() => resting.messages.length === 1);
    expect(arrivals.size).toBe(2);
    resting.stop();
    waiting.stop();
    await Promise.all([resting.ended, waiting.ended]);
    expect(arrivals.size).toBe(0);
  });

  test('a signal that is aborted already is not waited for', async () => {
    const arrivals = new Arrivals();
    await arrivals.follow(TOPIC, AbortSignal.abort(), async () => undefined);
    expect(arrivals.size).toBe(0);
  });
});
