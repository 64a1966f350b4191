/** A rule of Grafana's provisioning API as the tests need it: a query, and a threshold on its numbers. */

export interface ThresholdRule {
  uid: string;
  title?: string;
  /** As a rule's file has it, so that formats which a rule cannot take can be tried too. */
  query: Record<string, unknown>;
  datasourceUid: string;
  rangeSeconds: number;
  /** Fires above it. */
  limit: number;
  /** Default `NoData`. */
  noData?: string | undefined;
}

/** Fires at once, and shows an error as an error. */
export function thresholdRule(rule: ThresholdRule) {
  const { uid, title = uid, query, datasourceUid, rangeSeconds, limit, noData = 'NoData' } = rule;
  return {
    uid,
    title,
    orgID: 1,
    condition: 'B',
    for: '0s',
    noDataState: noData,
    execErrState: 'Error',
    data: [
      {
        refId: 'A',
        queryType: query['queryType'],
        datasourceUid,
        relativeTimeRange: { from: rangeSeconds, to: 0 },
        model: { refId: 'A', ...query },
      },
      {
        refId: 'B',
        datasourceUid: '__expr__',
        relativeTimeRange: { from: 0, to: 0 },
        model: {
          refId: 'B',
          type: 'threshold',
          expression: 'A',
          conditions: [{ evaluator: { type: 'gt', params: [limit] } }],
        },
      },
    ],
  };
}
