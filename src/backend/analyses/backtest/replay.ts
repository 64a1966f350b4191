/**
 * Grafana's alert states, replayed over evaluations of the past. Pure.
 *
 * A value holds from its evaluation to the next, so a pending period ends when it is over and not at the step after. What
 * Grafana does: a condition that holds makes a series pending and, after the pending period, firing; a value that no
 * longer holds resolves it, after the keep-firing period where there is one; a series that is gone resolves; what an
 * evaluation without a value does is the rule's to say.
 */
import { type ConditionType, type NoDataState, type RuleCondition } from '../../../query/backtest';

/** What one evaluation gave: a value, or none, for each series. */
export interface Evaluation {
  /** Milliseconds since the epoch. */
  time: number;
  values: ReadonlyMap<string, number | null>;
}

export interface ReplayRule {
  condition: RuleCondition;
  forMs: number;
  keepFiringForMs: number;
  noData: NoDataState;
}

export interface Firing {
  series: string;
  pendingSince: number;
  start: number;
  /** Null while it still fires at the end. */
  end: number | null;
  /** Value that began it; null when it was the absence of one. */
  value: number | null;
  /** Value furthest past the limit while it fired. */
  peak: number | null;
}

const HOLDS: Record<ConditionType, (value: number, a: number, b: number) => boolean> = {
  gt: (value, limit) => value > limit,
  gte: (value, limit) => value >= limit,
  lt: (value, limit) => value < limit,
  lte: (value, limit) => value <= limit,
  eq: (value, limit) => value === limit,
  ne: (value, limit) => value !== limit,
  within_range: (value, a, b) => value > Math.min(a, b) && value < Math.max(a, b),
  outside_range: (value, a, b) => value < Math.min(a, b) || value > Math.max(a, b),
  within_range_included: (value, a, b) => value >= Math.min(a, b) && value <= Math.max(a, b),
  outside_range_included: (value, a, b) => value <= Math.min(a, b) || value >= Math.max(a, b),
};

/** True where the condition holds for the value, as Grafana's threshold expression has it. */
export function holds({ type, params: [a = 0, b = a] }: RuleCondition, value: number): boolean {
  return HOLDS[type](value, a, b);
}

/** Larger is further past the limit. */
export function excess({ type, params: [a = 0, b = a] }: RuleCondition, value: number): number {
  switch (type) {
    case 'lt':
    case 'lte':
      return a - value;
    case 'outside_range':
    case 'outside_range_included':
      return Math.max(Math.min(a, b) - value, value - Math.max(a, b));
    case 'ne':
      return Math.abs(value - a);
    default:
      return value - a;
  }
}

/** Firings of all series in order of their start. `end` is where the replay stops, after the last evaluation. */
export function replay(evaluations: readonly Evaluation[], rule: ReplayRule, end: number): Firing[] {
  const series = new Set(evaluations.flatMap(({ values }) => [...values.keys()]));
  return [...series]
    .flatMap((name) => replaySeries(name, evaluations, rule, end))
    .sort((a, b) => a.start - b.start || (a.series < b.series ? -1 : 1));
}

type State =
  | { kind: 'normal' }
  | { kind: 'pending'; since: number; value: number | null }
  | { kind: 'firing'; firing: Firing }
  /** No longer past the limit, and kept firing until `until`. */
  | { kind: 'recovering'; firing: Firing; until: number };

function replaySeries(name: string, evaluations: readonly Evaluation[], rule: ReplayRule, end: number): Firing[] {
  const firings: Firing[] = [];
  let state: State = { kind: 'normal' };
  /** Lets time pass until `now`; periods that end exactly then are over once the evaluation of that moment has spoken. */
  const advance = (now: number, inclusive: boolean) => {
    const over = (moment: number) => (inclusive ? moment <= now : moment < now);
    if (state.kind === 'pending' && over(state.since + rule.forMs)) {
      const { since, value } = state;
      const firing: Firing = {
        series: name,
        pendingSince: since,
        start: since + rule.forMs,
        end: null,
        value,
        peak: value,
      };
      firings.push(firing);
      state = { kind: 'firing', firing };
    } else if (state.kind === 'recovering' && over(state.until)) {
      state.firing.end = state.until;
      state = { kind: 'normal' };
    }
  };
  for (const { time, values } of evaluations) {
    advance(time, false);
    const value = values.get(name);
    state = step(state, judge(value, rule), value, time, rule);
    advance(time, true);
    if (state.kind === 'firing' && value !== undefined && value !== null) {
      const { firing } = state;
      if (firing.peak === null || excess(rule.condition, value) > excess(rule.condition, firing.peak)) {
        firing.peak = value;
      }
    }
  }
  advance(end, true);
  return firings;
}

/** The state after an evaluation; ends the firing of a series that is normal again. */
function step(
  state: State,
  verdict: boolean | undefined,
  value: number | null | undefined,
  time: number,
  { keepFiringForMs }: ReplayRule
): State {
  if (verdict === undefined) {
    return state;
  }
  if (verdict) {
    switch (state.kind) {
      case 'normal':
        return { kind: 'pending', since: time, value: value ?? null };
      case 'recovering':
        return { kind: 'firing', firing: state.firing };
      default:
        return state;
    }
  }
  // A series that is gone is not kept firing.
  const keeps = value !== undefined && keepFiringForMs > 0;
  if (keeps && state.kind === 'recovering') {
    return state;
  }
  if (keeps && state.kind === 'firing') {
    return { kind: 'recovering', firing: state.firing, until: time + keepFiringForMs };
  }
  if (state.kind === 'firing' || state.kind === 'recovering') {
    state.firing.end = time;
  }
  return { kind: 'normal' };
}

/** True to alert, false to be normal, undefined to stay as it is. A series that is gone is normal. */
function judge(value: number | null | undefined, { condition, noData }: ReplayRule): boolean | undefined {
  if (value === undefined) {
    return false;
  }
  if (value === null) {
    return noData === 'Alerting' ? true : noData === 'KeepLast' ? undefined : false;
  }
  return holds(condition, value);
}
