import { Duplex, PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Framed, openChannel } from './framing';

interface Note {
  text: string;
}

/** Sends messages through a stream that cuts them into pieces of `size` bytes. */
async function sendThrough(messages: Array<Framed<Note>>, size: number): Promise<Array<Framed<Note>>> {
  const wire = new PassThrough();
  const sender = openChannel<Note, Note>(Duplex.from({ writable: wire }), () => undefined, fail);
  const received: Array<Framed<Note>> = [];
  const inbound = new PassThrough();
  openChannel<Note, Note>(inbound, (framed) => received.push(framed), fail);
  const pump = (async () => {
    for await (const chunk of wire) {
      const data = chunk as Buffer;
      for (let at = 0; at < data.length; at += size) {
        inbound.write(data.subarray(at, at + size));
      }
    }
  })();
  for (const { message, parts } of messages) {
    await sender.send(message, parts);
  }
  await expect.poll(() => received.length).toBe(messages.length);
  wire.end();
  await pump;
  return received;
}

const fail = (error: Error): void => {
  throw error;
};

describe('the channel', () => {
  test('messages arrive as they were sent, however the stream cuts them', async () => {
    const messages = fc.array(
      fc.record({
        message: fc.record({ text: fc.string({ unit: 'grapheme' }) }),
        parts: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }),
      }),
      { maxLength: 8 }
    );
    await fc.assert(
      fc.asyncProperty(messages, fc.integer({ min: 1, max: 64 }), async (sent, size) => {
        const received = await sendThrough(sent, size);
        expect(received.map(({ message, parts }) => ({ message, parts: parts.map((part) => [...part]) }))).toEqual(
          sent.map(({ message, parts }) => ({ message, parts: parts.map((part) => [...part]) }))
        );
      }),
      { numRuns: 40 }
    );
  });

  test('a header that cannot be one ends the channel', async () => {
    const stream = new PassThrough();
    const failure = new Promise<Error>((resolve) => openChannel(stream, () => undefined, resolve));
    stream.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    expect((await failure).message).toMatch(/header of 4294967295 bytes/);
    expect(stream.destroyed).toBe(true);
  });

  test('a stream that breaks under a message is not the fault of the message', async () => {
    const failures: Error[] = [];
    // Nobody reads: the other side has died.
    const stream = new PassThrough({ highWaterMark: 16 });
    const channel = openChannel(
      stream,
      () => undefined,
      (error) => failures.push(error)
    );
    stream.pause();
    const sent = channel.send({ text: 'a batch' }, [new Uint8Array(1_000)]);
    await new Promise((done) => setImmediate(done));
    stream.destroy(new Error('read ECONNRESET'));
    await sent;
    expect(failures.map(({ message }) => message)).toEqual(['read ECONNRESET']);
  });

  test('waiting for a slow reader leaves no listener behind', async () => {
    const stream = new PassThrough({ highWaterMark: 16 });
    const channel = openChannel(stream, () => undefined, fail);
    const before = stream.eventNames().map((name) => [name, stream.listenerCount(name)]);
    for (let n = 0; n < 20; n++) {
      await channel.send({ text: 'an answer' }, [new Uint8Array(1_000)]);
    }
    expect(stream.eventNames().map((name) => [name, stream.listenerCount(name)])).toEqual(before);
  });

  test('a message that is no JSON is refused', async () => {
    const nested: unknown[] = [];
    nested.push(nested);
    const channel = openChannel(
      new PassThrough(),
      () => undefined,
      () => undefined
    );
    await expect(channel.send({ nested })).rejects.toThrow(/circular/i);
  });
});
