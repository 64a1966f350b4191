/**
 * Fifty alert rules in a real Grafana, evaluated every ten seconds, while the engine is killed every five. Most have a state
 * that never changes, some turn at every full minute of the clock: whatever the history of states says beyond that is a fault.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BenchGrafana, grafanaHome, startGrafana } from '../bench/ingest/grafana';
import { pause } from './backend';
import { judge, type Transition } from './alerts/judge';
import { killEngines } from './alerts/engines';
import { makeRules, RULES, STEP_S, type RuleSpec } from './alerts/rules';
import { fillModel } from './alerts/rows';
import { alertMetrics, instancesOf, transitionsOf } from './alerts/grafana';

const KILL_MS = 5_000;
/** Until every rule has been evaluated and the static ones fire. */
const WARM_UP_MS = 120_000;
/** An evaluation under way when the kills end, with all of its retries. */
const SETTLE_MS = 30_000;

export interface AlertsReport {
  minutes: number;
  rules: number;
  kills: number;
  evaluations: number;
  /** Attempts that Grafana had to repeat. */
  retriedAttempts: number;
  /** Evaluations that failed after all attempts, as Grafana counts them. */
  failedEvaluations: number;
  /** Changes to a state of the kind Error or NoData, and back. */
  errors: number;
  /** Evaluations that Grafana left out because the one before still ran. */
  missedEvaluations: number;
  /** Turns that were never seen. */
  missed: number;
  /** Changes of state that should not have been. */
  false: number;
  /** Turns that were seen later than the first evaluation after them. */
  late: number;
  turns: number;
}

export async function run(minutes: number): Promise<AlertsReport> {
  const home = grafanaHome();
  if (!home) {
    throw new Error('Name a Grafana in GRAFANA_HOME: alert rules run in Grafana only');
  }
  const grafana = await startGrafana(home, {}, { 'plugin.plumbline-predictions-datasource': { path: pluginFolder() } });
  try {
    await fillModel(grafana);
    const specs = await makeRules(grafana);
    await untilSteady(grafana, specs);
    const before = await alertMetrics(grafana);
    const from = Date.now();
    let kills = 0;
    for (let number = 1; Date.now() < from + minutes * 60_000; number++) {
      await pause(Math.max(0, from + number * KILL_MS - Date.now()));
      kills += await killEngines(grafana.folder);
    }
    const to = Date.now();
    await pause(SETTLE_MS);
    const after = await alertMetrics(grafana);
    const transitions = await transitionsOf(grafana, from, Date.now());
    const verdict = judge(specs, transitions, { from, to, stepMs: STEP_S * 1000 });
    verdict.falseFirings += await wrongNow(grafana, specs);
    report(transitions, verdict.notes);
    return {
      minutes,
      rules: RULES,
      kills,
      evaluations: after.evaluations - before.evaluations,
      retriedAttempts: after.attemptFailures - before.attemptFailures,
      failedEvaluations: after.failures - before.failures,
      errors: verdict.errors,
      missedEvaluations: after.missed - before.missed,
      missed: verdict.missed,
      false: verdict.falseFirings,
      late: verdict.late,
      turns: verdict.turns,
    };
  } finally {
    await grafana.stop();
  }
}

/** The build under test as a plugin of its own: rules need no screens. */
function pluginFolder(): string {
  const folder = dirname(process.env['PLUMBLINE_PLUGIN'] ?? '');
  const source = join(import.meta.dirname, '..', '..', 'src', 'datasource');
  const { version } = JSON.parse(readFileSync(join(source, '..', '..', 'package.json'), 'utf8')) as { version: string };
  const { includes: _dashboards, ...manifest } = JSON.parse(
    readFileSync(join(source, 'plugin.json'), 'utf8').replace('%VERSION%', version).replace('%TODAY%', '2026-01-01')
  ) as Record<string, unknown>;
  writeFileSync(join(folder, 'plugin.json'), JSON.stringify(manifest));
  copyFileSync(join(source, 'img', 'logo.svg'), join(folder, 'logo.svg'));
  return folder;
}

async function untilSteady(grafana: BenchGrafana, specs: readonly RuleSpec[]): Promise<void> {
  const until = Date.now() + WARM_UP_MS;
  while ((await wrongNow(grafana, specs)) > 0) {
    if (Date.now() > until) {
      throw new Error(`the rules are not in their states: ${JSON.stringify(await instancesOf(grafana))}`);
    }
    await pause(2_000);
  }
}

/** Instances of rules with a state of their own that are in another one now, or are not there. */
async function wrongNow(grafana: BenchGrafana, specs: readonly RuleSpec[]): Promise<number> {
  const instances = await instancesOf(grafana);
  return specs
    .filter(({ turning }) => !turning)
    .filter(
      ({ states, uid }) => JSON.stringify((instances.get(uid) ?? []).sort()) !== JSON.stringify([...states].sort())
    ).length;
}

function report(transitions: readonly Transition[], notes: readonly string[]): void {
  process.stderr.write(`${transitions.length} changes of state\n${notes.slice(0, 40).join('\n')}\n`);
}
