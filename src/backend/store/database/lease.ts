/**
 * A small file beside the store that says which process has it open.
 *
 * DuckDB's own lock is dropped when anything in the same process opens and closes the file, and it cannot tell a second
 * open in the same process. The lease closes both gaps; DuckDB's lock still decides between machines.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { standbyError } from './failures';

interface Holder {
  pid: number;
  host: string;
  /** Start time of the process in the kernel's ticks, where /proc tells it: a process id may be used again. */
  started: string | null;
}

const heldHere = new Set<string>();

function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name in brackets may hold spaces: fields are counted behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readHolder(file: string): Holder | null {
  try {
    const [pid, host, started] = readFileSync(file, 'utf8').split('\n');
    return pid && host !== undefined ? { pid: Number(pid), host, started: started ? started : null } : null;
  } catch {
    return null;
  }
}

function holds(holder: Holder): boolean {
  if (holder.host !== hostname()) {
    return false;
  }
  if (holder.pid === process.pid || !isAlive(holder.pid)) {
    return false;
  }
  return holder.started === null || holder.started === startTicks(holder.pid);
}

/** Takes the lease of `path` or throws `unavailable` naming the process that has it. Returns how to give it back. */
export function takeLease(path: string): () => void {
  const file = `${path}.lease`;
  if (heldHere.has(file)) {
    throw standbyError(path, process.pid);
  }
  const text = `${process.pid}\n${hostname()}\n${startTicks(process.pid) ?? ''}\n`;
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST') || attempt > 1) {
        throw error;
      }
      const holder = readHolder(file);
      if (holder && holds(holder)) {
        throw standbyError(path, holder.pid);
      }
      rmSync(file, { force: true });
    }
  }
  heldHere.add(file);
  return () => {
    heldHere.delete(file);
    rmSync(file, { force: true });
  };
}
