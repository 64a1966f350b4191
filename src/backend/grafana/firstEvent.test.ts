import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { firstEvent } from './firstEvent';

test('resolves with whichever event comes first, and listens no longer', async () => {
  const emitter = new EventEmitter();
  for (const event of ['drain', 'close', 'drain']) {
    const waiting = firstEvent(emitter, 'drain', 'close');
    expect(emitter.eventNames().toSorted()).toEqual(['close', 'drain', 'error']);
    emitter.emit(event);
    await waiting;
    expect(emitter.eventNames()).toEqual([]);
  }
});

test('rejects with an error, and listens no longer', async () => {
  const emitter = new EventEmitter();
  const waiting = firstEvent(emitter, 'drain', 'close');
  emitter.emit('error', new Error('read ECONNRESET'));
  await expect(waiting).rejects.toThrow('ECONNRESET');
  expect(emitter.eventNames()).toEqual([]);
});
