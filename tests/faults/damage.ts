/** Bodies of labels in every format, and ways to damage them. */
import { gzipSync } from 'node:zlib';
import { Float64, Int32, Table, tableToIPC, TimestampMillisecond, Utf8, vectorFromArray } from 'apache-arrow';

export const FORMATS = ['json', 'ndjson', 'csv', 'arrow'] as const;
export type Format = (typeof FORMATS)[number];

export const CONTENT_TYPES: Record<Format, string> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  arrow: 'application/vnd.apache.arrow.stream',
};

export interface Body {
  format: Format;
  bytes: Uint8Array;
  gzip: boolean;
  /** Rows before the damage. */
  rows: number;
}

export type Random = () => number;

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const pick = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)] as T;

/** Labels `<prefix>-0`, `<prefix>-1` ... with times, numbers and texts of both lengths. */
export function goodBody(format: Format, prefix: string, rows: number): Uint8Array {
  const list = Array.from({ length: rows }, (_, n) => ({
    id: `${prefix}-${n}`,
    value: n % 3 === 0 ? `class-${n}` : 'a value longer than twelve bytes, ü',
    prediction_time: 1.7e12 + n * 60_000,
    weight: n / 7,
    size: n,
  }));
  switch (format) {
    case 'json':
      return Buffer.from(JSON.stringify(list));
    case 'ndjson':
      return Buffer.from(list.map((row) => JSON.stringify(row)).join('\n'));
    case 'csv': {
      const lines = list.map((row) => `${row.id},"${row.value}",${row.prediction_time},${row.weight},${row.size}`);
      return Buffer.from(`id,value,prediction_time,weight,size\n${lines.join('\n')}\n`);
    }
    case 'arrow':
      return tableToIPC(
        new Table({
          id: vectorFromArray(
            list.map((row) => row.id),
            new Utf8()
          ),
          value: vectorFromArray(
            list.map((row) => row.value),
            new Utf8()
          ),
          prediction_time: vectorFromArray(
            list.map((row) => row.prediction_time),
            new TimestampMillisecond()
          ),
          weight: vectorFromArray(
            list.map((row) => row.weight),
            new Float64()
          ),
          size: vectorFromArray(
            list.map((row) => row.size),
            new Int32()
          ),
        }),
        'stream'
      );
  }
}

const HOSTILE = [
  '"__proto__":{"x":1},',
  '"constructor":1,',
  '{"a":'.repeat(5_000),
  '['.repeat(100_000),
  '1e999999999',
  '9'.repeat(400),
  '"\\ud800"',
  '\u0000',
  '\uffff',
  'NaN',
  '-Infinity',
  '"\\u0000"',
];
const EXTREMES = [0, 1, -1, 0x7fffffff, -0x80000000, 0xff, 0x100, 0x7fff];

type Damage = (bytes: Uint8Array, random: Random) => Uint8Array;

const DAMAGES: readonly Damage[] = [
  function flipBit(bytes, random) {
    const changed = Uint8Array.from(bytes);
    const at = below(random, changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << below(random, 8));
    return changed;
  },
  function setByte(bytes, random) {
    const changed = Uint8Array.from(bytes);
    changed[below(random, changed.length)] = below(random, 256);
    return changed;
  },
  function extremeNumber(bytes, random) {
    const changed = Uint8Array.from(bytes);
    if (changed.length >= 4) {
      const view = new DataView(changed.buffer);
      view.setInt32(below(random, changed.length - 3) & ~3, pick(random, EXTREMES) | 0, true);
    }
    return changed;
  },
  (bytes, random) => bytes.slice(0, below(random, bytes.length)),
  (bytes, random) => bytes.slice(below(random, bytes.length)),
  function cutOut(bytes, random) {
    const from = below(random, bytes.length);
    const to = Math.min(bytes.length, from + 1 + below(random, 64));
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function repeatPart(bytes, random) {
    const from = below(random, bytes.length);
    const to = Math.min(bytes.length, from + 1 + below(random, 200));
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  function insertHostile(bytes, random) {
    const at = below(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(random, HOSTILE)), bytes.subarray(at)]);
  },
  function insertNoise(bytes, random) {
    const at = below(random, bytes.length);
    const noise = Uint8Array.from({ length: 1 + below(random, 32) }, () => below(random, 256));
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  },
];

/** A body with one to three damages; one in ten has none. A gzipped one is damaged before, after, or not at all. */
export function damagedBody(random: Random, prefix: string): Body {
  const format = pick(random, FORMATS);
  const rows = 1 + below(random, 12);
  const gzip = random() < 0.25;
  const afterGzip = gzip && random() < 0.5;
  let bytes = goodBody(format, prefix, rows);
  const damages = random() < 0.1 ? 0 : 1 + below(random, 3);
  for (let damage = 0; damage < damages && !afterGzip && bytes.length > 0; damage++) {
    bytes = pick(random, DAMAGES)(bytes, random);
  }
  if (gzip) {
    bytes = gzipSync(bytes);
    for (let damage = 0; damage < damages && afterGzip && bytes.length > 0; damage++) {
      bytes = pick(random, DAMAGES)(bytes, random);
    }
  }
  return { format, bytes, gzip, rows };
}
