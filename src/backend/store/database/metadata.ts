/**
 * The blocks of a DuckDB file that hold its table of contents, and which of them have a wrong checksum.
 *
 * Layout (storage versions 64 and up, block size 256 KiB): three headers of 4 KiB, the second and third in turn; then blocks, each
 * led by its checksum. A metadata block has 64 parts; a chain of parts, each led by a pointer to the next, holds the free
 * list: free blocks, blocks used more than once, and the metadata blocks with a mask of their free parts.
 */
import { fstatSync, readSync } from 'node:fs';
import { checksum } from './wal';

const HEADER_BYTES = 4096;
export const BLOCKS_AT = 3 * HEADER_BYTES;
const BLOCK_BYTES = 262_144;
const PARTS = 64;
const PART_BYTES = Math.floor((BLOCK_BYTES - 8) / PARTS / 8) * 8;
const NONE = 0xffff_ffff_ffff_ffffn;
/** A chain that goes on longer is none. */
const MOST_PARTS = 100_000;

interface Header {
  iteration: bigint;
  freeList: bigint;
  blockBytes: bigint;
}

export interface MetadataBlock {
  number: number;
  /** A bit a part, set where it is free. */
  free: bigint;
}

/** A whole block with its checksum. */
export function blockOf(descriptor: number, number: number): Buffer {
  return read(descriptor, BLOCKS_AT + number * BLOCK_BYTES, BLOCK_BYTES);
}

/** Numbers of metadata blocks whose checksum is wrong; none for a file of another layout. */
export function tornBlocks(descriptor: number): number[] {
  return metadataBlocks(descriptor)
    .map(({ number }) => number)
    .filter((number) => {
      const block = blockOf(descriptor, number);
      return block.length === BLOCK_BYTES && checksum(block.subarray(8)) !== block.readBigUInt64LE(0);
    });
}

/** Empty for a file of another layout. */
export function metadataBlocks(descriptor: number): MetadataBlock[] {
  const header = newestHeader(descriptor);
  if (header?.blockBytes !== BigInt(BLOCK_BYTES)) {
    return [];
  }
  try {
    return readFreeList(new PartReader(descriptor, header.freeList));
  } catch (error) {
    if (error instanceof RangeError) {
      return [];
    }
    throw error;
  }
}

function newestHeader(descriptor: number): Header | undefined {
  const headers = [1, 2]
    .map((index) => read(descriptor, index * HEADER_BYTES, HEADER_BYTES))
    .filter((bytes) => bytes.length === HEADER_BYTES && checksum(bytes.subarray(8)) === bytes.readBigUInt64LE(0))
    .map((bytes) => ({
      iteration: bytes.readBigUInt64LE(8),
      freeList: bytes.readBigUInt64LE(24),
      blockBytes: bytes.readBigUInt64LE(40),
    }));
  return headers.sort((a, b) => Number(b.iteration - a.iteration))[0];
}

function readFreeList(reader: PartReader): MetadataBlock[] {
  const blocks = BigInt(reader.blocks);
  const count = (): number => {
    const value = reader.u64();
    if (value > blocks) {
      throw new RangeError('a list is longer than the file');
    }
    return Number(value);
  };
  for (let left = count(); left > 0; left--) {
    reader.u64();
  }
  for (let left = count(); left > 0; left--) {
    reader.u64();
    reader.u32();
  }
  return Array.from({ length: count() }, () => {
    const number = reader.u64();
    if (number >= blocks) {
      throw new RangeError('a block is behind the end of the file');
    }
    return { number: Number(number), free: reader.u64() };
  });
}

/** Reads along a chain of parts. Throws RangeError where it leaves the file. */
class PartReader {
  readonly blocks: number;
  private part: Buffer = Buffer.alloc(0);
  private at = 0;
  private parts = 0;

  constructor(
    private readonly descriptor: number,
    private next: bigint
  ) {
    this.blocks = Math.floor((fstatSync(descriptor).size - BLOCKS_AT) / BLOCK_BYTES);
  }

  u64(): bigint {
    return this.take(8).readBigUInt64LE(0);
  }

  u32(): number {
    return this.take(4).readUInt32LE(0);
  }

  private take(count: number): Buffer {
    const pieces: Buffer[] = [];
    for (let left = count; left > 0;) {
      if (this.at === this.part.length) {
        this.turn();
      }
      const piece = this.part.subarray(this.at, this.at + left);
      pieces.push(piece);
      this.at += piece.length;
      left -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  private turn(): void {
    const block = Number(this.next & 0xff_ffff_ffff_ffffn);
    const index = Number(this.next >> 56n);
    if (this.next === NONE || block >= this.blocks || index >= PARTS || ++this.parts > MOST_PARTS) {
      throw new RangeError('the chain leaves the file');
    }
    const part = read(this.descriptor, BLOCKS_AT + block * BLOCK_BYTES + 8 + index * PART_BYTES, PART_BYTES);
    this.next = part.readBigUInt64LE(0);
    this.part = part.subarray(8);
    this.at = 0;
  }
}

function read(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position));
}
