/**
 * Entry of the decoding thread: untrusted bodies are read here, with a heap of their own, so that one that fills it ends this
 * thread and nothing else.
 */
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { PlumblineError } from '../../../../query/errors';
import { type DecodedBatch } from './cells';
import { decodeBody } from './formats';
import { type DecodeAnswer, type DecodeRequest } from './protocol';
import { summarize } from './summary';
import { typeBatch, type TypedBatch } from './typeBatch';

let batch: DecodedBatch | undefined;

function answer(request: Exclude<DecodeRequest, { op: 'forget' }>): DecodeAnswer {
  try {
    if (request.op === 'decode') {
      const { body, salt } = request;
      const hash = createHash('sha256').update(salt).update(body).digest('hex');
      const whole = decodeBody(body, request);
      batch = whole.batch;
      return { kind: 'summary', summary: { rows: batch.rows, hash, counts: summarize(batch), members: whole.members } };
    }
    if (!batch) {
      throw new Error('no batch was decoded');
    }
    if (request.op === 'count') {
      const { places } = typeBatch(batch, request.fields, new Map());
      return { kind: 'counts', counts: summarize(batch, places) };
    }
    return { kind: 'typed', typed: typeBatch(batch, request.fields, request.refused) };
  } catch (error) {
    if (error instanceof PlumblineError) {
      const { code, message, place, remedy } = error;
      return { kind: 'failure', code, message, remedy, place };
    }
    return { kind: 'defect', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** What moves to the other thread instead of being copied. */
const movable = ({ columns, places }: TypedBatch): ArrayBuffer[] => [
  places.buffer,
  ...columns.flatMap(({ data, long, validity }) => [
    data.buffer,
    validity.buffer,
    ...(long ? [long.rows.buffer, long.ends.buffer, long.bytes.buffer] : []),
  ]),
];

parentPort?.on('message', (request: DecodeRequest) => {
  if (request.op === 'forget') {
    batch = undefined;
    return;
  }
  const reply = answer(request);
  parentPort?.postMessage(reply, reply.kind === 'typed' ? movable(reply.typed) : []);
});
