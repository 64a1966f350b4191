/** Decoding threads: one that dies takes its batch with it, and nothing else. */
import { afterEach, expect, it } from 'vitest';
import { type Worker } from 'node:worker_threads';
import { Decoder } from '../../../src/backend/store/ingest/decode/decoder';

const LIMITS = { maxRows: 1_000_000, maxColumns: 1_000, maxCells: 16 << 20 };
const how = { contentType: 'application/x-ndjson', limits: LIMITS, salt: '' };
const body = (rows: number) => Buffer.from('{"id":"a","x":1}\n'.repeat(rows));
const FIELDS = [{ name: 'x', sources: ['x'], sqlType: 'BIGINT' as const }];

let decoder: Decoder;
afterEach(() => decoder.close());

const threadsOf = (of: Decoder): Worker[] =>
  [...(Reflect.get(of, 'all') as Set<{ worker: Worker }>)].map(({ worker }) => worker);

it('a body that needs more heap than a thread has is refused, and the next one is read', async () => {
  decoder = new Decoder(1, 24);
  // Half a million rows that are none: each is kept with its reason.
  const hostile = decoder.hold(how, Buffer.from('[\n'.repeat(900_000)));
  const held = await hostile.catch((error: unknown) => error);
  if (held instanceof Error) {
    expect(held).toMatchObject({ code: 'too_large' });
  } else {
    await expect(Object(held).type(FIELDS, new Map())).rejects.toMatchObject({ code: 'too_large' });
    Object(held).release();
  }
  const next = await decoder.hold(how, body(3));
  expect((await next.type(FIELDS, new Map())).rows).toBe(3);
  next.release();
}, 60_000);

it('whoever waits gets a thread when one has died, and a dead one gives no rows', async () => {
  decoder = new Decoder(1);
  const held = await decoder.hold(how, body(2));
  const waiting = decoder.hold(how, body(5));
  await threadsOf(decoder)[0]?.terminate();
  await expect(held.type(FIELDS, new Map())).rejects.toMatchObject({ code: 'too_large' });
  held.release();
  const next = await waiting;
  expect(next.rows).toBe(5);
  next.release();
});

it('many senders share the threads, each with its own rows', async () => {
  decoder = new Decoder(2);
  const sizes = Array.from({ length: 24 }, (_, index) => 1 + ((index * 37) % 50));
  const rows = await Promise.all(
    sizes.map(async (size) => {
      const held = await decoder.hold(how, body(size));
      const typed = await Promise.all([held.type(FIELDS, new Map()), held.type(FIELDS, new Map())]);
      held.release();
      return typed.map((each) => each.rows);
    })
  );
  expect(rows).toEqual(sizes.map((size) => [size, size]));
  expect(threadsOf(decoder)).toHaveLength(2);
});
