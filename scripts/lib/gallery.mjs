/** The gallery of panels (`tests/workbench/panels`) as a server: bundled when its sources changed, from the tree as it is. */
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { inRoot, modules } from './paths.mjs';
import { say } from './say.mjs';
import { hashOf, readStamp, writeStamp } from './stamps.mjs';

const sources = [
  'src/components',
  'src/panels',
  'src/query',
  'src/locales',
  'tests/workbench/panels',
  'tests/workbench/app/services',
  'tests/workbench/vite.config.mts',
  'package-lock.json',
];
const folder = path.join(modules, '.cache', 'plumbline', 'gallery');
const stamp = path.join(folder, 'stamp');
const page = path.join(folder, 'page');

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

async function ensurePage() {
  const wanted = hashOf(sources);
  if (readStamp(stamp) === wanted) {
    return;
  }
  say('Building the gallery of panels');
  fs.rmSync(stamp, { force: true });
  const { build } = await import('vite');
  await build({
    configFile: inRoot('tests', 'workbench', 'panels', 'vite.config.mts'),
    build: { outDir: page },
    logLevel: 'error',
  });
  writeStamp(stamp, wanted);
}

/** Answers files of the page only; there is nothing else to have. */
function answer(request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://gallery');
  const file = path.join(page, path.normalize(decodeURIComponent(pathname === '/' ? '/index.html' : pathname)));
  if (!file.startsWith(page + path.sep) || !fs.existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
  fs.createReadStream(file).pipe(response);
}

/** Serve the gallery on a free port of the loopback address: its address, and a way to end it. */
export async function openGallery() {
  await ensurePage();
  const server = http.createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
