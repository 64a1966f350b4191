import { describe, expect, it } from 'vitest';
import { linearScale, niceStep } from './linearScale';
import { timeTicks } from './timeScale';

describe('linearScale', () => {
  it.each([
    [1, 5, 0.2],
    [0.33, 4, 0.1],
    [37, 5, 10],
    [9, 3, 5],
    [0, 5, 1],
  ])('steps over %d in %d by %d', (span, count, step) => expect(niceStep(span, count)).toBeCloseTo(step, 12));

  it('places values and labels round numbers without noise', () => {
    const scale = linearScale([0, 0.7], 700, 7);
    expect(scale.ticks).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    expect(scale.toPixel(0.35)).toBeCloseTo(350, 10);
    expect(Object.is(scale.ticks[0], 0)).toBe(true);
  });

  it('gives a constant some room', () => {
    const scale = linearScale([5, 5], 100);
    expect(scale.toPixel(5)).toBeCloseTo(50, 10);
  });

  it.each([
    [0.52, 0.98],
    [0.03, 0.48],
    [51, 98],
    [0.501, 0.9],
  ])('labels a round number of %d to %d, however few fit', (low, high) => {
    const { ticks, toPixel } = linearScale([low, high], 60, 2);
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.length).toBeLessThanOrEqual(3);
    expect(ticks.every((tick) => toPixel(tick) >= 0 && toPixel(tick) <= 60)).toBe(true);
  });

  it('widens to whole steps when asked', () => {
    expect(linearScale([0.13, 0.88], 100, 5, true).domain).toEqual([0, 1]);
  });
});

describe('timeTicks', () => {
  const labels = (from: string, to: string, count: number, zone = 'utc') =>
    timeTicks(Date.parse(from), Date.parse(to), count, zone).map((tick) => tick.label);

  it('names months, with the year where it starts', () => {
    expect(labels('2013-10-01T00:00:00Z', '2014-03-01T00:00:00Z', 6)).toEqual([
      'Oct 2013',
      'Nov',
      'Dec',
      '2014',
      'Feb',
      'Mar',
    ]);
  });

  it('puts days on local midnights across daylight saving', () => {
    const ticks = timeTicks(Date.parse('2026-03-27T12:00:00Z'), Date.parse('2026-03-31T12:00:00Z'), 4, 'Europe/Berlin');
    expect(ticks.map((tick) => new Date(tick.time).toISOString())).toEqual([
      '2026-03-27T23:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
      '2026-03-30T22:00:00.000Z',
    ]);
    expect(ticks.map((tick) => tick.label)).toEqual(['28 Mar', '29 Mar', '30 Mar', '31 Mar']);
  });

  it('labels hours and marks midnight', () => {
    expect(labels('2026-01-01T18:00:00Z', '2026-01-02T06:00:00Z', 4)).toEqual([
      '18:00',
      '21:00',
      '2 Jan',
      '03:00',
      '06:00',
    ]);
  });

  it('starts multi-day steps again each month and lets none collide', () => {
    expect(labels('2026-01-20T00:00:00Z', '2026-02-20T00:00:00Z', 5)).toEqual(['22 Jan', '1 Feb', '8 Feb', '15 Feb']);
  });

  it('is empty for an empty range', () => expect(timeTicks(5, 5, 4, 'utc')).toEqual([]));
});
