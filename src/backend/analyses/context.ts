/** What every analysis is given, and the shape all of them share. */
import type { PlumblineQuery, SqlQuery } from '../../query/model';
import type { Frame } from '../grafana/frame';
import type { Snapshots } from '../store/rollups';
import type { Catalogue, Reader } from '../store/types';
import type { Moment } from './shared/moments';

export interface AnalysisContext {
  reader: Reader;
  catalogue: Catalogue;
  /** Absent where there are none: then everything is read raw. */
  rollups?: Snapshots;
  /** Requested range [from, to), milliseconds since the epoch. */
  from: number;
  to: number;
  /** Wall clock of the request: windows that end after it are incomplete. */
  now: number;
  maxDataPoints: number;
  intervalMs: number;
  rowLimit: number;
  /** False masks sensitive columns. */
  unmasked: boolean;
  /** Shared by all queries of one request, so that two methods over the same windows scan once. */
  memo: Map<string, Promise<unknown>>;
  /** Of a replay: the numeric answer is given for each of these ranges, all of them inside the range above. */
  moments?: readonly Moment[];
  /** Ends what nobody waits for any more; the reader has it already. */
  signal?: AbortSignal;
  /** SQL mode as an alert rule has it, for a replay; absent where there is none. */
  sql?: (query: SqlQuery, range: Pick<AnalysisContext, 'from' | 'to'>) => Promise<Frame[]>;
}

/** A pure description of work: query in, frames out. Bad input throws `PlumblineError`. */
export type Analysis<Q extends PlumblineQuery> = (query: Q, context: AnalysisContext) => Promise<Frame[]>;
