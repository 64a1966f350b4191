/** What the browser specs run against: Grafana where GRAFANA_HOME is set, else the workbench. */
import { ask } from './ask.mjs';
import { stop } from './processes.mjs';
import { startServer } from './serve.mjs';

const FIRST_PORT = 3400;

export const isGrafana = () => Boolean(process.env.GRAFANA_HOME);

/** Start it, wait until the sample answers, and give its address, headers and a way to end it. */
export async function openServer() {
  const server = await startServer({ port: FIRST_PORT, workbench: !isGrafana() });
  try {
    await ask(server);
  } catch (error) {
    await stop(server.child);
    throw error;
  }
  return { ...server, close: () => stop(server.child) };
}
