/** Starting other programs, and stopping exactly those that were started. */
import { spawn } from 'node:child_process';
import { Stop } from './say.mjs';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Start a program and remember it, so that `stopAll` ends it. `options` are those of `child_process.spawn`. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/** The exit code of a child; a signal counts as 128 + its usual number, a program that can't start as an error. */
export function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGKILL' ? 137 : 143))
    );
  });
}

/** Run a program to its end with its output shown on stderr; a bad end throws. */
export async function run(command, args, options = {}) {
  const child = start(command, args, { stdio: ['ignore', 2, 2], ...options });
  const code = await exitOf(child);
  if (code !== 0) {
    throw new Stop(`${options.name ?? [command, ...args].join(' ')} ended with code ${code}.`);
  }
}

/** Run a program and give back what it printed; never throws for a bad end. */
export async function capture(command, args, { timeoutMs = 60_000, ...options } = {}) {
  const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const chunks = { stdout: [], stderr: [] };
  child.stdout.on('data', (chunk) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk) => chunks.stderr.push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    const code = await new Promise((resolve) => {
      child.once('error', () => resolve(127));
      child.once('close', (exit, signal) => resolve(exit ?? (signal ? 137 : 1)));
    });
    const text = (name) => Buffer.concat(chunks[name]).toString('utf8');
    return { code, stdout: text('stdout'), stderr: text('stderr') };
  } finally {
    clearTimeout(timer);
  }
}

/** Ask a child to end, and make it after `graceMs`. */
export async function stop(child, graceMs = 10_000) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return;
  }
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}

/** End every program this process started and that still runs. */
export const stopAll = (graceMs) => Promise.all([...running].map((child) => stop(child, graceMs)));

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
