/**
 * Tells when the engine holds much more memory than DuckDB and V8 say that they use.
 *
 * DuckDB 1.5 keeps an entry for each block of each grouping and join that has ended, and its purge goes by a count that is
 * wrong (duckdb#22680, mended after 1.5); what is left between them glibc cannot give back. A process that has run for weeks
 * would hold gigabytes that no limit knows of, so that a fresh one takes its place while nobody asks.
 */
export interface GrowthLimits {
  /** Growth of the memory that nobody accounts for, since the grown-up process had the least. */
  boundMiB: number;
  everyMs: number;
  /** A young engine is not looked at: it grows while its code warms up and its first tables are read. */
  restMs: number;
}

export const GROWTH: GrowthLimits = { boundMiB: 256, everyMs: 60_000, restMs: 10 * 60_000 };

const BYTES_A_MIB = 2 ** 20;

/** Remembers the least memory it was shown. */
export class Growth {
  private leastBytes = Number.POSITIVE_INFINITY;

  /** @returns by how much the memory that nobody accounts for has grown, MiB */
  since(unaccountedBytes: number): number {
    this.leastBytes = Math.min(this.leastBytes, unaccountedBytes);
    return (unaccountedBytes - this.leastBytes) / BYTES_A_MIB;
  }
}

/** Resident memory of this process without what V8 and DuckDB account for. */
function unaccounted(duckdbBytes: number): number {
  const { external, heapTotal, rss } = process.memoryUsage();
  return rss - heapTotal - external - duckdbBytes;
}

/**
 * Looks from time to time, and calls back once when the bound is passed.
 * @param duckdbBytes what DuckDB says that it uses
 * @returns ends it
 */
export function watchGrowth(
  { boundMiB, everyMs, restMs }: GrowthLimits,
  duckdbBytes: () => Promise<number>,
  onGrown: (byMiB: number) => void
): () => void {
  const growth = new Growth();
  const started = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - started < restMs) {
      return;
    }
    duckdbBytes().then(
      (bytes) => {
        const byMiB = growth.since(unaccounted(bytes));
        if (byMiB > boundMiB) {
          clearInterval(timer);
          onGrown(Math.round(byMiB));
        }
      },
      // A store that is busy or closing is looked at another time.
      () => undefined
    );
  }, everyMs).unref();
  return () => clearInterval(timer);
}
