/**
 * DuckDB's log of changes (`.wal`), frame by frame, for stores that no process has open.
 *
 * After a short header come frames: uint64 size, uint64 checksum, `size` bytes, all little-endian. A commit ends with a frame of
 * its own. DuckDB refuses a log with a wrong checksum, and takes one whose last frame is cut off for the end of a commit that
 * never was: so a damaged size loses everything behind it without a word.
 */

const HEAD = 16;
/** Where the first frame may begin: headers of the versions there are have 8 to 48 bytes. */
const LONGEST_HEADER = 96;
/** `64 00 <type>` begins each payload; 100 is the end of a commit. */
const TYPE_AT = 2;
const COMMIT = 100;

const MASK = 0xffff_ffff_ffff_ffffn;
const MULTIPLIER = 0xbf58476d1ce4e5b9n;
const START = 5381n;

/** DuckDB's checksum, `src/common/checksum.cpp`: words multiplied and xored, the rest by MurmurHash64A. */
export function checksum(bytes: Buffer): bigint {
  let sum = START;
  let at = 0;
  for (; at + 8 <= bytes.length; at += 8) {
    sum ^= (bytes.readBigUInt64LE(at) * MULTIPLIER) & MASK;
  }
  return at < bytes.length ? sum ^ murmur(bytes.subarray(at)) : sum;
}

/** Of fewer than 8 bytes. */
function murmur(rest: Buffer): bigint {
  const m = 0xc6a4a7935bd1e995n;
  const r = 47n;
  let h = (0xe17a1465n ^ (BigInt(rest.length) * m)) & MASK;
  rest.forEach((byte, index) => (h ^= BigInt(byte) << BigInt(8 * index)));
  h = (h * m) & MASK;
  h ^= h >> r;
  h = (h * m) & MASK;
  return h ^ (h >> r);
}

export interface WalState {
  bytes: number;
  /** Bytes that are whole: up to the end of the last frame before the first fault. */
  wholeBytes: number;
  /** The last whole commit ends here. */
  committedBytes: number;
  /** Commits that are whole, and those whose frames can still be told behind the fault. */
  commits: number;
  commitsBehind: number;
  fault?: 'torn' | 'damaged';
}

/** Looks at every frame. Without `checksums` only a log that is cut off, or has a wrong size, is told. */
export function readWal(wal: Buffer, { checksums }: { checksums: boolean }): WalState {
  const first = firstFrame(wal);
  if (first === undefined) {
    return {
      bytes: wal.length,
      wholeBytes: 0,
      committedBytes: 0,
      commits: 0,
      commitsBehind: 0,
      fault: wal.length > 0 ? 'damaged' : undefined,
    };
  }
  const state: WalState = {
    bytes: wal.length,
    wholeBytes: first,
    committedBytes: first,
    commits: 0,
    commitsBehind: 0,
  };
  for (let at = first; at < wal.length;) {
    const end = frameEnd(wal, at);
    if (end === undefined) {
      state.fault ??= 'torn';
      break;
    }
    if (!state.fault && checksums && !isWhole(wal, at, end)) {
      state.fault = 'damaged';
    }
    const isCommit = wal[at + HEAD + TYPE_AT] === COMMIT && end === at + HEAD + 5;
    if (state.fault) {
      state.commitsBehind += isCommit ? 1 : 0;
    } else {
      state.wholeBytes = end;
      if (isCommit) {
        state.commits++;
        state.committedBytes = end;
      }
    }
    at = end;
  }
  return state;
}

/** Undefined where the frame at `at` would go beyond the end. */
function frameEnd(wal: Buffer, at: number): number | undefined {
  if (at + HEAD > wal.length) {
    return undefined;
  }
  const size = wal.readBigUInt64LE(at);
  return size > 0n && size <= BigInt(wal.length - at - HEAD) ? at + HEAD + Number(size) : undefined;
}

const isWhole = (wal: Buffer, at: number, end: number): boolean =>
  checksum(wal.subarray(at + HEAD, end)) === wal.readBigUInt64LE(at + 8);

function firstFrame(wal: Buffer): number | undefined {
  for (let at = 4; at + HEAD <= Math.min(wal.length, LONGEST_HEADER); at++) {
    const end = frameEnd(wal, at);
    if (end !== undefined && isWhole(wal, at, end)) {
      return at;
    }
  }
  return undefined;
}
