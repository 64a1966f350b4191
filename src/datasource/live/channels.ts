import { type LiveChannelAddress, LiveChannelScope } from '@grafana/data';
import { type PlumblineQuery } from '../../query/model';
import { isAnalysis } from '../isAnalysis';

/** Grafana takes no longer name of a channel. */
const MAX_CHANNEL = 160;
/** What the store takes as a name, all of which a channel's name may have. */
const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/**
 * The channel that tells when a query would be answered otherwise: that of its model, or that of all models for SQL and the
 * fleet. None for a back-test, which replays what was, and for a name that is none or too long for a channel.
 */
export function channelOf(query: PlumblineQuery, uid: string): LiveChannelAddress | undefined {
  const path = pathOf(query);
  const address = path === undefined ? undefined : { scope: LiveChannelScope.DataSource, stream: uid, path };
  return address && `${LiveChannelScope.DataSource}/${uid}/${path}`.length <= MAX_CHANNEL ? address : undefined;
}

function pathOf(query: PlumblineQuery): string | undefined {
  if (!canFollow(query)) {
    return undefined;
  }
  if (!isAnalysis(query)) {
    return 'models';
  }
  return MODEL_NAME.test(query.model) ? `models/${query.model}` : undefined;
}

/** Whether there is something to follow, once the query names its model. */
export const canFollow = ({ queryType }: PlumblineQuery): boolean =>
  queryType !== 'backtest' && queryType !== 'annotations' && queryType !== 'refusals';
