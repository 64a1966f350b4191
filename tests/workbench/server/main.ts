/** Entry of the workbench's server: the back-end process, and HTTP on the loopback address in front of it. */
import { createServer, type IncomingMessage } from 'node:http';
import { startBackend } from './backend';
import { route } from './routes';
import { readSettings } from './settings';

const settings = readSettings(process.env);
const backend = await startBackend(settings.backend, settings.store);

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
    .then((body) => route(settings, backend, { request, response, url, body, signal: gone.signal }))
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
    await backend.stop();
    process.exit(code);
  }
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void end(0));
}
void backend.ended.then((reason) => {
  if (!ending) {
    process.stderr.write(`${reason}\n`);
    process.exit(1);
  }
});
