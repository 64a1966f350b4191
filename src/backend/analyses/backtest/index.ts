/** When an alert rule would have fired, and which limits would have been better. */
import { type BacktestQuery, type BacktestRule } from '../../../query/backtest';
import { DEFAULT_TIMEZONE } from '../../../query/defaults';
import { durationMs, parseDuration } from '../../../query/duration';
import { FRAME_VERSION } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { type AnalysisContext } from '../context';
import { Ledger } from '../shared/ledger';
import { finish } from '../shared/frames';
import { type Evaluate, evaluateAt } from './evaluate';
import { firingsFrame, limitsFrame, seriesFrame, valueFrames } from './frames';
import { replay, type ReplayRule } from './replay';
import { type Backtest, nameOf } from './result';
import { evaluationTimes, stepOf } from './steps';
import { isOneSided, tryLimits } from './thresholds';
import { incidentsFrom, type Span } from './verdicts';

export { type Evaluate } from './evaluate';

/**
 * Replays the rule at every step of the request's range. A value holds until the next step. `evaluate` answers the rule's
 * query; nothing of the replay writes.
 */
export async function backtest(query: BacktestQuery, context: AnalysisContext, evaluate: Evaluate): Promise<Frame[]> {
  const ledger = new Ledger(context);
  const { rule } = query;
  const zone = ('timezone' in rule.query && rule.query.timezone) || DEFAULT_TIMEZONE;
  const step = stepOf(query, context);
  const times = evaluationTimes(step, context, context.now, zone);
  const end = Math.min(context.to, context.now);
  const evaluated = await evaluateAt(times, rule, context, evaluate);
  const firings = replay(evaluated.evaluations, stateRule(rule), end);
  const incidents = await knownIncidents(query, times, end, context, evaluate);
  const leadMs = query.lead === undefined ? 0 : durationMs(parseDuration(query.lead, 'lead'));
  const result: Backtest = { ...evaluated, query, end, firings, incidents, leadMs };
  if (evaluated.sql !== undefined) {
    ledger.statements.push(evaluated.sql);
  }
  explain(ledger, result);
  const custom = {
    v: FRAME_VERSION,
    plumbline: 'backtest',
    evaluations: times.length,
    everyMs: durationMs(step),
    from: times[0] ?? context.from,
    to: end,
    condition: rule.condition,
  } as const;
  if (query.format === 'timeseries') {
    return finish(valueFrames(result), ledger, { ...custom, plumbline: 'backtest-values' }, query.refId);
  }
  const limits = tryLimits({
    evaluations: evaluated.evaluations,
    rule: stateRule(rule),
    end,
    incidents,
    leadMs,
    alarmBudget: query.alarmBudget ?? 1,
  });
  return [
    ...finish([firingsFrame(result)], ledger, custom, query.refId),
    ...finish([seriesFrame(result)], new Ledger(context), { ...custom, plumbline: 'backtest-series' }, query.refId),
    ...finish([limitsFrame(limits)], new Ledger(context), { ...custom, plumbline: 'backtest-thresholds' }, query.refId),
  ];
}

function stateRule({ condition, for: pending, keepFiringFor, noData }: BacktestRule): ReplayRule {
  return {
    condition,
    forMs: pending === undefined ? 0 : durationMs(parseDuration(pending, 'rule.for')),
    keepFiringForMs: keepFiringFor === undefined ? 0 : durationMs(parseDuration(keepFiringFor, 'rule.keepFiringFor')),
    noData: noData ?? 'KeepLast',
  };
}

/** Those of the query, or the firings of the rule that tells the truth; null for neither. */
async function knownIncidents(
  { incidents, truth }: BacktestQuery,
  times: readonly number[],
  end: number,
  context: AnalysisContext,
  evaluate: Evaluate
): Promise<Span[] | null> {
  if (truth) {
    const { evaluations, labels } = await evaluateAt(times, truth, context, evaluate);
    const firings = replay(evaluations, stateRule(truth), end);
    const named = firings.map((firing) => ({ ...firing, series: nameOf(labels, firing.series) }));
    return incidentsFrom(named, end);
  }
  return (
    incidents?.map(({ from, to = from, name }) => ({
      from: Date.parse(from),
      to: Date.parse(to),
      name: name ?? from,
    })) ?? null
  );
}

function explain(ledger: Ledger, { evaluations, query }: Backtest): void {
  ledger.notice(
    'info',
    'Labels count as they were known at each moment. Predictions count as if they had arrived at their own time: a late batch is not replayed.'
  );
  const answered = evaluations.filter(({ values }) => [...values.values()].some((value) => value !== null)).length;
  if (answered < evaluations.length) {
    ledger.notice(
      answered === 0 ? 'warning' : 'info',
      `${evaluations.length - answered} of ${evaluations.length} evaluations gave no value: no complete window, too few rows or labels, or no data.`
    );
  }
  if (!isOneSided(query.rule.condition)) {
    ledger.notice('info', 'Limits are only suggested for a condition with one of them: gt, gte, lt, lte.');
  }
}
