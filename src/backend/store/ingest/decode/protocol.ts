/** What the store and its decoding thread say to each other: one batch at a time, one answer a request. */
import { type ErrorCode } from '../../../../query/errors';
import { type DecodeLimits } from './cells';
import { type KeyCounts } from './summary';
import { type BatchField, type TypedBatch } from './typeBatch';

export type DecodeRequest =
  | { op: 'decode'; contentType: string; body: Uint8Array<ArrayBuffer>; limits: DecodeLimits; salt: string }
  | { op: 'type'; fields: BatchField[]; refused: Map<string, string> }
  | { op: 'forget' };

export interface Summary {
  rows: number;
  /** SHA-256 of the salt and the body. */
  hash: string;
  counts: KeyCounts[];
}

export type DecodeAnswer =
  | { kind: 'summary'; summary: Summary }
  | { kind: 'typed'; typed: TypedBatch }
  | { kind: 'failure'; code: ErrorCode; message: string; remedy?: string; place?: string }
  /** A defect: its stack is for the log. */
  | { kind: 'defect'; stack: string };
