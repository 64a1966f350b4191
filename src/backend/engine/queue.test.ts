import { describe, expect, test } from 'vitest';
import { Penalties } from './penalties';
import { CallQueue } from './queue';

const call = (user: string, alone = false, slow = false) => ({ user, alone, slow });
const LIMITS = { running: 4, runningPerUser: 4, slow: 4, slowPerUser: 4, waiting: 10 };

describe('CallQueue', () => {
  test('one user does not take all places', () => {
    const queue = new CallQueue<ReturnType<typeof call>>({ ...LIMITS, runningPerUser: 2 });
    const calls = [call('a'), call('a'), call('a'), call('b')];
    calls.forEach((one) => queue.add(one));
    expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([calls[0], calls[1], calls[3], undefined]);
    expect(queue).toMatchObject({ length: 1 });
  });

  test('a suspect runs alone', () => {
    const queue = new CallQueue<ReturnType<typeof call>>(LIMITS);
    const [suspect, other] = [call('a', true), call('b')];
    queue.add(other);
    queue.addFirst([suspect]);
    expect(queue.take()).toBe(suspect);
    expect(queue.take()).toBeUndefined();
    queue.drop(suspect);
    expect(queue.take()).toBe(other);
  });

  test('slow ones have their share, of all places and of one user', () => {
    const queue = new CallQueue<ReturnType<typeof call>>({ ...LIMITS, slow: 2, slowPerUser: 1 });
    const [first, second, third, fourth] = ['a', 'a', 'b', 'c'].map((user) => call(user, false, true));
    const quick = call('a');
    [first, second, third, fourth, quick].forEach((one) => one && queue.add(one));
    expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([first, third, quick, undefined]);
    if (third) {
      queue.drop(third);
    }
    // The user of the second has one that runs.
    expect(queue.take()).toBe(fourth);
  });

  test('those that became slow crowd only while a quick one waits for a place of theirs', () => {
    const queue = new CallQueue<ReturnType<typeof call>>({ ...LIMITS, slow: 2, slowPerUser: 1 });
    const running = ['a', 'a', 'b', 'c'].map((user) => call(user));
    running.forEach((one) => queue.add(one));
    running.forEach(() => queue.take());
    running.forEach((one) => (one.slow = true));
    expect(queue.crowding()).toEqual([]);
    queue.add(call('d', false, true));
    expect(queue.crowding()).toEqual([]);
    queue.add(call('d'));
    expect(queue.crowding()).toEqual([running[3], running[2]]);
  });

  test('a user who waits for a place of their own is made room for among their own', () => {
    const queue = new CallQueue<ReturnType<typeof call>>({ ...LIMITS, running: 10, runningPerUser: 2, slowPerUser: 1 });
    const running = [call('b'), call('a'), call('a')];
    running.forEach((one) => queue.add(one));
    running.forEach(() => queue.take());
    running.forEach((one) => (one.slow = true));
    queue.add(call('a'));
    expect(queue.take()).toBeUndefined();
    expect(queue.crowding()).toEqual([running[2]]);
  });

  test('too many that wait are refused', () => {
    const queue = new CallQueue<ReturnType<typeof call>>({ ...LIMITS, running: 1, waiting: 2 });
    queue.add(call('a'));
    queue.add(call('a'));
    expect(() => queue.add(call('a'))).toThrow(expect.objectContaining({ code: 'too_many' }));
  });
});

describe('Penalties', () => {
  test('a statement waits ten minutes, its user one, and proven statements not at all', () => {
    let now = 1_000_000;
    const penalties = new Penalties(() => now);
    penalties.acquit('good');
    penalties.blame(['bad'], 'mallory');
    expect(() => penalties.check('bad', 'alice')).toThrow(/refused for another 10 minutes/);
    expect(() => penalties.check('new', 'mallory')).toThrow(/in 60 s/);
    expect(() => penalties.check('good', 'mallory')).not.toThrow();
    expect(() => penalties.check('new', 'alice')).not.toThrow();
    now += 60_001;
    expect(() => penalties.check('new', 'mallory')).not.toThrow();
    expect(() => penalties.check('bad', 'mallory')).toThrow(/9 minutes/);
    now += 540_000;
    expect(() => penalties.check('bad', 'mallory')).not.toThrow();
  });

  test('it remembers a bounded number of statements', () => {
    const penalties = new Penalties(() => 0);
    penalties.blame(['first'], 'u');
    Array.from({ length: 2_000 }, (_, n) => penalties.blame([`s${n}`], 'u'));
    expect(() => penalties.check('first', 'other')).not.toThrow();
    expect(() => penalties.check('s0', 'other')).toThrow();
  });
});
