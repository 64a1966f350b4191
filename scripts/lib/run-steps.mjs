/** Runs steps side by side on two cores, in order, and adds up what they counted. */
import { add, nothing } from './tally.mjs';
import { say, seconds } from './say.mjs';

const CORES = 2;

async function runOne(step, report) {
  const before = Date.now();
  const title = step.title ?? step.name;
  const result = await step.run().catch((error) => ({
    counts: { ...nothing, failed: 1 },
    output: error.stack ?? String(error),
  }));
  report({ step, title, ms: Date.now() - before, ...result });
  return result.counts;
}

function print({ title, ms, counts, output, reason }, verbose) {
  const bad = counts.failed > 0;
  const sums = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  say(`${bad ? 'FAIL' : 'ok  '} ${title} (${seconds(ms)}): ${sums}${reason ? `: ${reason}` : ''}`);
  if (output && (bad || verbose)) {
    process.stderr.write(`${output}\n`);
  }
}

/**
 * @param steps in order; a step starts when the cores it wants are free and what it needs has ended
 * @returns the sum of all counts; a step whose needs failed counts as failed
 */
export async function runSteps(steps, { verbose = false } = {}) {
  const waiting = [...steps];
  const ended = new Map();
  const underWay = new Set();
  let total = nothing;
  let free = CORES;

  const isReady = (step) =>
    (step.needs ?? []).every((name) => ended.has(name) || !steps.some((other) => other.name === name));
  const startOne = (step) => {
    waiting.splice(waiting.indexOf(step), 1);
    free -= step.cores;
    const blocked = (step.needs ?? []).find((name) => (ended.get(name)?.failed ?? 0) > 0);
    const runnable = blocked
      ? { ...step, run: async () => ({ counts: { ...nothing, failed: 1 }, output: '', reason: `${blocked} failed` }) }
      : step;
    const task = runOne(runnable, (result) => print(result, verbose)).then((counts) => {
      total = add(total, counts);
      free += step.cores;
      ended.set(step.name, add(ended.get(step.name) ?? nothing, counts));
      underWay.delete(task);
    });
    underWay.add(task);
  };

  while (waiting.length > 0 || underWay.size > 0) {
    const next = waiting.find((step) => step.cores <= free && isReady(step));
    if (next) {
      startOne(next);
    } else {
      await Promise.race(underWay);
    }
  }
  return total;
}
