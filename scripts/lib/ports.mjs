/** Finding a port, and waiting for something to answer on one. */
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Stop } from './say.mjs';

const HOST = '127.0.0.1';

const isFree = (port) =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });

/** The first free port of the loopback address, from `first` on. */
export async function freePort(first) {
  for (let port = first; port < Math.min(first + 200, 65536); port++) {
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Stop(`No free port from ${first} on.`);
}

/** Repeat `attempt` until it answers something other than undefined; null when `stillWorthIt` says no or time is up. */
export async function poll(attempt, { timeoutMs, everyMs = 200, stillWorthIt = () => true }) {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end && stillWorthIt()) {
    const answer = await attempt().catch(() => undefined);
    if (answer !== undefined) {
      return answer;
    }
    await sleep(everyMs);
  }
  return null;
}
