/** Entry of the workbench's server: the back-end process, and HTTP on the loopback address in front of it. */
import { createServer, type IncomingMessage } from 'node:http';
import { startPlugin } from '../../integration/backend/client';
import { route } from './routes';
import { readSettings } from './settings';

/** go-plugin gives a plugin 2 s to end. */
const STOP_LIMIT_MS = 2_000;

const settings = readSettings(process.env);
// Grafana 12.4 forwards nothing of its own environment but the plugin's settings.
const backend = await startPlugin(settings.backend, {
  env: { GF_VERSION: '12.4.3', GF_PLUGIN_STORE_DIR: settings.store },
  onLog: (line) => process.stderr.write(`${line}\n`),
});

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const server = createServer((request, response) => {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) {
      gone.abort();
    }
  });
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  bodyOf(request)
    .then((body) => route(settings, backend.client, { request, response, url, body, signal: gone.signal }))
    .catch((error: unknown) => {
      if (!response.headersSent) {
        response.writeHead(500, { 'content-type': 'application/json' });
      }
      response.end(JSON.stringify({ message: error instanceof Error ? error.message : String(error) }));
    });
});
server.listen(settings.port, '127.0.0.1');

let ending = false;
async function end(code: number): Promise<void> {
  if (!ending) {
    ending = true;
    server.close();
    server.closeAllConnections();
    const timer = setTimeout(() => backend.child.kill('SIGKILL'), STOP_LIMIT_MS);
    await backend.stop();
    clearTimeout(timer);
    process.exit(code);
  }
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void end(0));
}
backend.child.once('exit', (code, signal) => {
  if (!ending) {
    process.stderr.write(`The back end ended by itself (${signal ?? `code ${code}`}).\n`);
    process.exit(1);
  }
});
