import { dateTimeForTimeZone } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';

/** One label of a time axis. `major` marks the start of a longer unit (a new day, month or year). */
export interface TimeTick {
  time: number;
  label: string;
  major: boolean;
}

type Unit = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year';

interface UnitRule {
  ms: number;
  amounts: number[];
  /** Moment token of the unit's local value, and the value that counts as zero. */
  token: string;
  origin: number;
  within: Unit;
  format: string;
  majorFormat: string;
}

/** Rising order. Years are their own longer unit, so none of them is major. */
const UNITS: Record<Unit, UnitRule> = {
  second: {
    ms: 1e3,
    amounts: [1, 5, 15, 30],
    token: 's',
    origin: 0,
    within: 'minute',
    format: 'HH:mm:ss',
    majorFormat: 'HH:mm',
  },
  minute: {
    ms: 6e4,
    amounts: [1, 5, 15, 30],
    token: 'm',
    origin: 0,
    within: 'day',
    format: 'HH:mm',
    majorFormat: 'D MMM',
  },
  hour: {
    ms: 36e5,
    amounts: [1, 3, 6, 12],
    token: 'H',
    origin: 0,
    within: 'day',
    format: 'HH:mm',
    majorFormat: 'D MMM',
  },
  day: {
    ms: 864e5,
    amounts: [1, 2, 7, 14],
    token: 'D',
    origin: 1,
    within: 'year',
    format: 'D MMM',
    majorFormat: 'D MMM YYYY',
  },
  month: {
    ms: 2629746e3,
    amounts: [1, 3, 6],
    token: 'M',
    origin: 1,
    within: 'year',
    format: 'MMM',
    majorFormat: 'YYYY',
  },
  year: {
    ms: 31556952e3,
    amounts: [1, 2, 5, 10, 50],
    token: 'YYYY',
    origin: 0,
    within: 'year',
    format: 'YYYY',
    majorFormat: 'YYYY',
  },
};

const isUnit = (name: string): name is Unit => name in UNITS;
const STEPS = Object.keys(UNITS)
  .filter(isUnit)
  .flatMap((unit) => UNITS[unit].amounts.map((amount) => ({ unit, amount, ms: amount * UNITS[unit].ms })));

/** How much more often than asked a step may come, so that 8 wanted labels become 10 and not 3. */
const SLACK = 0.7;

/**
 * Ticks of [from, to] on whole minutes, hours, days, months or years of the given time zone.
 *
 * @param from,to milliseconds since the epoch.
 * @param count about how many labels fit.
 */
export function timeTicks(from: number, to: number, count: number, timeZone: TimeZone): TimeTick[] {
  if (!(to > from) || count < 1) {
    return [];
  }
  const wanted = ((to - from) / count) * SLACK;
  const { unit, amount } = STEPS.find((s) => s.ms >= wanted) ?? STEPS[STEPS.length - 1];
  const rule = UNITS[unit];
  const ticks: TimeTick[] = [];
  let time = dateTimeForTimeZone(timeZone, from).startOf(unit).valueOf();
  while (time <= to) {
    const local = dateTimeForTimeZone(timeZone, time);
    if (time >= from && isOnStep(Number(local.format(rule.token)) - rule.origin, amount, unit)) {
      const major = dateTimeForTimeZone(timeZone, time).startOf(rule.within).valueOf() === time;
      const first = unit === 'month' && ticks.length === 0;
      ticks.push({ time, major, label: local.format(first ? 'MMM YYYY' : major ? rule.majorFormat : rule.format) });
    }
    // Walking single units keeps labels on whole local hours and days across daylight saving.
    time = dateTimeForTimeZone(timeZone, time).add(1, unit).valueOf();
  }
  return ticks;
}

/** Steps of several days start again each month; those close to the month's end would collide with the next first. */
function isOnStep(value: number, amount: number, unit: Unit): boolean {
  return value % amount === 0 && !(unit === 'day' && amount > 1 && value + amount / 2 > 29);
}
