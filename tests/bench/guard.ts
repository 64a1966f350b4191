/** What the guard adds to a statement: macros, parsing, inspection and relations, without running it. */
import { DASHBOARDS } from '../integration/sql/corpus/dashboards';
import { checkStatement } from '../../src/backend/sql/guard';
import { expandMacros } from '../../src/backend/sql/macros/expand';
import { type Figures, median } from './measure';

const ROUNDS = 10;
const CONTEXT = { from: Date.UTC(2026, 2, 25), to: Date.UTC(2026, 3, 4), intervalMs: 3_600_000 };

/** Milliseconds a statement over the dashboard corpus, warm. */
export async function run(): Promise<Figures> {
  const corpus = Object.values(DASHBOARDS).flat();
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const sql of corpus) {
      const before = performance.now();
      await checkStatement(expandMacros(sql, CONTEXT));
      if (round > 0) {
        times.push(performance.now() - before);
      }
    }
  }
  times.sort((a, b) => a - b);
  return {
    guard_p95_ms: {
      value: times[Math.floor(times.length * 0.95)] ?? Number.NaN,
      unit: 'ms',
      median: median(times),
      statements: corpus.length,
      longest: times.at(-1),
    },
  };
}
