/** Errors of the child in words for the front: our own as they are, DuckDB's by their first words. */
import { type ErrorCode, PlumblineError } from '../../query/errors';
import { type Logger } from '../grafana/log';
import { type EngineFailure } from './messages';

/** DuckDB's error classes that a reader can do something about. */
const DUCKDB_ERRORS: ReadonlyArray<{ start: RegExp; code: ErrorCode; remedy?: string }> = [
  {
    start: /^Out of Memory Error|^std::bad_alloc|bad allocation/i,
    code: 'unprocessable',
    remedy: 'Ask for a shorter time range, fewer columns or fewer groups',
  },
  { start: /^(IO|IOException).*(No space left|disk full)/is, code: 'no_space', remedy: 'Free space on the disk of the store' },
  { start: /^INTERRUPT/i, code: 'timeout' },
  {
    start: /^(Parser|Binder|Catalog|Conversion|Invalid Input|Out of Range|Mismatch Type|Syntax|Permission) Error/,
    code: 'bad_request',
  },
];

const LOCKED = /Could not set lock on file/;
const FATAL = /^FATAL|database has been invalidated/;

/** True when DuckDB has given up the open database: every later statement would fail. */
export const isFatal = (error: unknown): boolean => error instanceof Error && FATAL.test(error.message);

/** Anything that is neither ours nor a known error of DuckDB is logged with its stack and told without details. */
export function toEngineFailure(error: unknown, log: Logger): EngineFailure {
  if (error instanceof PlumblineError) {
    const { code, message, remedy, place } = error;
    return { code, message, remedy, place };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (LOCKED.test(message)) {
    const holder = /PID (\d+)/.exec(message)?.[1];
    return {
      code: 'unavailable',
      message: `Standby: the store is open in another process${holder ? ` (PID ${holder})` : ''}`,
      remedy: 'Only one process may hold a store. This one tries again by itself; with several Grafana replicas give each its own store',
    };
  }
  const known = DUCKDB_ERRORS.find(({ start }) => start.test(message));
  if (known) {
    return { code: known.code, message, remedy: known.remedy };
  }
  log.error('operation failed', { error: error instanceof Error ? (error.stack ?? message) : message });
  return { code: 'internal', message: 'Internal error of the query engine', remedy: "Its cause is in Grafana's server log" };
}
