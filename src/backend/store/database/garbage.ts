/**
 * Memory of chunks that have been read. The client frees a chunk when its object is collected, and of what hangs on one V8
 * knows little: hundreds of megabytes would wait for its next collection, and DuckDB would take fresh pages for every chunk,
 * which costs more than to read one.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of chunks after which the young objects are collected: a millisecond each time. */
const BYTES = 8 * 2 ** 20;

type Collect = (options: { type: 'minor'; execution: 'sync' }) => void;

let collect: Collect | undefined;

function collector(): Collect {
  // A context of its own is how a running process gets at the collector.
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}

/** Counts what has been read, and frees it from time to time. */
export class ReadChunks {
  private bytes = 0;

  /** To be called while nobody holds on to a chunk that was read before. */
  add(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes >= BYTES) {
      this.bytes = 0;
      collect ??= collector();
      collect({ type: 'minor', execution: 'sync' });
    }
  }
}
