/** Time groups in time zones, against the calendar of the JavaScript engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { expandMacros } from '../../../src/backend/sql/macros/expand';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("SET TimeZone = 'UTC'");
});
afterAll(() => connection.closeSync());

/** Bucket starts in milliseconds of times every `step` in [from, to). */
async function groups(from: number, to: number, step: number, interval: string, zone: string, type: string) {
  const sql = expandMacros(
    `SELECT epoch_ms(t)::DOUBLE, epoch_ms($__timeGroup(t::${type}, '${interval}', '${zone}'))::DOUBLE
     FROM (SELECT make_timestamp_ms(${from} + i * ${step}) AS t FROM range(${Math.floor((to - from) / step)}) r(i))`,
    { from, to, intervalMs: HOUR }
  );
  return (await connection.runAndReadAll(sql)).getRows().map(([time, start]) => [Number(time), Number(start)] as const);
}

/** Wall clock of an instant. */
function local(ms: number, zone: string): { date: string; hour: number; minute: number; weekday: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    weekday: 'short',
  }).formatToParts(ms);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    hour: Number(part('hour')),
    minute: Number(part('minute')),
    weekday: part('weekday'),
  };
}

const CHANGES: Array<[string, number]> = [
  ['Europe/Berlin', Date.UTC(2026, 2, 28)],
  ['Europe/Berlin', Date.UTC(2026, 9, 24)],
  ['America/New_York', Date.UTC(2026, 2, 7)],
  ['America/New_York', Date.UTC(2026, 9, 31)],
  ['Australia/Lord_Howe', Date.UTC(2026, 3, 4)],
  ['Asia/Kolkata', Date.UTC(2026, 0, 1)],
];

describe.each(CHANGES)('%s around a change of clocks', (zone, from) => {
  it.each(['TIMESTAMP', 'TIMESTAMPTZ'])('cuts days at local midnight (%s)', async (type) => {
    for (const [time, start] of await groups(from, from + 3 * DAY, HOUR / 2, '1d', zone, type)) {
      expect(local(start, zone)).toMatchObject({ date: local(time, zone).date, hour: 0, minute: 0 });
      expect(start).toBeLessThanOrEqual(time);
    }
  });

  it('cuts hours so that each has one hour and starts at a full one', async () => {
    const sizes = new Map<number, number>();
    for (const [time, start] of await groups(from, from + 3 * DAY, HOUR / 4, '1h', zone, 'TIMESTAMP')) {
      expect(time - start).toBeGreaterThanOrEqual(0);
      expect(time - start).toBeLessThan(HOUR);
      sizes.set(start, (sizes.get(start) ?? 0) + 1);
    }
    expect(sizes.size).toBeGreaterThanOrEqual(72);
  });

  it('cuts 6 h from local midnight without overlap', async () => {
    let last = -Infinity;
    for (const [time, start] of await groups(from, from + 3 * DAY, HOUR / 2, '6h', zone, 'TIMESTAMP')) {
      expect(start).toBeGreaterThanOrEqual(last);
      expect(start).toBeLessThanOrEqual(time);
      expect(time - start).toBeLessThan(6 * HOUR);
      last = start;
    }
  });

  it('cuts weeks on Monday', async () => {
    for (const [time, start] of await groups(from, from + 15 * DAY, 5 * HOUR, '1w', zone, 'TIMESTAMP')) {
      expect(local(start, zone)).toMatchObject({ weekday: 'Mon', hour: 0, minute: 0 });
      expect(time - start).toBeLessThan(7 * DAY + HOUR);
    }
  });

  it('cuts months on their first day', async () => {
    for (const [, start] of await groups(from, from + 40 * DAY, 7 * HOUR, '1M', zone, 'TIMESTAMP')) {
      expect(local(start, zone)).toMatchObject({ hour: 0, minute: 0 });
      expect(local(start, zone).date).toMatch(/-01$/);
    }
  });
});
