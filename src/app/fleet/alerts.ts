import { getBackendSrv } from '@grafana/runtime';

/** Open alerts by model, or why they are not known. */
export type OpenAlerts = { kind: 'known'; byModel: ReadonlyMap<string, number> } | { kind: 'unknown'; reason: string };

interface RulesAnswer {
  data?: {
    groups?: Array<{ rules?: Array<{ alerts?: Array<{ state: string; labels?: Record<string, string> }> }> }>;
  };
}

const RULES_PATH = '/api/prometheus/grafana/api/v1/rules';

/** Grafana spells the state of a firing instance with or without its reason: `Alerting`, `Alerting (NoData)`. */
function isFiring(state: string): boolean {
  return /^(alerting|firing)\b/i.test(state);
}

/** Counts firing instances by their label `model`. */
export function countByModel(answer: RulesAnswer): Map<string, number> {
  const counts = new Map<string, number>();
  const alerts = (answer.data?.groups ?? [])
    .flatMap(({ rules }) => rules ?? [])
    .flatMap(({ alerts: instances }) => instances ?? []);
  for (const { state, labels } of alerts) {
    const model = labels?.model;
    if (model !== undefined && isFiring(state)) {
      counts.set(model, (counts.get(model) ?? 0) + 1);
    }
  }
  return counts;
}

/** Asks Grafana's own alerting; a user who may not read rules sees why instead of a number. */
export async function fetchOpenAlerts(): Promise<OpenAlerts> {
  try {
    const answer = await getBackendSrv().get<RulesAnswer>(RULES_PATH, undefined, undefined, { showErrorAlert: false });
    return { kind: 'known', byModel: countByModel(answer) };
  } catch (error) {
    const { status } = error as { status?: number };
    return { kind: 'unknown', reason: status === 403 ? 'forbidden' : 'unavailable' };
  }
}
