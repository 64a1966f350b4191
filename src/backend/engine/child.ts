/**
 * Entry of the engine process: opens one store and answers the front, which it trusts. It ends when the front is gone,
 * and after a fatal error of DuckDB, which leaves the open database unusable.
 */
import { Socket } from 'node:net';
import { PlumblineError } from '../../query/errors';
import { encodeFrame } from '../grafana/arrow';
import { type Frame } from '../grafana/frame';
import { createLogger } from '../grafana/log';
import { toEngineFailure } from './failures';
import { type Channel, type Framed, openChannel } from './framing';
import { type EngineOperations } from './messages';
import { openOperations, type Operations } from './operations';
import { CHANNEL_FD } from './process';
import { type FromChild, type OperationRequest, type ToChild } from './wire';

/** An internal error, as in sysexits.h. */
const EXIT_FATAL = 70;
/** Queries of one request that run at the same time: their frames are in memory until the front has taken them. */
const QUERIES_AT_ONCE = 4;
/** Time for the answers under way to reach the front before the process ends after a fatal error. */
const LAST_WORDS_MS = 50;

const log = createLogger('plumbline.engine');

function main(): void {
  const stream = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
  const running = new Map<number, AbortController>();
  let operations: Promise<Operations> | undefined;

  const channel = openChannel<FromChild, ToChild>(
    stream,
    ({ message, parts }: Framed<ToChild>) => {
      switch (message.kind) {
        case 'open':
          operations = open(channel, message);
          operations.catch(() => undefined);
          return;
        case 'request': {
          const controller = new AbortController();
          running.set(message.id, controller);
          void answer(channel, message.id, message.operation, parts, operations, controller.signal).finally(() =>
            running.delete(message.id)
          );
          return;
        }
        case 'cancel':
          running.get(message.id)?.abort();
          return;
        case 'close':
          running.forEach((controller) => controller.abort());
          void close(operations);
      }
    },
    endNow
  );
  stream.on('close', endNow);
}

async function open(
  channel: Channel<FromChild>,
  { growth, open: options }: Extract<ToChild, { kind: 'open' }>
): Promise<Operations> {
  const onGrown = (byMiB: number): void => void channel.send({ kind: 'grown', byMiB }).catch(() => undefined);
  try {
    const operations = await openOperations(options, { growth, log, onFatal: endAfterFatal, onGrown });
    await channel.send({ kind: 'opened' });
    return operations;
  } catch (error) {
    await channel.send({ kind: 'refused', failure: toEngineFailure(error, log) });
    throw error;
  }
}

/** The front is gone. A statement may sit in a thread that does not end: only a signal frees the store's lock at once. */
function endNow(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** DuckDB has given up the database; opening it again in this process can corrupt memory. */
function endAfterFatal(error: Error): void {
  log.error('the store is unusable after a fatal error: starting again', { error: error.message });
  setTimeout(() => process.exit(EXIT_FATAL), LAST_WORDS_MS);
}

async function close(operations: Promise<Operations> | undefined): Promise<void> {
  try {
    await (await operations)?.close();
  } catch (error) {
    log.warn('closing the store failed', { error: String(error) });
  }
  process.exit(0);
}

async function answer(
  channel: Channel<FromChild>,
  id: number,
  operation: OperationRequest,
  parts: Uint8Array[],
  opened: Promise<Operations> | undefined,
  signal: AbortSignal
): Promise<void> {
  try {
    if (!opened) {
      throw new PlumblineError('unavailable', 'The store is not open');
    }
    const operations = await opened;
    const result = await dispatch(channel, id, operation, parts, operations, signal);
    await channel.send({ kind: 'answer', id, answer: result });
  } catch (error) {
    await channel.send({ kind: 'error', id, failure: toEngineFailure(error, log) });
  }
}

async function dispatch(
  channel: Channel<FromChild>,
  id: number,
  operation: OperationRequest,
  parts: Uint8Array[],
  operations: Operations,
  signal: AbortSignal
): Promise<unknown> {
  switch (operation.op) {
    case 'query':
      await answerQueries(channel, id, operation.request, operations, signal);
      return null;
    case 'ingest':
      return operations.ingest(operation.request, parts[0] ?? new Uint8Array(0), signal);
    case 'resource':
      return operations.resource(operation.request, parts[0], signal);
    case 'audit':
      await operations.audit(operation.request);
      return null;
    case 'status':
      return operations.status(signal);
  }
}

/** A few queries at a time; each is answered as soon as it is done, and a bad one does not touch the others. */
async function answerQueries(
  channel: Channel<FromChild>,
  id: number,
  request: EngineOperations['query']['request'],
  operations: Operations,
  signal: AbortSignal
): Promise<void> {
  const run = operations.queryRunner(request, signal);
  const waiting = request.jobs.values();
  const work = async (): Promise<void> => {
    for (const job of waiting) {
      const { refId } = job.query;
      try {
        const frames = await run(job);
        const parts = frames.map((frame: Frame) => encodeFrame({ ...frame, refId }));
        await channel.send({ kind: 'part', id, part: { refId } }, parts);
      } catch (error) {
        await channel.send({ kind: 'part', id, part: { refId, error: toEngineFailure(error, log) } });
      }
    }
  };
  await Promise.all(Array.from({ length: QUERIES_AT_ONCE }, work));
}

main();
