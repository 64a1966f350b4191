/** What the store and its decoding thread say to each other: one batch at a time, one answer a request. */
import { type ErrorCode } from '../../../../query/errors';
import { type DecodeLimits } from './cells';
import { type KeyCounts } from './summary';
import { type BatchField, type Refusal, type TypedBatch } from './typeBatch';

/** How a body is read. */
export interface Decode {
  contentType: string;
  limits: DecodeLimits;
  /** What belongs to the hash besides the body. */
  salt: string;
  /** Keys that are read as if they had another name. */
  rename?: Map<string, string>;
  /** An object may stand for rows: its members are told, and what its `rows` holds is the batch. */
  dataset?: boolean;
}

export type DecodeRequest =
  | ({ op: 'decode'; body: Uint8Array<ArrayBuffer> } & Decode)
  | { op: 'type'; fields: BatchField[]; refused: Map<string, Refusal> }
  /** Counts the values of the rows that fit the fields. */
  | { op: 'count'; fields: BatchField[] }
  | { op: 'forget' };

export interface Summary {
  rows: number;
  /** SHA-256 of the salt and the body. */
  hash: string;
  counts: KeyCounts[];
  /** Of a data set that is described by an object: its members besides `rows`. */
  members?: Record<string, unknown>;
}

export type DecodeAnswer =
  | { kind: 'summary'; summary: Summary }
  | { kind: 'typed'; typed: TypedBatch }
  | { kind: 'counts'; counts: KeyCounts[] }
  | { kind: 'failure'; code: ErrorCode; message: string; remedy?: string; place?: string }
  /** A defect: its stack is for the log. */
  | { kind: 'defect'; stack: string };
