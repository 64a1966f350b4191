/** One server per state folder: who runs, where, and whether it still does. */
import fs from 'node:fs';
import path from 'node:path';
import { inState } from './paths.mjs';
import { capture, isAlive } from './processes.mjs';
import { say } from './say.mjs';

const file = () => inState('running.json');

const commandOf = async (pid) => (await capture('ps', ['-o', 'args=', '-p', String(pid)])).stdout.trim();

/** The server that already runs on this state, or null. Leftovers of a killed run are ended by their process id. */
export async function runningServer() {
  if (!fs.existsSync(file())) {
    return null;
  }
  const entry = JSON.parse(fs.readFileSync(file(), 'utf8'));
  if (isAlive(entry.pid) && (await commandOf(entry.pid)).includes('start.mjs')) {
    return entry;
  }
  // The id may belong to somebody else by now: only a command that names this state folder is ours.
  if (entry.child && isAlive(entry.child) && (await commandOf(entry.child)).includes(inState())) {
    say(`Ending what an interrupted run left behind (process ${entry.child})`);
    process.kill(entry.child, 'SIGTERM');
    for (let i = 0; i < 100 && isAlive(entry.child); i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  fs.rmSync(file(), { force: true });
  return null;
}

export function writeLock(entry) {
  fs.mkdirSync(path.dirname(file()), { recursive: true });
  fs.writeFileSync(file(), JSON.stringify({ pid: process.pid, ...entry }), { mode: 0o600 });
}

export const removeLock = () => fs.rmSync(file(), { force: true });
