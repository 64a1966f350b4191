/** The link from an alert to the page about it. */
import { type Reference } from '../../query/model';
import { formatReference } from '../../query/reference';
import { type RuleDraft } from './rule';

/** Page of the app that finds the alert's time and goes on to the model. Links of old alerts lead here for years. */
const PATH = 'a/plumbline-models-app/investigate';

/** Parameters that only the alert knows; a label that a rule's series do not have is left out. */
const OF_THE_SERIES = ['column', 'segment'] as const;

/**
 * Template of the address: Grafana fills in its own address and the labels of each alert. Undefined for rules that name no
 * model.
 */
export function investigateUrl({ query, labels, datasourceUid, rangeSeconds }: RuleDraft): string | undefined {
  const model = labels?.['model'] ?? query['model'];
  if (typeof model !== 'string' || model === '') {
    return undefined;
  }
  // The default reference needs no words.
  const reference = formatReference(query['reference'] as Reference | undefined);
  const method = query['method'];
  const known = Object.entries({
    model,
    ...(labels?.['kind'] ? { kind: labels['kind'] } : {}),
    'var-ds': datasourceUid,
    range: String(rangeSeconds),
    ...(typeof method === 'string' && query.queryType === 'drift' ? { 'var-method': method } : {}),
    ...(reference === 'fixed' ? {} : { 'var-ref': reference }),
  }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const told = OF_THE_SERIES.map((label) => `{{ with $labels.${label} }}&${label}={{ urlquery . }}{{ end }}`);
  return `{{ externalURL }}${PATH}?${known.join('&')}${told.join('')}`;
}
