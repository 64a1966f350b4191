/** Which bodies are batches, and how each is read. */
import { isUtf8 } from 'node:buffer';
import { PlumblineError } from '../../../../query/errors';
import { decodeArrow } from './arrow';
import { type DecodedBatch, type DecodeLimits, refuseForbidden, renameKeys } from './cells';
import { decodeCsv } from './csv';
import { type Dataset, decodeDataset, decodeJson, decodeNdjson } from './json';
import { type Decode } from './protocol';

type Read<T> = (bytes: Uint8Array, limits: DecodeLimits) => T;

const textual =
  <T>(decode: Read<T>): Read<T> =>
  (bytes, limits) => {
    if (!isUtf8(bytes)) {
      throw new PlumblineError('bad_request', 'The body is not UTF-8 text', 'Send UTF-8', 'body');
    }
    return decode(bytes, limits);
  };

const textualDataset = textual(decodeDataset);

const FORMATS: ReadonlyMap<string, Read<DecodedBatch>> = new Map([
  ['application/json', textual(decodeJson)],
  ['application/x-ndjson', textual(decodeNdjson)],
  ['application/ndjson', textual(decodeNdjson)],
  ['application/jsonl', textual(decodeNdjson)],
  ['text/csv', textual(decodeCsv)],
  ['application/vnd.apache.arrow.stream', decodeArrow],
]);

/** Content types of a batch, the ones to tell first. */
export const CONTENT_TYPES: readonly string[] = Array.from(FORMATS.keys());

/** Media type of a header, without its parameters. */
export const mediaType = (contentType: string): string => contentType.split(';')[0]?.trim().toLowerCase() ?? '';

/** @throws PlumblineError `unsupported_media`, naming what is read */
export function checkFormat(contentType: string): void {
  const name = mediaType(contentType);
  if (!FORMATS.has(name)) {
    throw new PlumblineError(
      'unsupported_media',
      name === '' ? 'The body has no Content-Type' : `Batches of "${name.slice(0, 100)}" are not read`,
      `Send ${CONTENT_TYPES.join(', ')}. Parquet goes by the command line: plumbline ingest`,
      'Content-Type'
    );
  }
}

/** @throws PlumblineError for a body that is not of its format, holds no rows, or is beyond a limit */
export function decodeBody(bytes: Uint8Array, how: Decode): Dataset {
  const { contentType, dataset, limits, rename } = how;
  checkFormat(contentType);
  const decode = FORMATS.get(mediaType(contentType));
  const isJson = mediaType(contentType) === 'application/json';
  const whole: Dataset | undefined =
    dataset && isJson ? textualDataset(bytes, limits) : decode && { batch: decode(bytes, limits) };
  if (!whole || (whole.batch.rows === 0 && !whole.members)) {
    throw new PlumblineError(
      'bad_request',
      'The body holds no rows',
      'Send an array of objects, NDJSON, CSV or Arrow',
      'body'
    );
  }
  const { batch } = whole;
  if (rename) {
    renameKeys(batch, rename);
  }
  refuseForbidden(batch);
  return whole;
}
