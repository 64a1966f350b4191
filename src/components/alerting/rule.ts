/**
 * An alert rule of Grafana's, made from a query: for its rule editor, its provisioning files and its provisioning API.
 * Pure: nothing here asks anybody.
 */
import { type ConditionType, type NoDataState } from '../../query/backtest';
import { investigateUrl } from './investigate';

/** Severity is fixed for a rule: one that changed it would resolve one alert and open another. */
export type Severity = 'warning' | 'critical';

export interface RuleDraft {
  name: string;
  datasourceUid: string;
  /** A query of the data source; the rule asks it for numbers, one for each series. */
  query: { refId?: string; queryType?: string; [key: string]: unknown };
  condition: { type: ConditionType; params: number[] };
  /** Length of the range that each evaluation looks at, and how long before now it ends, in seconds. */
  rangeSeconds: number;
  delaySeconds?: number;
  /** Pending period as Grafana writes it; default `0s`. */
  for?: string;
  keepFiringFor?: string;
  severity: Severity;
  /** Default `KeepLast`: absence is the business of the volume and freshness rules. */
  noData?: NoDataState;
  summary?: string;
  description?: string;
  runbookUrl?: string;
  owner?: string;
  dashboardUid?: string;
  panelId?: number;
  labels?: Record<string, string>;
  /** Kept by rules that are made again from the same draft; a provisioned rule needs one. */
  uid?: string;
}

/** One entry of a rule's `data`. */
export interface RuleData {
  refId: string;
  queryType: string;
  datasourceUid: string;
  relativeTimeRange: { from: number; to: number };
  model: Record<string, unknown>;
}

const EXPRESSION = { type: '__expr__', uid: '__expr__' };

/** The query as numbers and a threshold on it; the condition is the letter of the threshold. */
export function ruleData({ query, condition, datasourceUid, rangeSeconds, delaySeconds = 0 }: RuleDraft): {
  condition: string;
  data: RuleData[];
} {
  const { refId = 'A' } = query;
  const letter = refId === 'B' ? 'C' : 'B';
  const format = query.queryType === 'sql' ? 'table' : 'numeric';
  return {
    condition: letter,
    data: [
      {
        refId,
        queryType: String(query.queryType ?? ''),
        datasourceUid,
        relativeTimeRange: { from: rangeSeconds + delaySeconds, to: delaySeconds },
        model: { ...query, refId, format },
      },
      {
        refId: letter,
        queryType: '',
        datasourceUid: EXPRESSION.uid,
        relativeTimeRange: { from: 0, to: 0 },
        model: {
          refId: letter,
          type: 'threshold',
          expression: refId,
          datasource: EXPRESSION,
          conditions: [
            {
              type: 'query',
              evaluator: { type: condition.type, params: condition.params },
              operator: { type: 'and' },
              query: { params: [letter] },
              reducer: { type: 'last', params: [] },
            },
          ],
        },
      },
    ],
  };
}

/** Labels that routing sees. */
export function ruleLabels({ labels, severity }: RuleDraft): Record<string, string> {
  return { ...labels, severity };
}

/** What a notification says, and where it leads: runbook, owner, the page to investigate on, dashboard, panel. */
export function ruleAnnotations(draft: RuleDraft): Record<string, string> {
  const { summary, description, runbookUrl, owner, dashboardUid, panelId } = draft;
  const said: Array<[string, string | undefined]> = [
    ['summary', summary],
    ['description', description],
    ['runbook_url', runbookUrl],
    ['owner', owner],
    ['investigate_url', investigateUrl(draft)],
    ['__dashboardUid__', dashboardUid],
    ['__panelId__', dashboardUid !== undefined && panelId !== undefined ? String(panelId) : undefined],
  ];
  return Object.fromEntries(said.filter((each): each is [string, string] => each[1] !== undefined && each[1] !== ''));
}

/** Form values of Grafana's rule editor, as its address takes them in `defaults`. */
export function editorDefaults(draft: RuleDraft): Record<string, unknown> {
  const { condition, data } = ruleData(draft);
  const pairs = (record: Record<string, string>) => Object.entries(record).map(([key, value]) => ({ key, value }));
  return {
    type: 'grafana',
    name: draft.name,
    condition,
    queries: data,
    labels: pairs(ruleLabels(draft)),
    annotations: pairs(ruleAnnotations(draft)),
    noDataState: draft.noData ?? 'KeepLast',
    execErrState: 'Error',
    evaluateFor: draft.for ?? '0s',
    ...(draft.keepFiringFor ? { keepFiringFor: draft.keepFiringFor } : {}),
  };
}

/** The rule for a provisioning file. */
export function provisionedRule(draft: RuleDraft & { uid: string }): Record<string, unknown> {
  const { condition, data } = ruleData(draft);
  return {
    uid: draft.uid,
    title: draft.name,
    condition,
    for: draft.for ?? '0s',
    ...(draft.keepFiringFor ? { keep_firing_for: draft.keepFiringFor } : {}),
    noDataState: draft.noData ?? 'KeepLast',
    execErrState: 'Error',
    labels: ruleLabels(draft),
    annotations: ruleAnnotations(draft),
    data,
  };
}

/** The same for `POST /api/v1/provisioning/alert-rules`. */
export function apiRule(
  draft: RuleDraft & { uid: string },
  place: { folderUid: string; ruleGroup: string; orgId?: number }
): Record<string, unknown> {
  const { folderUid: folderUID, ruleGroup, orgId: orgID = 1 } = place;
  return { ...provisionedRule(draft), folderUID, ruleGroup, orgID };
}
