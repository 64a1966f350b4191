/** Errors for calls that the engine could not take, or did not survive. */
import { PlumblineError } from '../../query/errors';
import { type Call } from './call';

/** Streams report their errors by events; what fails here is the request's own JSON, such as 100,000 nested arrays. */
export function unsendable(error: unknown): PlumblineError {
  return new PlumblineError('bad_request', `The request cannot be passed on: ${String(error)}`, 'Nest it less deeply');
}

/** What a caller is told whose call was in flight when the engine ended, and is not repeated. */
export function lostCall(call: Call): PlumblineError {
  if (!call.options.repeatable) {
    return new PlumblineError(
      'unavailable',
      'The query engine ended during this change, so its outcome is unknown',
      'Look whether the change is there, then repeat it'
    );
  }
  if (call.writes) {
    return new PlumblineError(
      'unavailable',
      'The query engine ended twice during this batch, so its outcome is unknown',
      'Send the batch again with the same Idempotency-Key'
    );
  }
  return call.alone
    ? new PlumblineError(
        'unprocessable',
        'This query needs more memory or goes deeper than the query engine can bear; it ended the engine twice',
        'Ask for a shorter time range or fewer columns, or rewrite the statement'
      )
    : new PlumblineError('unavailable', 'The query engine ended twice during this query', 'Try again');
}
