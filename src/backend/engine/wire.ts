/** The envelopes on the channel between front and child; the operations themselves are in `messages.ts`. */
import { type Retention } from '../store/types';
import { type GrowthLimits } from './growth';
import { type EngineFailure, type EngineOperation, type EngineOperations } from './messages';

/** How the child opens its store. */
export interface OpenStore {
  path: string;
  /** DuckDB's memory_limit in MiB. */
  memoryMiB: number;
  /** How long things are kept where a model says nothing. */
  retention: Retention;
}

export type OperationRequest = {
  [O in EngineOperation]: { op: O; request: EngineOperations[O]['request'] };
}[EngineOperation];

export type ToChild =
  | { kind: 'open'; open: OpenStore; growth: GrowthLimits }
  | { kind: 'request'; id: number; operation: OperationRequest }
  | { kind: 'cancel'; id: number }
  | { kind: 'close' };

/** The answer to one query of a request, sent as soon as it is there; its binary parts are the frames. */
export interface QueryPart {
  refId: string;
  error?: EngineFailure;
}

export type AboutCall =
  | { kind: 'part'; id: number; part: QueryPart }
  | { kind: 'answer'; id: number; answer: unknown }
  | { kind: 'error'; id: number; failure: EngineFailure };

export type FromChild =
  | { kind: 'opened' }
  | { kind: 'refused'; failure: EngineFailure }
  /** It holds so much more memory than it uses that a fresh process should take its place. */
  | { kind: 'grown'; byMiB: number }
  | AboutCall;
