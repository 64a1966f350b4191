import { getBackendSrv } from '@grafana/runtime';

/** An instance of a rule as Grafana's alerting tells it. */
interface Instance {
  state: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** RFC 3339; the year 1 where it never was active. */
  activeAt?: string;
  /** A number, or every variable of the rule in words: `[ var='A' labels={...} value=0.31 ]`. */
  value?: string | number;
}

interface Rule {
  name?: string;
  uid?: string;
  /** JSON of the rule's queries and expressions. */
  query?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  alerts?: Instance[];
}

export interface RulesAnswer {
  data?: { groups?: Array<{ rules?: Rule[] }> };
}

export interface Incident {
  ruleUid: string;
  ruleName: string;
  state: 'firing' | 'pending' | 'error';
  severity?: string;
  /** Kind of trouble, as rules made by Plumbline label it. */
  kind?: string;
  /** Milliseconds since the epoch. */
  since?: number;
  value?: number;
  condition?: { type: string; params: number[] };
  /** Length of the range that the rule looks at, milliseconds. */
  rangeMs?: number;
  /** Of the rule's query, so that a page shows what the rule saw. */
  method?: string;
  column?: string;
  segment?: string;
  summary?: string;
  description?: string;
  owner?: string;
  runbook?: string;
  dashboardUid?: string;
  panelId?: string;
}

const RULES_PATH = '/api/prometheus/grafana/api/v1/rules';
const DAY_MS = 86_400_000;
/** What a page shows before an alert began, where its rule does not say how far it looks. */
const DEFAULT_RANGE_MS = 14 * DAY_MS;

/** Everything that is wrong with a model now, the worst first. Rejects where Grafana does not tell. */
export async function fetchIncidents(model: string): Promise<Incident[]> {
  const answer = await getBackendSrv().get<RulesAnswer>(RULES_PATH, undefined, undefined, { showErrorAlert: false });
  return incidentsOf(answer, model);
}

/** The instances with this model in their label that are not normal. */
export function incidentsOf(answer: RulesAnswer, model: string): Incident[] {
  return (answer.data?.groups ?? [])
    .flatMap(({ rules }) => rules ?? [])
    .flatMap((rule) => (rule.alerts ?? []).map((instance) => ({ rule, instance })))
    .filter(({ instance }) => instance.labels?.['model'] === model)
    .flatMap(({ rule, instance }) => {
      const state = stateOf(instance.state);
      return state ? [incident(rule, instance, state)] : [];
    })
    .sort((a, b) => rank(a) - rank(b) || (a.since ?? 0) - (b.since ?? 0) || nameOf(a).localeCompare(nameOf(b)));
}

/** Each trouble once, at its worst: warning and critical are two rules about one thing. In the order of the list. */
export function distinct(incidents: readonly Incident[]): Incident[] {
  const seen = new Set<string>();
  return incidents.filter(({ summary, ruleName, column, segment }) => {
    const trouble = JSON.stringify([summary ?? ruleName, column, segment]);
    return !seen.has(trouble) && seen.add(trouble);
  });
}

function incident(rule: Rule, instance: Instance, state: Incident['state']): Incident {
  const { column, segment, severity, kind } = { ...rule.labels, ...instance.labels };
  const said = { ...rule.annotations, ...instance.annotations };
  const data = queriesOf(rule);
  return {
    ruleUid: rule.uid ?? '',
    ruleName: rule.name ?? '',
    state,
    severity,
    kind,
    since: timeOf(instance.activeAt),
    value: valueOf(instance.value),
    ...conditionOf(data),
    column,
    segment,
    summary: said['summary'],
    description: said['description'],
    owner: said['owner'],
    runbook: said['runbook_url'],
    dashboardUid: said['__dashboardUid__'],
    panelId: said['__panelId__'],
  };
}

/** Grafana spells states with or without their reason: `Alerting`, `Alerting (NoData)`. */
function stateOf(state: string): Incident['state'] | undefined {
  if (/^(alerting|firing|recovering)\b/i.test(state)) {
    return 'firing';
  }
  return /^pending\b/i.test(state) ? 'pending' : /^error\b/i.test(state) ? 'error' : undefined;
}

function rank({ state, severity }: Incident): number {
  const states: ReadonlyArray<Incident['state']> = ['firing', 'error', 'pending'];
  return states.indexOf(state) * 2 + (severity === 'critical' ? 0 : 1);
}

const nameOf = ({ ruleName, column = '', segment = '' }: Incident) => `${ruleName} ${column} ${segment}`;

function timeOf(text: string | undefined): number | undefined {
  const time = text === undefined ? NaN : Date.parse(text);
  return time > 0 ? time : undefined;
}

/**
 * The number that the rule compared. Where Grafana tells one number alone, it is that of the condition, 1 for true: then
 * only the rule's own text says what was measured.
 */
function valueOf(value: string | number | undefined): number | undefined {
  const found = /var='A'[^\]]*?value=([-+\d.eE]+)/.exec(String(value ?? ''))?.[1];
  return found === undefined || Number.isNaN(Number(found)) ? undefined : Number(found);
}

type RuleQuery = Record<string, unknown> & {
  relativeTimeRange?: { from?: number };
  model?: Record<string, unknown> & {
    conditions?: Array<{ evaluator?: { type?: string; params?: number[] } }>;
  };
};

function queriesOf({ query }: Rule): RuleQuery[] {
  try {
    const parsed: unknown = JSON.parse(query ?? '[]');
    return (Array.isArray(parsed) ? parsed : [parsed]).filter((each) => typeof each === 'object' && each !== null);
  } catch {
    return [];
  }
}

function conditionOf(data: RuleQuery[]): Pick<Incident, 'condition' | 'rangeMs' | 'method'> {
  const evaluator = data.flatMap(({ model }) => model?.conditions ?? []).find((each) => each.evaluator)?.evaluator;
  const seconds = data.map(({ relativeTimeRange }) => relativeTimeRange?.from ?? 0).find((from) => from > 0);
  const method = data.map(({ model }) => model?.['method']).find((each) => typeof each === 'string');
  return {
    ...(evaluator?.type ? { condition: { type: evaluator.type, params: evaluator.params ?? [] } } : {}),
    ...(seconds ? { rangeMs: seconds * 1000 } : {}),
    ...(typeof method === 'string' ? { method } : {}),
  };
}

/** What a page shows of an incident: as much before it as the rule looks at, up to now. */
export function incidentRange({ since, rangeMs = DEFAULT_RANGE_MS }: Incident, now: number) {
  // A rule over a day is judged by the days before it, or there is nothing to compare.
  const before = Math.max(rangeMs, 3 * DAY_MS);
  return { from: (since ?? now) - before, to: now };
}
