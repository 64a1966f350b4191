/**
 * One rule with ten thousand instances in a real Grafana (GRAFANA_HOME): how long Grafana takes to evaluate it, once every
 * instance has the state that it must have. A tenth of the customers has more predictions than the limit.
 */
import { alertMetrics, provision, rulesOf, type RuleState } from '../faults/alerts/grafana';
import { thresholdRule } from '../faults/alerts/thresholdRule';
import { type BenchGrafana, grafanaHome, startGrafana } from './ingest/grafana';
import { type Figures, median } from './measure';

const CUSTOMERS = 10_000;
/** Every tenth customer has this many predictions, the others one each. */
const MANY = 3;
const LIMIT = 2;
const EVALUATIONS = 5;
const STEP_S = 10;
const PATIENCE_MS = 300_000;
const BATCH = 4_000;
const MODEL = 'fleet';

const sql = (rawSql: string) => ({ queryType: 'sql', rawSql, format: 'table' });
/** The same question to SQL mode and to an analysis. */
const QUERIES: Record<string, Record<string, unknown>> = {
  alert_10k_eval_s: sql(
    `SELECT customer, count(*)::DOUBLE AS n FROM predictions.${MODEL} WHERE $__timeFilter(time) GROUP BY customer`
  ),
  alert_10k_analysis_eval_s: {
    queryType: 'quality',
    model: MODEL,
    metrics: ['volume'],
    segmentBy: ['customer'],
    window: 'all',
    minRows: 0,
    format: 'numeric',
  },
};

export async function run(): Promise<Figures> {
  const home = grafanaHome();
  if (!home) {
    return {};
  }
  const grafana = await startGrafana(home, {});
  try {
    await fill(grafana);
    const figures: Figures = {};
    for (const [name, query] of Object.entries(QUERIES)) {
      figures[name] = await measure(grafana, name, query);
    }
    return figures;
  } finally {
    await grafana.stop();
  }
}

const isBusy = (customer: number): boolean => customer % 10 === 0;
const nameOf = (customer: number): string => `customer-${customer}`;

async function fill(grafana: BenchGrafana): Promise<void> {
  const now = Date.now();
  const rows = Array.from({ length: CUSTOMERS }, (_, customer) =>
    Array.from({ length: isBusy(customer) ? MANY : 1 }, (_one, n) => ({
      id: `${customer}-${n}`,
      time: now - 60_000 * (1 + (customer % 50)),
      customer: nameOf(customer),
      x: customer / 7,
    }))
  ).flat();
  const send = async (method: string, path: string, body: object): Promise<void> => {
    const reply = await fetch(`${grafana.resources}/v1/models/${MODEL}${path}`, {
      method,
      headers: { ...grafana.headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!reply.ok) {
      throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    }
  };
  await send('PUT', '', { columns: [{ name: 'customer', role: 'segment', type: 'categorical', segment: true }] });
  for (let at = 0; at < rows.length; at += BATCH) {
    await send('POST', '/predictions', rows.slice(at, at + BATCH));
  }
}

/** Evaluates the rule alone; throws when one instance is not in its state in the end. */
async function measure(grafana: BenchGrafana, name: string, query: Record<string, unknown>): Promise<Figures[string]> {
  const folder = await provision(
    grafana,
    [[thresholdRule({ uid: name, query, datasourceUid: 'bench', rangeSeconds: 86_400, limit: LIMIT })]],
    STEP_S
  );
  const until = Date.now() + PATIENCE_MS;
  const seconds: number[] = [];
  const before = await alertMetrics(grafana);
  let last = '';
  let rule: RuleState | undefined;
  while (seconds.length < EVALUATIONS && Date.now() < until) {
    rule = (await rulesOf(grafana)).find(({ uid }) => uid === name);
    if (rule && rule.health === 'ok' && rule.lastEvaluation !== last && (rule.alerts ?? []).length > 0) {
      last = rule.lastEvaluation;
      seconds.push(rule.evaluationTime);
    }
    await new Promise((done) => setTimeout(done, 1_000));
  }
  const after = await alertMetrics(grafana);
  const wrong = wrongStates(rule);
  await folder.remove();
  if (wrong > 0 || seconds.length < EVALUATIONS) {
    throw new Error(`${name}: ${wrong} instances in a wrong state after ${seconds.length} evaluations`);
  }
  return {
    value: median(seconds),
    unit: 's',
    longest: Math.max(...seconds),
    instances: CUSTOMERS,
    // Query, states, history and notifications together.
    whole_s: (after.seconds - before.seconds) / Math.max(1, after.evaluations - before.evaluations),
    missed: after.missed - before.missed,
  };
}

function wrongStates(rule: RuleState | undefined): number {
  const states = new Map((rule?.alerts ?? []).map(({ labels, state }) => [customerOf(labels), state]));
  return Array.from({ length: CUSTOMERS }, (_, customer) => customer).filter(
    (customer) => states.get(nameOf(customer)) !== (isBusy(customer) ? 'Alerting' : 'Normal')
  ).length;
}

const customerOf = (labels: Record<string, string>): string =>
  labels['customer'] ?? (labels['segment'] ?? '').replace('customer=', '');
