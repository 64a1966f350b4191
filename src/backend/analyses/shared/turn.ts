/** Long work on the one thread gives way to others between its parts. */
import { setImmediate } from 'node:timers/promises';
import { PlumblineError } from '../../../query/errors';
import { type AnalysisContext } from '../context';

/** Lets calls that wait be heard. Throws `timeout` where one of them cancelled this work. */
export async function turn({ signal }: Pick<AnalysisContext, 'signal'>): Promise<void> {
  await setImmediate();
  if (signal?.aborted) {
    throw new PlumblineError('timeout', 'The query was cancelled before it ended', 'Ask for a shorter time range');
  }
}
