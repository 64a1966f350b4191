/** Starts the engine child under an address-space limit, with one extra descriptor for messages. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Descriptor in the child that carries the messages. */
export const CHANNEL_FD = 3;

/** A statement keeps a thread until it ends: one for each reading connection, and some for writes, files and compression. */
const THREAD_POOL = '28';

export interface EngineCommand {
  /** Node's absolute path and the engine's script. */
  node: string;
  script: string;
  nodeArguments?: readonly string[];
  /** Address space for everything but DuckDB's own memory, in MiB: Node, threads, buffers on their way. */
  overheadMiB: number;
}

export interface EngineProcess {
  child: ChildProcess;
  stream: Socket;
}

/**
 * Starts the engine under `ulimit -v`, which macOS does not enforce.
 * @param memoryMiB DuckDB's memory limit
 * @throws Error when the operating system cannot start the process
 */
export function startEngine(command: EngineCommand, memoryMiB: number): EngineProcess {
  const argv = [command.node, ...(command.nodeArguments ?? []), command.script];
  // "$@" keeps paths with spaces whole; exec makes the child's pid node's own, so that a kill reaches it.
  const addressSpaceKiB = Math.ceil((command.overheadMiB + memoryMiB) * 1024);
  const limit = process.platform === 'linux' ? `ulimit -v ${addressSpaceKiB} && ` : '';
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$@"`, 'sh', ...argv], {
    // Stdout of the front belongs to the handshake: whatever the engine prints goes to the log.
    stdio: ['ignore', process.stderr.fd, process.stderr.fd, 'pipe'],
    env: { ...process.env, UV_THREADPOOL_SIZE: THREAD_POOL },
  });
  const stream = child.stdio[CHANNEL_FD];
  if (!(stream instanceof Socket)) {
    child.kill('SIGKILL');
    throw new Error('the engine process has no message channel');
  }
  return { child, stream };
}
