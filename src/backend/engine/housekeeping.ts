/** Calls the store's housekeeping again and again, in the background of batches and queries. */
import { type Logger } from '../grafana/log';
import { type Store } from '../store/types';

const FIRST_MS = 10_000;
const INTERVAL_MS = 60_000;
/** Between two steps, so that batches that wait go first. */
const PAUSE_MS = 20;
/** A warning that stays is logged again this often. */
const REPEAT_MS = 3_600_000;

/** Starts it; the answer ends it, once the step that runs has ended. */
export function startHousekeeping(store: Pick<Store, 'housekeep' | 'status'>, log: Logger): () => Promise<void> {
  const ending = new AbortController();
  const warned = new Map<string, number>();
  let timer: NodeJS.Timeout;
  let round: Promise<void> = Promise.resolve();

  const runRound = async (): Promise<void> => {
    try {
      while (!ending.signal.aborted && (await store.housekeep(ending.signal))) {
        await new Promise((done) => setTimeout(done, PAUSE_MS));
      }
      for (const warning of (await store.status(ending.signal)).warnings) {
        if (Date.now() - (warned.get(warning) ?? 0) > REPEAT_MS) {
          warned.set(warning, Date.now());
          log.warn('the store needs attention', { warning });
        }
      }
    } catch (error) {
      if (!ending.signal.aborted) {
        log.warn('housekeeping failed and will be tried again', { error: String(error) });
      }
    }
  };
  const schedule = (ms: number): void => {
    timer = setTimeout(() => {
      round = runRound().finally(() => !ending.signal.aborted && schedule(INTERVAL_MS));
    }, ms).unref();
  };
  schedule(FIRST_MS);
  return async () => {
    ending.abort();
    clearTimeout(timer);
    await round;
  };
}
