/** Request bodies: size limits before and after inflation, so that no body can fill the memory of the front. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { PlumblineError } from '../query/errors';

/** What gRPC takes of a body, whatever a data source's settings say. */
export const MAX_BODY_BYTES = 32 << 20;

/** Sizes of a body that a data source takes. */
export interface BodyLimits {
  /** As sent. */
  bytes: number;
  /** Once inflated. */
  inflatedBytes: number;
}
/** What a declaration, a version or an event may have: it is parsed where every other call waits. */
export const MAX_JSON_BYTES = 2 << 20;

const inflate = promisify(gunzip);

/**
 * @param sent most bytes of the body as it was sent
 * @param limit most bytes of the body once it is inflated
 * @throws PlumblineError `too_large`, `unsupported_media` for an unknown encoding, `bad_request` for broken gzip
 */
export async function readBody(
  body: Uint8Array,
  encoding: string | undefined,
  sent: number,
  limit: number
): Promise<Uint8Array> {
  const most = Math.min(limit, sent);
  if (body.length > most) {
    throw tooLarge(body.length, most, 'as sent');
  }
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') {
    return body;
  }
  if (name !== 'gzip') {
    throw new PlumblineError('unsupported_media', `Content-Encoding ${name} is not known`, 'Use gzip or none');
  }
  try {
    return await inflate(body, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(undefined, limit, 'inflated');
    }
    throw new PlumblineError('bad_request', 'The body is not valid gzip', 'Compress it again, or send it plain');
  }
}

/** @throws PlumblineError `bad_request` when the body is not JSON */
export function parseJsonBody(body: Uint8Array): unknown {
  if (body.length === 0) {
    return undefined;
  }
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (error) {
    throw new PlumblineError('bad_request', `The body is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

function tooLarge(size: number | undefined, limit: number, how: string): PlumblineError {
  return new PlumblineError(
    'too_large',
    `The body has ${size === undefined ? 'more' : size} bytes ${how}; the limit is ${limit}`,
    'Send smaller batches, each with its own Idempotency-Key'
  );
}
