/** A place in a JSON body, and what stands there: texts, words, and values to be passed over. */
import { FALSE, NULL, REAL, TRUE } from './cells';

export const QUOTE = 0x22;
const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN = 0x7b;
export const CLOSE = 0x7d;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const NEWLINE = 0x0a;

const WORDS: ReadonlyArray<readonly [word: string, kind: number, value: number]> = [
  ['true', TRUE, 1],
  ['false', FALSE, 0],
  ['null', NULL, 0],
  ['NaN', REAL, Number.NaN],
  ['Infinity', REAL, Infinity],
  ['-Infinity', REAL, -Infinity],
];

/** Text between the quotes of a JSON string that has escapes. */
export const unescapeJson = (bytes: Uint8Array, start: number, end: number): string =>
  String(JSON.parse(`"${Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')}"`));

/** What is wrong at the cursor. */
export class BadJson extends Error {}

/** Every step moves on, or throws `BadJson` with `at` where the trouble is. */
export class JsonCursor {
  /** In bytes. */
  protected at = 0;

  constructor(protected readonly bytes: Uint8Array) {}

  protected text(start: number, end: number): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, end - start).toString('utf8');
  }

  /** The value as JSON.parse reads it. */
  protected plainValue(): unknown {
    const start = this.at;
    this.skipValue();
    return JSON.parse(this.text(start, this.at));
  }

  /** A value that is neither a number nor in quotes or brackets. */
  protected word(): (typeof WORDS)[number] {
    const { bytes } = this;
    for (const word of WORDS) {
      const [text] = word;
      let same = 0;
      while (same < text.length && bytes[this.at + same] === text.charCodeAt(same)) {
        same++;
      }
      if (same === text.length) {
        this.at += same;
        return word;
      }
    }
    throw new BadJson('a value is expected');
  }

  /** Reads to the closing quote; true when there are escapes. */
  protected string(): boolean {
    const { bytes } = this;
    let escaped = false;
    let { at } = this;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        this.at = at + 1;
        return escaped;
      }
      if (byte === BACKSLASH) {
        escaped = true;
        at += this.escape(at + 1);
      } else if (byte < 0x20) {
        this.at = at;
        throw new BadJson('a text does not end, or has a control character');
      }
      at++;
    }
  }

  /** Bytes of the escape after the backslash. */
  private escape(at: number): number {
    const byte = this.bytes[at] ?? 0;
    if (byte === 0x75) {
      let digits = 0;
      while (digits < 4 && isHex(this.bytes[at + 1 + digits] ?? 0)) {
        digits++;
      }
      if (digits === 4) {
        return 5;
      }
    } else if ('"\\/bfnrt'.includes(String.fromCharCode(byte))) {
      return 1;
    }
    this.at = at;
    throw new BadJson('an escape is written wrong');
  }

  /** Passes over any value, without recursion: a body may be nested as deep as it is long. */
  protected skipValue(): void {
    const { bytes } = this;
    const start = this.at;
    let depth = 0;
    do {
      const byte = bytes[this.at];
      if (byte === undefined) {
        throw new BadJson('a value does not end');
      }
      this.at++;
      if (byte === QUOTE) {
        this.string();
      } else if (byte === OPEN || byte === OPEN_LIST) {
        depth++;
      } else if (byte === CLOSE || byte === CLOSE_LIST) {
        depth--;
      } else if (depth === 0) {
        while (this.at < bytes.length && !isEnd(bytes[this.at] ?? 0)) {
          this.at++;
        }
      }
    } while (depth > 0);
    if (!isJson(this.text(start, this.at))) {
      this.at = start;
      throw new BadJson('a value is written wrong');
    }
  }

  protected expect(byte: number, what: string): void {
    if (this.bytes[this.at] !== byte) {
      throw new BadJson(what);
    }
    this.at++;
  }

  protected skipSpace(): void {
    const { bytes } = this;
    let byte = bytes[this.at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      byte = bytes[++this.at];
    }
  }

  /** Space inside of a line. */
  protected skipBlanks(end: number): void {
    let byte = this.bytes[this.at];
    while (this.at < end && (byte === 0x20 || byte === 0x0d || byte === 0x09)) {
      byte = this.bytes[++this.at];
    }
  }
}

const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

const isEnd = (byte: number): boolean => byte <= 0x20 || byte === COMMA || byte === CLOSE || byte === CLOSE_LIST;

/** Whether it is one value, NaN and infinities among them. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Also for what is nested deeper than the stack.
    return /^-?(NaN|Infinity)$/.test(text);
  }
}
