/** Counts the bytes of an answer while its parts come, so that the front never holds more than it may send. */
import { PlumblineError } from '../query/errors';
import { fromFailure, type PartResult } from './engine/call';
import { type DataResult } from './grafana/plugin';

export class AnswerRoom {
  private readonly controller = new AbortController();
  private used = 0;
  private overflow: PlumblineError | undefined;

  constructor(private readonly limit: number) {}

  /** Aborted when the answer has outgrown its limit: what is still under way can no longer be sent. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why the request was cut off, once it was. */
  get fault(): PlumblineError | undefined {
    return this.overflow;
  }

  /** The result of one query; a part beyond the limit is let go and becomes an error. */
  take({ refId, frames, error }: PartResult): DataResult {
    if (error) {
      return { error: this.overflow ?? fromFailure(error) };
    }
    const size = frames.reduce((sum, frame) => sum + frame.length, 0);
    if (this.overflow || this.used + size > this.limit) {
      this.overflow ??= new PlumblineError(
        'too_large',
        `The answer to the request is larger than ${this.limit} bytes; query ${refId} was the first that did not fit`,
        'Ask for fewer rows, columns or queries, or a shorter time range'
      );
      this.controller.abort();
      return { error: this.overflow };
    }
    this.used += size;
    return { frames };
  }
}
