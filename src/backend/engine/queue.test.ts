import { describe, expect, test } from 'vitest';
import { Penalties } from './penalties';
import { CallQueue } from './queue';

const call = (user: string, alone = false) => ({ user, alone });

describe('CallQueue', () => {
  test('one user does not take all places', () => {
    const queue = new CallQueue<ReturnType<typeof call>>({ running: 4, runningPerUser: 2, waiting: 10 });
    const calls = [call('a'), call('a'), call('a'), call('b')];
    calls.forEach((one) => queue.add(one));
    expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([calls[0], calls[1], calls[3], undefined]);
    expect(queue).toMatchObject({ length: 1 });
  });

  test('a suspect runs alone', () => {
    const queue = new CallQueue<ReturnType<typeof call>>({ running: 4, runningPerUser: 4, waiting: 10 });
    const [suspect, other] = [call('a', true), call('b')];
    queue.add(other);
    queue.addFirst([suspect]);
    expect(queue.take()).toBe(suspect);
    expect(queue.take()).toBeUndefined();
    queue.drop(suspect);
    expect(queue.take()).toBe(other);
  });

  test('too many that wait are refused', () => {
    const queue = new CallQueue<ReturnType<typeof call>>({ running: 1, runningPerUser: 1, waiting: 2 });
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
