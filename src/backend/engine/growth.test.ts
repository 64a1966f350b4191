import { expect, test, vi } from 'vitest';
import { Growth, watchGrowth } from './growth';

const MIB = 2 ** 20;

test('growth counts from the least memory there was', () => {
  const growth = new Growth();
  expect([500, 400, 430, 410, 700].map((mib) => growth.since(mib * MIB))).toEqual([0, 0, 30, 10, 300]);
});

test('growth is told once, and not of a young process', async () => {
  vi.useFakeTimers();
  const usage = vi.spyOn(process, 'memoryUsage');
  const show = (mib: number) =>
    usage.mockReturnValue({ rss: mib * MIB, heapTotal: 10 * MIB, heapUsed: 0, external: 5 * MIB, arrayBuffers: 0 });
  const told: number[] = [];
  let duckdbMib = 20;
  const limits = { boundMiB: 100, everyMs: 1_000, restMs: 3_500 };
  const end = watchGrowth(
    limits,
    () => Promise.resolve(duckdbMib * MIB),
    (byMiB) => told.push(byMiB)
  );
  try {
    show(35);
    await vi.advanceTimersByTimeAsync(3_000);
    show(235);
    await vi.advanceTimersByTimeAsync(1_000);
    show(400);
    // DuckDB's own memory is no growth: its limit bounds it.
    duckdbMib = 120;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toEqual([]);
    duckdbMib = 20;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(told).toEqual([165]);
  } finally {
    end();
    usage.mockRestore();
    vi.useRealTimers();
  }
});
