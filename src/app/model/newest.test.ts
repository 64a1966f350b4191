import { expect, it } from 'vitest';
import { openingRange } from './newest';

const NOW = Date.parse('2026-11-21T12:00:00Z');

it('opens on the last 90 days where predictions are recent', () => {
  expect(openingRange(NOW - 1000, NOW)).toEqual({ from: 'now-90d', to: 'now' });
});

it('opens on the last 90 days of the data where those are older', () => {
  expect(openingRange(Date.parse('2025-06-30T08:00:00Z'), NOW)).toEqual({
    from: '2025-04-02T00:00:00.000Z',
    to: '2025-07-01T00:00:00.000Z',
  });
});

it('opens on the last 90 days where there is no prediction yet', () => {
  expect(openingRange(undefined, NOW)).toEqual({ from: 'now-90d', to: 'now' });
});
