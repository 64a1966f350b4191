/**
 * `npm test`: everything, on a machine with Node 20, npm and a package registry. Ends with the sum of all counts alone
 * on a line. `--only build,vitest` chooses steps, `--verbose` shows the output of those that passed too.
 */
import { parseArgs } from 'node:util';
import { ensureInstalled } from './lib/install.mjs';
import { reexec } from './lib/node24.mjs';
import { stopAll } from './lib/processes.mjs';
import { runMain, Stop } from './lib/say.mjs';

function choose(steps, only) {
  if (!only) {
    return steps;
  }
  const names = only.split(',');
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    const known = [...new Set(steps.map(({ name }) => name))].join(', ');
    throw new Stop(`There is no step ${unknown.join(', ')}. The steps are ${known}.`, 2);
  }
  return steps.filter((step) => names.includes(step.name));
}

await runMain(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' }, verbose: { type: 'boolean', default: false } } });
  await ensureInstalled();
  const done = await reexec();
  if (done !== null) {
    return done;
  }
  const { STEPS } = await import('./lib/steps.mjs');
  const { runSteps } = await import('./lib/run-steps.mjs');
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void stopAll(2000).then(() => process.exit(130)));
  }
  const { passed, failed, skipped } = await runSteps(choose(STEPS, values.only), values);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 ? 1 : 0;
});
