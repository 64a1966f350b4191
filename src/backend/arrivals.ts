/**
 * Who wants to know that a model has got new rows. Batches pass through the front process, so this outlives every engine;
 * it holds no engine alive, and no timer while nothing comes.
 */
import { setTimeout as rest } from 'node:timers/promises';

/** Between two messages to one listener. */
export const MESSAGE_MS = 1_000;

/** What came since the last message. */
export interface Arrival {
  /** Undefined where the channel is that of every model. */
  model?: string;
  /** When it was noticed, milliseconds since the epoch. */
  time: number;
  batches: number;
  rows: number;
}

/** A data source of one organisation, and a model in it; without one, all of them. */
export interface ArrivalTopic {
  orgId: number;
  uid: string;
  model?: string;
}

interface Listener {
  pending: { batches: number; rows: number } | undefined;
  wake(): void;
}

const keyOf = ({ orgId, uid, model }: ArrivalTopic): string => JSON.stringify([orgId, uid, model ?? null]);

export class Arrivals {
  private readonly listeners = new Map<string, Set<Listener>>();
  private count = 0;

  /** @param messageMs least time between two messages to one listener */
  constructor(private readonly messageMs = MESSAGE_MS) {}

  /** How many listen. */
  get size(): number {
    return this.count;
  }

  /** Whether somebody listens to just this. */
  has(topic: ArrivalTopic): boolean {
    return this.listeners.has(keyOf(topic));
  }

  /** A batch for a model was stored. */
  note(topic: Required<ArrivalTopic>, rows: number): void {
    for (const key of [keyOf(topic), keyOf({ ...topic, model: undefined })]) {
      for (const listener of this.listeners.get(key) ?? []) {
        const { batches, rows: before } = listener.pending ?? { batches: 0, rows: 0 };
        listener.pending = { batches: batches + 1, rows: before + rows };
        listener.wake();
      }
    }
  }

  /**
   * Tells `send` of what comes until the signal is aborted: at once, and then at most once in `messageMs` for everything
   * that came meanwhile. A listener that takes its messages slowly gets fewer of them.
   */
  async follow(topic: ArrivalTopic, signal: AbortSignal, send: (arrival: Arrival) => Promise<void>): Promise<void> {
    let wake = (): void => undefined;
    const listener: Listener = { pending: undefined, wake: () => wake() };
    const stop = (): void => wake();
    signal.addEventListener('abort', stop, { once: true });
    this.add(topic, listener);
    try {
      while (!signal.aborted) {
        const { pending } = listener;
        if (!pending) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        listener.pending = undefined;
        await send({ model: topic.model, time: Date.now(), ...pending });
        // Rejects when nobody listens any more, which the loop sees too.
        await rest(this.messageMs, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      signal.removeEventListener('abort', stop);
      this.remove(topic, listener);
    }
  }

  private add(topic: ArrivalTopic, listener: Listener): void {
    const key = keyOf(topic);
    const known = this.listeners.get(key) ?? new Set();
    this.listeners.set(key, known.add(listener));
    this.count++;
  }

  private remove(topic: ArrivalTopic, listener: Listener): void {
    const key = keyOf(topic);
    const known = this.listeners.get(key);
    if (known?.delete(listener)) {
      this.count--;
    }
    if (known?.size === 0) {
      this.listeners.delete(key);
    }
  }
}
