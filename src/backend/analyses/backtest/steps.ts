/** When a replayed rule is evaluated, and what range each evaluation looks at. Pure. */
import {
  AUTO_EVALUATIONS,
  type BacktestQuery,
  type BacktestRule,
  DEFAULT_RULE_RANGE,
  MAX_EVALUATIONS,
} from '../../../query/backtest';
import { type Duration, durationMs, parseDuration, parseWindow } from '../../../query/duration';
import { PlumblineError } from '../../../query/errors';
import { calendar } from '../shared/calendar';

const AUTO_STEPS = ['1m', '5m', '15m', '30m', '1h', '3h', '6h', '12h', '1d', '1w', '1M'] as const;

export interface Span {
  from: number;
  to: number;
}

/** Step of the replay: the query's, else the rule's windows or the shortest usual one that makes at most 400 steps. */
export function stepOf({ every, rule }: BacktestQuery, span: Span): Duration {
  if (every !== undefined) {
    return parseDuration(every, 'every');
  }
  const shortest = (span.to - span.from) / AUTO_EVALUATIONS;
  const window = windowOf(rule);
  if (window && durationMs(window) >= shortest) {
    return window;
  }
  const text = AUTO_STEPS.find((step) => durationMs(parseDuration(step, 'every')) >= shortest) ?? '1M';
  return parseDuration(text, 'every');
}

function windowOf({ query }: BacktestRule): Duration | undefined {
  const spec = 'window' in query && query.window ? parseWindow(query.window) : undefined;
  return spec?.kind === 'duration' ? spec.duration : undefined;
}

/**
 * Moments on the calendar of the zone, from the first at or after `from` to the last before `to` or now. Throws
 * `too_large` beyond the limit.
 */
export function evaluationTimes(step: Duration, span: Span, now: number, zone: string): number[] {
  const steps = calendar(step, zone);
  const until = Math.min(span.to, now + 1);
  const floor = steps.floor(span.from);
  const first = floor === span.from ? floor : steps.next(floor);
  const expected = Math.ceil((until - first) / durationMs(step));
  if (expected > MAX_EVALUATIONS) {
    throw new PlumblineError(
      'too_large',
      `The range holds about ${expected} evaluations of ${step.count}${step.unit}, the limit is ${MAX_EVALUATIONS}`,
      'Choose a longer step or a shorter time range.',
      'every'
    );
  }
  const times: number[] = [];
  for (let time = first; time < until; time = steps.next(time)) {
    times.push(time);
  }
  return times;
}

/** The range that an evaluation looks at: lengths in seconds, as Grafana has them, whatever the clocks did. */
export function rangeAt(time: number, { range = DEFAULT_RULE_RANGE, delay }: BacktestRule): Span {
  const to = delay === undefined ? time : time - durationMs(parseDuration(delay, 'rule.delay'));
  return { from: to - durationMs(parseDuration(range, 'rule.range')), to };
}
