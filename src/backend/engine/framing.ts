/**
 * Messages over a byte stream: a header as JSON, then binary parts as they are.
 *
 * Layout: uint32 length of the header, the header `{message, parts: [length, ...]}`, the parts one after another.
 * Integers are little-endian.
 */
import { type Duplex } from 'node:stream';
import { firstEvent } from '../grafana/firstEvent';

/** A header beyond this is a defect, not a message. */
const MAX_HEADER = 64 << 20;

export interface Framed<M> {
  message: M;
  parts: Uint8Array[];
}

export interface Channel<M> {
  /**
   * Resolves when the stream has taken the message, or has broken; waits while the other side reads slowly. Rejects for a
   * message that cannot be written as JSON.
   */
  send(message: M, parts?: readonly Uint8Array[]): Promise<void>;
}

/**
 * Sends and receives on one stream, in order.
 * @param receive called with each message that arrives
 * @param failed called once when the other side breaks the format or the stream
 */
export function openChannel<Out, In>(
  stream: Duplex,
  receive: (framed: Framed<In>) => void,
  failed: (error: Error) => void
): Channel<Out> {
  const parser = new Parser<In>(receive);
  stream.on('data', (chunk: Buffer) => {
    try {
      parser.push(chunk);
    } catch (error) {
      stream.destroy();
      failed(error instanceof Error ? error : new Error(String(error)));
    }
  });
  stream.on('error', failed);
  let last: Promise<void> = Promise.resolve();
  return {
    send(message, parts = []) {
      const task = last.then(() => write(stream, message, parts));
      last = task.catch(() => undefined);
      return task;
    },
  };
}

async function write(stream: Duplex, message: unknown, parts: readonly Uint8Array[]): Promise<void> {
  const header = Buffer.from(JSON.stringify({ message, parts: parts.map((part) => part.length) }));
  const prefix = Buffer.allocUnsafe(4);
  prefix.writeUInt32LE(header.length);
  stream.cork();
  stream.write(prefix);
  let free = stream.write(header);
  for (const part of parts) {
    if (part.length > 0) {
      free = stream.write(part);
    }
  }
  stream.uncork();
  if (!free && !stream.destroyed) {
    // Why the stream broke is told by its own error event: the message was fine.
    await firstEvent(stream, 'drain', 'close').catch(() => undefined);
  }
}

/** Collects bytes into the piece that is wanted next: prefix, header, then each part. */
class Parser<M> {
  private wanted: Buffer = Buffer.allocUnsafe(4);
  private filled = 0;
  private complete: () => void = () => this.startHeader();

  constructor(private readonly receive: (framed: Framed<M>) => void) {}

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const copied = chunk.copy(this.wanted, this.filled, at);
      at += copied;
      this.filled += copied;
      if (this.filled === this.wanted.length) {
        this.complete();
      }
    }
  }

  private want(length: number, complete: () => void): void {
    this.wanted = Buffer.allocUnsafeSlow(length);
    this.filled = 0;
    this.complete = complete;
    if (length === 0) {
      complete();
    }
  }

  private startHeader(): void {
    const length = this.wanted.readUInt32LE();
    if (length > MAX_HEADER) {
      throw new Error(`message header of ${length} bytes`);
    }
    this.want(length, () => this.readHeader(this.wanted));
  }

  private readHeader(text: Buffer): void {
    const header = JSON.parse(text.toString('utf8')) as { message: M; parts: number[] };
    this.readParts(header.message, header.parts, []);
  }

  private readParts(message: M, lengths: number[], parts: Uint8Array[]): void {
    const length = lengths[parts.length];
    if (length === undefined) {
      this.want(4, () => this.startHeader());
      this.receive({ message, parts });
      return;
    }
    this.want(length, () => this.readParts(message, lengths, [...parts, this.wanted]));
  }
}
