import { beforeEach, describe, expect, it } from 'vitest';
import { IngestLimit, RateLimited } from './rateLimit';

let now = 0;
let limit: IngestLimit;
beforeEach(() => {
  now = 0;
  limit = new IngestLimit({ requestsPerSecond: 2, rowsPerSecond: 1000 }, () => now);
});

/** Seconds that a batch is asked to wait; 0 when it is let in. */
function asked(): number {
  try {
    limit.admit();
    return 0;
  } catch (error) {
    if (error instanceof RateLimited) {
      return error.retryAfterSeconds;
    }
    throw error;
  }
}

describe('IngestLimit', () => {
  it('lets five seconds of batches in at once, then as many as it is told', () => {
    expect(Array.from({ length: 11 }, asked)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    now = 1000;
    expect(Array.from({ length: 3 }, asked)).toEqual([0, 0, 1]);
    now = 3_600_000;
    expect(Array.from({ length: 11 }, asked).filter((wait) => wait === 0)).toHaveLength(10);
  });

  it('makes those behind a large batch wait for its rows', () => {
    expect(asked()).toBe(0);
    limit.count(8_000);
    expect(asked()).toBe(3);
    now = 2_999;
    expect(asked()).toBe(1);
    now = 3_000;
    expect(asked()).toBe(0);
  });

  it('follows a change of the settings', () => {
    limit.count(8_000);
    limit.change({ requestsPerSecond: 2, rowsPerSecond: 3_000 });
    expect(asked()).toBe(1);
  });

  it('says what is too much', () => {
    limit.count(9_000);
    expect(() => limit.admit()).toThrow('no more than 1000 rows a second');
  });
});
