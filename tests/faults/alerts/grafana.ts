/** Rules, states, history and counts of Grafana's alerting, over its HTTP interface. */
import { type BenchGrafana } from '../../bench/ingest/grafana';
import { type Transition } from './judge';

async function ask<T>(grafana: BenchGrafana, method: string, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(`${grafana.url}${path}`, {
    method,
    headers: { ...grafana.headers, 'content-type': 'application/json', 'X-Disable-Provenance': 'true' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await reply.text();
  if (!reply.ok) {
    throw new Error(`${method} ${path}: ${reply.status} ${text.slice(0, 500)}`);
  }
  return JSON.parse(text) as T;
}

/**
 * Makes a folder of rules.
 * @param intervalS seconds between two evaluations
 */
export async function provision(
  grafana: BenchGrafana,
  groups: ReadonlyArray<readonly object[]>,
  intervalS: number
): Promise<{ remove(): Promise<void> }> {
  const { uid: folder } = await ask<{ uid: string }>(grafana, 'POST', '/api/folders', { title: 'watched' });
  for (const [index, rules] of groups.entries()) {
    const name = `group-${index}`;
    await ask(grafana, 'PUT', `/api/v1/provisioning/folder/${folder}/rule-groups/${name}`, {
      title: name,
      folderUid: folder,
      interval: intervalS,
      rules: rules.map((rule) => ({ ...rule, folderUID: folder, ruleGroup: name })),
    });
  }
  return {
    remove: () => ask<void>(grafana, 'DELETE', `/api/folders/${folder}?forceDeleteRules=true`).then(() => undefined),
  };
}

export interface RuleState {
  uid: string;
  health: string;
  evaluationTime: number;
  lastEvaluation: string;
  alerts?: Array<{ state: string; labels: Record<string, string> }>;
}

export async function rulesOf(grafana: BenchGrafana): Promise<RuleState[]> {
  const path = '/api/prometheus/grafana/api/v1/rules';
  const { data } = await ask<{ data: { groups: Array<{ rules: RuleState[] }> } }>(grafana, 'GET', path);
  return data.groups.flatMap(({ rules }) => rules);
}

/** States of the instances of each rule by its uid, with a reason such as `Normal (NoData)` where there is one. */
export async function instancesOf(grafana: BenchGrafana): Promise<Map<string, string[]>> {
  return new Map((await rulesOf(grafana)).map(({ uid, alerts }) => [uid, (alerts ?? []).map(({ state }) => state)]));
}

interface HistoryEntry {
  alertName: string;
  newState: string;
  prevState: string;
  time: number;
  text: string;
}

/** Every change of state in [from, to], oldest first. */
export async function transitionsOf(grafana: BenchGrafana, from: number, to: number): Promise<Transition[]> {
  const query = new URLSearchParams({ type: 'alert', from: String(from), to: String(to), limit: '100000' });
  const entries = await ask<HistoryEntry[]>(grafana, 'GET', `/api/annotations?${query}`);
  return entries
    .map(({ alertName, newState, prevState, text, time }) => ({
      rule: alertName,
      from: prevState,
      to: newState,
      time,
      text,
    }))
    .sort((a, b) => a.time - b.time);
}

const METRICS = {
  evaluations: 'grafana_alerting_rule_evaluations_total',
  failures: 'grafana_alerting_rule_evaluation_failures_total',
  attemptFailures: 'grafana_alerting_rule_evaluation_attempt_failures_total',
  missed: 'grafana_alerting_schedule_rule_evaluations_missed_total',
  seconds: 'grafana_alerting_rule_evaluation_duration_seconds_sum',
} as const;

/** Counts since Grafana's start. */
export async function alertMetrics(grafana: BenchGrafana): Promise<Record<keyof typeof METRICS, number>> {
  const text = await (await fetch(`${grafana.url}/metrics`, { headers: grafana.headers })).text();
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce(
      (all, [, value]) => all + Number(value),
      0
    );
  return {
    evaluations: sum(METRICS.evaluations),
    failures: sum(METRICS.failures),
    attemptFailures: sum(METRICS.attemptFailures),
    missed: sum(METRICS.missed),
    seconds: sum(METRICS.seconds),
  };
}
