/** Which failures are about one column. */
import { PlumblineError } from '../../../query/errors';
import { type Problem } from './plan';

/** What is about the query, its deadline or a defect ends the query. */
const OF_THE_QUERY: ReadonlySet<PlumblineError['code']> = new Set([
  'timeout',
  'internal',
  'bad_request',
  'forbidden',
  'unavailable',
]);

/** The failure as the state of one column, which leaves the others alone. Throws what is not about a column. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof PlumblineError) || OF_THE_QUERY.has(error.code)) {
    throw error;
  }
  return { status: 'error', text: error.text };
}
