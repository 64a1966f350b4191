/** Waits for whichever event comes first. */
import { type EventEmitter, once } from 'node:events';

/**
 * Resolves with the first of `events`, and rejects with an `error`. Listens to none of them afterwards: on an emitter that
 * lives long, the listeners of events that never come would pile up.
 */
export async function firstEvent(emitter: EventEmitter, ...events: readonly string[]): Promise<void> {
  const heard = new AbortController();
  try {
    await Promise.race(events.map((event) => once(emitter, event, { signal: heard.signal })));
  } finally {
    heard.abort();
  }
}
