/**
 * Channels of Grafana Live that say when a model has got new rows: `models/<name>`, and `models` for every model of the
 * data source. A message is a signal without any value of a row; who hears it asks its query again, as whoever it is.
 */
import { PlumblineError } from '../query/errors';
import { type Arrival, Arrivals, type ArrivalTopic } from './arrivals';
import { type Subscription } from './grafana/plugin';
import { checkName } from './store/names';

const ALL = 'models';
/** Channels that run at the same time, over all data sources. Grafana runs one for all listeners of an organisation. */
const MAX_CHANNELS = 500;

export type DataSourceKey = Pick<ArrivalTopic, 'orgId' | 'uid'>;

export class Live {
  private readonly arrivals: Arrivals;

  constructor(
    private readonly maxChannels = MAX_CHANNELS,
    messageMs?: number
  ) {
    this.arrivals = new Arrivals(messageMs);
  }

  /** Channels that run. */
  get channels(): number {
    return this.arrivals.size;
  }

  /** @param exists asks whether there is such a model, so that nobody opens channels by guessing names */
  async subscribe(
    path: string,
    source: DataSourceKey,
    exists: (model: string) => Promise<boolean>
  ): Promise<Subscription> {
    const channel = channelOf(path);
    if (!channel || (channel.model !== undefined && !(await exists(channel.model)))) {
      return 'not_found';
    }
    return this.hasRoom({ ...source, ...channel }) ? 'ok' : 'denied';
  }

  /** Ends at once, without an error that Grafana would answer with another run, where nobody may listen. */
  async run(
    path: string,
    source: DataSourceKey,
    signal: AbortSignal,
    send: (message: Arrival) => Promise<void>
  ): Promise<void> {
    const channel = channelOf(path);
    if (channel && this.hasRoom({ ...source, ...channel })) {
      await this.arrivals.follow({ ...source, ...channel }, signal, send);
    }
  }

  /** A model has got rows, or was changed. */
  note(source: DataSourceKey, model: string, rows: number): void {
    this.arrivals.note({ ...source, model }, rows);
  }

  private hasRoom(topic: ArrivalTopic): boolean {
    return this.arrivals.size < this.maxChannels || this.arrivals.has(topic);
  }
}

/** What a path means; undefined when there is no such channel. Names of models need no escaping in a channel's name. */
function channelOf(path: string): { model?: string } | undefined {
  if (path === ALL) {
    return {};
  }
  const [first, model, ...more] = path.split('/');
  return first === ALL && model !== undefined && more.length === 0 && isModelName(model) ? { model } : undefined;
}

function isModelName(name: string): boolean {
  try {
    checkName('model', name);
    return true;
  } catch (error) {
    if (error instanceof PlumblineError) {
      return false;
    }
    throw error;
  }
}
