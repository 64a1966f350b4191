/** What an empty panel says where its query failed: that it is empty is no news about the data then. Pure. */
import { type DataQueryError, LoadingState, type PanelData } from '@grafana/data';
import { t } from '@grafana/i18n';
import { type Message } from '../figure/VizMessage';

type Answered = Pick<PanelData, 'state' | 'error' | 'errors'>;

/** Why the query of a panel failed, with what to do about it as the data source says it; undefined where it did not. */
export function failedQuery(data: Answered): Message | undefined {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- where all of a request fails, Grafana fills in nothing else.
  const { errors = [], error } = data;
  const all = errors.length > 0 ? errors : error ? [error] : [];
  if (all.length === 0 && data.state !== LoadingState.Error) {
    return undefined;
  }
  const [first, ...others] = new Set(all.flatMap((each) => textOf(each) ?? []));
  return {
    icon: 'exclamation-triangle',
    title: t('plumbline.empty.failed', 'The query failed'),
    remedy:
      first ?? t('plumbline.empty.failed-unknown', 'The data source gave no reason. Look into the log of the server.'),
    details: others,
  };
}

/** What a panel that draws nothing misses. */
export function missingOf(data: Answered & Pick<PanelData, 'series'>): 'query' | 'rows' | 'fields' {
  return failedQuery(data) ? 'query' : data.series.every((frame) => frame.length === 0) ? 'rows' : 'fields';
}

function textOf({ message, data, statusText }: DataQueryError): string | undefined {
  return [message, data?.message, data?.error, statusText].find((text) => text !== undefined && text !== '');
}
