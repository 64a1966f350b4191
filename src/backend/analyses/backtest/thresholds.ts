/** Limits that a rule could have had, with the alarms that each would have brought. Pure. */
import { type RuleCondition } from '../../../query/backtest';
import { type Evaluation, type Firing, replay, type ReplayRule } from './replay';
import { type Scored, score, type Span } from './verdicts';

const DAY_MS = 86_400_000;
const QUANTILES = [0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 1] as const;

export interface Limit extends Scored {
  threshold: number;
  source: string;
  firings: number;
  series: number;
  perThirtyDays: number;
  /** Share of the replayed time in which at least one series fired. */
  share: number;
  suggested: boolean;
}

export interface LimitOptions {
  evaluations: readonly Evaluation[];
  rule: ReplayRule;
  end: number;
  /** Null where no incidents are known. */
  incidents: readonly Span[] | null;
  leadMs: number;
  /** Alarms in 30 days that a suggestion may bring without incidents. */
  alarmBudget: number;
}

/** True for a condition with one limit, for which others can be tried. */
export function isOneSided({ type }: RuleCondition): boolean {
  return type === 'gt' || type === 'gte' || type === 'lt' || type === 'lte';
}

/**
 * The rule's own limit and candidates from the values that it saw, strictest last. One is suggested: with incidents the one
 * with the best F1 of alarms and incidents, the strictest among equals; without, the least strict within the budget.
 */
export function tryLimits(options: LimitOptions): Limit[] {
  const { evaluations, rule } = options;
  if (!isOneSided(rule.condition)) {
    return [];
  }
  const [current = 0] = rule.condition.params;
  const upwards = rule.condition.type.startsWith('g');
  const values = evaluations
    .flatMap((evaluation) => [...evaluation.values.values()])
    .filter((value): value is number => value !== null);
  const found = new Map<number, string>([[current, 'current']]);
  for (const [threshold, source] of candidates(values, upwards)) {
    if (!found.has(threshold)) {
      found.set(threshold, source);
    }
  }
  const limits = [...found]
    .map(([threshold, source]) => measure(threshold, source, options))
    .sort((a, b) => (upwards ? a.threshold - b.threshold : b.threshold - a.threshold));
  const best = choose(limits, options);
  return limits.map((limit) => ({ ...limit, suggested: limit === best }));
}

/** Quantiles from the side that is worse, and the mean with three standard deviations. */
function candidates(values: readonly number[], upwards: boolean): Array<[number, string]> {
  if (values.length === 0) {
    return [];
  }
  const sorted = [...values].sort((a, b) => (upwards ? a - b : b - a));
  const quantiles = QUANTILES.map((q): [number, string] => {
    const value = sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0;
    const shown = upwards ? q : Number((1 - q).toFixed(3));
    return [outwards(value, upwards), q === 1 ? (upwards ? 'highest value' : 'lowest value') : `quantile ${shown}`];
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const beyond = mean + (upwards ? 3 : -3) * sd;
  return sd > 0 ? [...quantiles, [outwards(beyond, upwards), `mean ${upwards ? '+' : '-'} 3 sd`]] : quantiles;
}

/** Three significant digits, rounded to the calm side so that the value itself is not past it. */
function outwards(value: number, upwards: boolean): number {
  if (value === 0 || !Number.isFinite(value)) {
    return value;
  }
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2);
  const rounded = (upwards ? Math.ceil(value / unit - 1e-9) : Math.floor(value / unit + 1e-9)) * unit;
  return Number(rounded.toPrecision(3));
}

function measure(threshold: number, source: string, options: LimitOptions): Limit {
  const { evaluations, rule, end, incidents, leadMs } = options;
  const tried = { ...rule, condition: { ...rule.condition, params: [threshold] } };
  const firings = replay(evaluations, tried, end);
  const start = evaluations[0]?.time ?? end;
  const days = Math.max((end - start) / DAY_MS, 1 / 24);
  return {
    threshold,
    source,
    firings: firings.length,
    series: new Set(firings.map(({ series }) => series)).size,
    perThirtyDays: (firings.length * 30) / days,
    share: end > start ? covered(firings, end) / (end - start) : 0,
    suggested: false,
    ...score(firings, incidents, leadMs, end),
  };
}

/** Milliseconds in which at least one firing lasts. */
export function covered(firings: readonly Firing[], end: number): number {
  let total = 0;
  let reached = -Infinity;
  for (const firing of [...firings].sort((a, b) => a.start - b.start)) {
    const from = Math.max(firing.start, reached);
    const to = firing.end ?? end;
    if (to > from) {
      total += to - from;
      reached = to;
    }
  }
  return total;
}

function choose(limits: readonly Limit[], { incidents, alarmBudget }: LimitOptions): Limit | undefined {
  if (incidents === null) {
    return limits.find(({ perThirtyDays }) => perThirtyDays <= alarmBudget) ?? limits.at(-1);
  }
  return limits.reduce<Limit | undefined>((best, limit) => {
    const value = f1(limit);
    return value > 0 && value >= (best ? f1(best) : 0) ? limit : best;
  }, undefined);
}

/** Harmonic mean of the share of alarms that were right and the share of incidents that were found. */
function f1({ firings, falseAlarms, hits, misses }: Limit): number {
  const found = hits ?? 0;
  const right = firings - (falseAlarms ?? 0);
  const precision = firings > 0 ? right / firings : 0;
  const recall = found + (misses ?? 0) > 0 ? found / (found + (misses ?? 0)) : 0;
  return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
}
