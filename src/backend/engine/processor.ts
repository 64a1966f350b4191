/** Processor time of another process. */
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the kernel's own clock. */
const MS_A_TICK = 10;
/** Places of user and system time after the name, which may hold anything. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** Milliseconds that all threads of a process have run so far; undefined where the system does not tell. */
export function processorMs(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== 'linux') {
    return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) * MS_A_TICK;
  } catch {
    return undefined;
  }
}
