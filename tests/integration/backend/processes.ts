/** Looks at processes through /proc, so that tests can hurt the right one. */
import { readdirSync, readFileSync } from 'node:fs';

/** Processes with a text in their command line or environment. */
export function processesWith(part: 'cmdline' | 'environ', text: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/${part}`, 'utf8').includes(text);
    } catch {
      return false;
    }
  });
}

/** A number from /proc/<pid>/status; NaN when the process or the field is not there. */
export function statusField(pid: string | number, name: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))?.[1]);
  } catch {
    return Number.NaN;
  }
}

/** Engine processes of a front. */
export function enginesOf(front: number | undefined): number[] {
  return processesWith('cmdline', 'engine.cjs')
    .filter((pid) => statusField(pid, 'PPid') === front)
    .map(Number);
}

/** False once a process has ended, even while nobody has taken its exit code. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}
