/** The engines of one Grafana, found by the folder that its plugin was told to keep stores in. */
import { isRunning, processesWith } from '../../integration/backend/processes';

/** @returns how many were killed */
export async function killEngines(folder: string): Promise<number> {
  const ours = new Set(processesWith('environ', folder));
  const engines = processesWith('cmdline', 'engine.cjs').filter((pid) => ours.has(pid) && isRunning(Number(pid)));
  for (const pid of engines) {
    process.kill(Number(pid), 'SIGKILL');
  }
  return engines.length;
}
