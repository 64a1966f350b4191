import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DURATION_UNITS } from '../../../query/duration';
import { calendar, fromLocal, shift, toLocal } from './calendar';
import { autoDuration, resolveWindows, type Window, windowIndex } from './windows';

const ZONES = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Pacific/Apia',
];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string) => Date.parse(text);

function days(from: string, to: string, zone: string, count = 1): Window[] {
  const range = { from: at(from), to: at(to), now: at(to), intervalMs: 1000 };
  const windows = resolveWindows({ kind: 'duration', duration: { count, unit: 'd' } }, range, zone);
  return windows.kind === 'time' ? windows.windows : [];
}

describe('calendar', () => {
  it('makes a day of 23 hours in spring and of 25 in autumn', () => {
    const spring = days('2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z', 'America/New_York');
    expect(spring.map(({ start, end }) => (end - start) / HOUR)).toEqual([24, 23, 24]);
    expect(new Date(spring[1]?.start ?? 0).toISOString()).toBe('2026-03-08T05:00:00.000Z');
    const autumn = days('2026-10-31T12:00:00Z', '2026-11-02T12:00:00Z', 'America/New_York');
    expect(autumn.map(({ start, end }) => (end - start) / HOUR)).toEqual([24, 25, 24]);
  });

  it('starts weeks on Monday and months on the first', () => {
    const week = calendar({ count: 1, unit: 'w' }, 'UTC').floor(at('2026-11-21T03:00:00Z'));
    expect(new Date(week).toISOString()).toBe('2026-11-16T00:00:00.000Z');
    const month = calendar({ count: 1, unit: 'M' }, 'Europe/Berlin');
    expect(new Date(month.floor(at('2026-03-15T00:00:00Z'))).toISOString()).toBe('2026-02-28T23:00:00.000Z');
    expect(new Date(month.next(at('2026-02-28T23:00:00Z'))).toISOString()).toBe('2026-03-31T22:00:00.000Z');
  });

  it('keeps an hour that the clocks repeat apart', () => {
    const hours = calendar({ count: 1, unit: 'h' }, 'America/New_York');
    const first = at('2026-11-01T05:00:00Z');
    expect(hours.next(first) - first).toBe(HOUR);
    expect(hours.next(hours.next(first)) - first).toBe(2 * HOUR);
  });

  it('starts six hours at local midnight, six, noon and eighteen', () => {
    const quarters = calendar({ count: 6, unit: 'h' }, 'America/New_York');
    const starts: number[] = [];
    for (let start = quarters.floor(at('2026-03-08T05:00:00Z')); starts.length < 5; start = quarters.next(start)) {
      starts.push(start);
    }
    expect(starts.map((start) => new Date(toLocal(start, 'America/New_York')).getUTCHours())).toEqual([
      0, 6, 12, 18, 0,
    ]);
    expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBe(5 * HOUR);
  });

  it('finds the first instant of a day that has no midnight', () => {
    // Sao Paulo skipped 2018-11-04 00:00 to 01:00.
    const instant = fromLocal(at('2018-11-04T00:00:00Z'), 'America/Sao_Paulo');
    expect(new Date(instant).toISOString()).toBe('2018-11-04T03:00:00.000Z');
  });

  it('shifts months to the last day where the day does not exist', () => {
    expect(new Date(shift(at('2026-03-31T12:00:00Z'), { count: 1, unit: 'M' }, -1, 'UTC')).toISOString()).toBe(
      '2026-02-28T12:00:00.000Z'
    );
    const moved = shift(at('2026-03-09T04:00:00Z'), { count: 1, unit: 'd' }, -1, 'America/New_York');
    expect(new Date(moved).toISOString()).toBe('2026-03-08T05:00:00.000Z');
  });

  const instants = fc.integer({ min: at('1995-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') });
  const duration = fc.record({
    count: fc.integer({ min: 1, max: 40 }),
    unit: fc.constantFrom(...DURATION_UNITS.filter((unit) => unit !== 'ms')),
  });

  it('covers time without gap or overlap in every zone, for every length', () => {
    fc.assert(
      fc.property(instants, duration, fc.constantFrom(...ZONES), (instant, length, zone) => {
        const steps = calendar(length, zone);
        const start = steps.floor(instant);
        expect(start).toBeLessThanOrEqual(instant);
        let at2 = start;
        for (let i = 0; i < 4; i += 1) {
          const next = steps.next(at2);
          expect(next).toBeGreaterThan(at2);
          expect(steps.floor(next)).toBe(next);
          expect(steps.floor(next - 1)).toBe(at2);
          at2 = next;
        }
        expect(steps.next(start)).toBeGreaterThan(instant);
      }),
      { numRuns: 400 }
    );
  });
});

describe('windows', () => {
  it('marks those that still grow, and takes whole ones at both ends', () => {
    const range = {
      from: at('2026-01-01T12:00:00Z'),
      to: at('2026-01-03T06:00:00Z'),
      now: at('2026-01-03T06:00:00Z'),
      intervalMs: 1,
    };
    const windows = resolveWindows({ kind: 'duration', duration: { count: 1, unit: 'd' } }, range, 'UTC');
    expect(windows.kind === 'time' && windows.windows.map(({ complete }) => complete)).toEqual([true, true, false]);
    expect(windows.kind === 'time' && windows.windows[0]?.start).toBe(at('2026-01-01T00:00:00Z'));
  });

  it('refuses an empty range and too many windows', () => {
    const range = { from: 5, to: 5, now: 5, intervalMs: 1 };
    expect(() => resolveWindows({ kind: 'all' }, range, 'UTC')).toThrow(/empty/);
    const long = { from: 0, to: 400 * DAY, now: 0, intervalMs: 1 };
    expect(() => resolveWindows({ kind: 'duration', duration: { count: 1, unit: 'm' } }, long, 'UTC')).toThrow(
      /limit is 5000/
    );
  });

  it('chooses a usual length for auto', () => {
    expect(autoDuration({ from: 0, to: 30 * DAY, now: 0, intervalMs: 1 })).toEqual({ count: 12, unit: 'h' });
    expect(autoDuration({ from: 0, to: HOUR, now: 0, intervalMs: 1 })).toEqual({ count: 1, unit: 'm' });
    expect(autoDuration({ from: 0, to: HOUR, now: 0, intervalMs: 2 * HOUR })).toEqual({ count: 3, unit: 'h' });
  });

  it('writes one division for windows of equal length and a case for each run of others', () => {
    const equal = days('2026-01-01T00:00:00Z', '2026-01-11T00:00:00Z', 'UTC');
    expect(windowIndex('t', equal)).toBe(`((epoch_ms(t) - ${at('2026-01-01T00:00:00Z')}) // 86400000)::INTEGER`);
    const sql = windowIndex('t', days('2026-03-01T05:00:00Z', '2026-03-20T00:00:00Z', 'America/New_York'));
    expect(sql.match(/WHEN/g)).toHaveLength(3);
  });
});
