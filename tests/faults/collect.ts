/** Collects the garbage of other Node processes, which were started to let it. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pause } from './backend';

/** What a process and its children need in their environment for it. */
export const COLLECTED = {
  NODE_OPTIONS: `--import=${pathToFileURL(resolve('tests', 'faults', 'collector.mjs'))}`,
};
/** Nothing tells when it is done: a heap of 100 MiB takes a tenth of that. */
const COLLECTING_MS = 1_000;

/** Resolves when the garbage of the main threads of `processes` is collected. */
export async function collectGarbage(...processes: readonly number[]): Promise<void> {
  for (const pid of processes) {
    process.kill(pid, 'SIGUSR2');
  }
  await pause(COLLECTING_MS);
}
