/** Errors of the child in words for the front. The store has put DuckDB's into ours already; what is left is a defect. */
import { PlumblineError } from '../../query/errors';
import { type Logger } from '../grafana/log';
import { type EngineFailure } from './messages';

/** A defect is logged with its stack and told without details; of a refusal the cause is logged, where it has one. */
export function toEngineFailure(error: unknown, log: Logger): EngineFailure {
  if (error instanceof PlumblineError) {
    const { code, message, remedy, place } = error;
    if (code === 'internal') {
      log.error('operation failed', { error: error.stack ?? message });
    } else if (error.cause !== undefined) {
      log.warn('operation refused', { error: message, cause: String(error.cause) });
    }
    return { code, message, remedy, place };
  }
  log.error('operation failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return {
    code: 'internal',
    message: 'Internal error of the query engine',
    remedy: "Its cause is in Grafana's server log",
  };
}
