/** Collects the garbage of another Node process, through its inspector. */
import { pause } from './backend';

/** Where a process listens that was asked by a signal. */
const INSPECTOR = 'http://127.0.0.1:9229/json/list';
const PATIENCE_MS = 5_000;

/**
 * Resolves when all of the main thread's garbage is collected.
 * @throws Error when the process does not answer, or another one does
 */
export async function collectGarbage(pid: number): Promise<void> {
  process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await addressOf(pid));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = () => reject(new Error(`process ${pid} does not let its inspector in`));
    });
    const evaluated = await ask(socket, 1, 'Runtime.evaluate', { expression: 'process.pid' });
    if (
      JSON.stringify(evaluated) !== JSON.stringify({ result: { type: 'number', value: pid, description: `${pid}` } })
    ) {
      throw new Error(`another process than ${pid} listens for inspectors: ${JSON.stringify(evaluated)}`);
    }
    await ask(socket, 2, 'HeapProfiler.collectGarbage', {});
  } finally {
    socket.close();
  }
}

async function addressOf(pid: number): Promise<string> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    try {
      const [target] = (await (await fetch(INSPECTOR)).json()) as Array<{ webSocketDebuggerUrl: string }>;
      if (target) {
        return target.webSocketDebuggerUrl;
      }
    } catch {
      // It has not begun to listen.
    }
    await pause(50);
  }
  throw new Error(`process ${pid} does not listen for inspectors`);
}

function ask(socket: WebSocket, id: number, method: string, params: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(String(data)) as { id?: number; result?: unknown };
      if (answer.id === id) {
        resolve(answer.result);
      }
    };
    socket.onclose = () => reject(new Error(`the process went away during ${method}`));
    socket.send(JSON.stringify({ id, method, params }));
  });
}
