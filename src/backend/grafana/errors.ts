/**
 * Errors by their shape: whatever has a numeric `status` and a `text` is meant for the reader; anything else is a
 * defect, whose details stay in the log.
 */

export interface PluginFailure {
  status: number;
  text: string;
}

export type ErrorSource = 'plugin' | 'downstream';

/** True for errors that carry an HTTP status and a sentence for people. */
export function isPluginFailure(error: unknown): error is PluginFailure {
  return (
    typeof error === 'object' &&
    error !== null &&
    'status' in error &&
    typeof error.status === 'number' &&
    'text' in error &&
    typeof error.text === 'string'
  );
}

/** What the reader is told. */
export function toFailure(error: unknown): PluginFailure {
  return isPluginFailure(error)
    ? { status: error.status, text: error.text }
    : { status: 500, text: "Internal error of the plugin. Its cause is in Grafana's server log" };
}

/** Grafana counts `plugin` errors against the plugin and `downstream` ones against the source or the request. */
export const errorSource = (status: number): ErrorSource => (status === 500 ? 'plugin' : 'downstream');

/** Stack or message, for the log. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
