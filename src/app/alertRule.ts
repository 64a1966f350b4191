import { urlUtil } from '@grafana/data';
import { type SceneDataQuery } from '@grafana/scenes';

/** What a rule watches: a query of a page, made numeric, and the limit that it must not pass. */
export interface AlertDraft {
  name: string;
  datasourceUid: string;
  query: SceneDataQuery;
  /** Fires above the limit, or below it. */
  side: 'above' | 'below';
  limit: number;
  /** Length of the range that each evaluation looks at, in seconds. */
  rangeSeconds: number;
  labels?: Record<string, string>;
  /** Page that shows the evidence. */
  evidenceUrl?: string;
}

/**
 * Address of Grafana's rule editor, filled in: the page's own query with one number a series, and a threshold on it. One
 * alert instance a series follows from the labels of the answer.
 */
export function alertRuleUrl(draft: AlertDraft): string {
  const { refId = 'A' } = draft.query;
  const condition = refId === 'B' ? 'C' : 'B';
  const defaults = {
    type: 'grafana',
    name: draft.name,
    condition,
    labels: Object.entries(draft.labels ?? {}).map(([key, value]) => ({ key, value })),
    annotations: draft.evidenceUrl ? [{ key: 'runbook_url', value: draft.evidenceUrl }] : [],
    noDataState: 'KeepLast',
    queries: [
      {
        refId,
        queryType: String(draft.query.queryType ?? ''),
        datasourceUid: draft.datasourceUid,
        relativeTimeRange: { from: draft.rangeSeconds, to: 0 },
        model: { ...draft.query, refId, format: 'numeric' },
      },
      {
        refId: condition,
        queryType: '',
        datasourceUid: '__expr__',
        model: {
          refId: condition,
          type: 'threshold',
          expression: refId,
          datasource: { type: '__expr__', uid: '__expr__' },
          conditions: [
            {
              type: 'query',
              evaluator: { type: draft.side === 'above' ? 'gt' : 'lt', params: [draft.limit] },
              operator: { type: 'and' },
              query: { params: [condition] },
              reducer: { type: 'last', params: [] },
            },
          ],
        },
      },
    ],
  };
  return urlUtil.renderUrl('/alerting/new', { defaults: JSON.stringify(defaults) });
}
