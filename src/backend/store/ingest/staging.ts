/** First steps of a batch: its body read by a decoding thread, and typed there by the fields that the store wants. */
import { type Session } from '../database/session';
import { type Decoder, type HeldBatch } from './decode/decoder';
import { type KeyCounts } from './decode/summary';
import { type BatchField, type Refusal, type TypedBatch } from './decode/typeBatch';
import { fillTyped } from './fill';
import { type IngestLimits } from './limits';
import { type ResourceRequest } from '../types';

export type { BatchField } from './decode/typeBatch';
export { TYPED } from './fill';

/** Room for gaps between the keys of rows: most keys of a batch are in most rows. */
const MAX_CELLS = 16 << 20;

/** A decoded batch. To be released in every case. */
export class Staged {
  /** Every key of every row that can be a column. */
  readonly keys: string[];
  private readonly refused = new Map<string, Refusal>();
  private memory?: { key: string; typed: Promise<TypedBatch> };

  constructor(private readonly held: HeldBatch) {
    this.keys = held.counts.map(({ key }) => key);
  }

  /** Rows that were sent. */
  get rows(): number {
    return this.held.rows;
  }

  get hash(): string {
    return this.held.hash;
  }

  /** Of a data set that was described by an object: its members besides `rows`. */
  get members(): Record<string, unknown> | undefined {
    return this.held.members;
  }

  /** Whether any row has a value under `key` that a column can hold. */
  hasValue(key: string): boolean {
    const found = this.held.counts.find((counts) => counts.key === key);
    return found !== undefined && found.booleans + found.integers + found.reals + found.texts + found.times > 0;
  }

  /** Values by kind of each key, over the rows that fit `fields`. */
  async countsIn(fields: readonly BatchField[]): Promise<Map<string, KeyCounts>> {
    return new Map((await this.held.count([...fields])).map((counts) => [counts.key, counts]));
  }

  /** Every row that has `key`, which cannot be stored, is rejected. */
  refuseKey(key: string, reason: string, remedy: string): void {
    this.refused.set(key, { reason, remedy });
  }

  /** Types the rows; asked twice for the same fields, the work is done once. */
  type(fields: readonly BatchField[]): Promise<TypedBatch> {
    const key = JSON.stringify([fields, [...this.refused]]);
    if (this.memory?.key !== key) {
      const typed = this.held.type([...fields], this.refused);
      typed.catch(() => undefined);
      this.memory = { key, typed };
    }
    return this.memory.typed;
  }

  release(): void {
    this.held.release();
  }
}

/** @throws PlumblineError as `Decoder.hold` does */
export async function stage(
  decoder: Decoder,
  contentType: string,
  body: Uint8Array,
  limits: IngestLimits,
  salt: string,
  rename?: Map<string, string>
): Promise<Staged> {
  const { maxColumns, maxRows } = limits;
  const decode = { contentType, limits: { maxRows, maxColumns, maxCells: MAX_CELLS }, salt, rename };
  return new Staged(await decoder.hold(decode, body));
}

/** Rows in any format, or an object that may have them among its members. */
export async function stageDataset(
  decoder: Decoder,
  { body, contentType }: NonNullable<ResourceRequest['upload']>,
  limits: IngestLimits
): Promise<Staged> {
  const { maxColumns, maxRows } = limits;
  const how = { contentType, limits: { maxRows, maxColumns, maxCells: MAX_CELLS }, salt: '', dataset: true };
  return new Staged(await decoder.hold(how, body));
}

/** Fills `temp.typed` with the good rows. */
export async function typeRows(session: Session, staged: Staged, fields: readonly BatchField[]): Promise<TypedBatch> {
  const typed = await staged.type(fields);
  await fillTyped(session, fields, typed);
  return typed;
}
