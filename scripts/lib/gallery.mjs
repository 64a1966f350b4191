/** The gallery of panels (`tests/workbench/panels`) as a server: bundled when its sources changed, from the tree as it is. */
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { inRoot, modules } from './paths.mjs';
import { NEWEST, viteOptions } from './react.mjs';
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
  'scripts/lib/react.mjs',
  'package-lock.json',
];
const folder = path.join(modules, '.cache', 'plumbline', 'gallery');

/** Icons as Grafana serves them; those that are its own and not the package's stay blank. */
const icons = path.join(modules, '@grafana', 'ui', 'dist', 'public', 'img', 'icons');
const ICON_PATH = /^\/public\/(?:build\/)?img\/icons\//;
const BLANK_ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** Builds the page with this React unless it is there as of today's sources; answers its folder. */
async function ensurePage(react) {
  const stamp = path.join(folder, `stamp-${react}`);
  const page = path.join(folder, `page-${react}`);
  const wanted = hashOf(sources);
  if (readStamp(stamp) === wanted) {
    return page;
  }
  say(`Building the gallery of panels with React ${react}`);
  fs.rmSync(stamp, { force: true });
  const { build } = await import('vite');
  await build({
    configFile: inRoot('tests', 'workbench', 'panels', 'vite.config.mts'),
    ...viteOptions(react),
    build: { outDir: page },
    logLevel: 'error',
  });
  writeStamp(stamp, wanted);
  return page;
}

/** The file under `folder` that a path names, or null: nothing outside of the folder is to be had. */
function fileIn(folder, name) {
  const file = path.join(folder, path.normalize(decodeURIComponent(name)));
  return file.startsWith(folder + path.sep) && fs.existsSync(file) ? file : null;
}

/** Answers files of the page and icons only; there is nothing else to have. */
function answer(page, request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://gallery');
  const isIcon = ICON_PATH.test(pathname);
  const file = isIcon
    ? fileIn(icons, pathname.replace(ICON_PATH, ''))
    : fileIn(page, pathname === '/' ? '/index.html' : pathname);
  if (file) {
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    fs.createReadStream(file).pipe(response);
  } else if (isIcon) {
    response.writeHead(200, { 'content-type': TYPES['.svg'] }).end(BLANK_ICON);
  } else {
    response.writeHead(404).end();
  }
}

/** Serve the gallery on a free port of the loopback address: its address, and a way to end it. */
export async function openGallery(react = NEWEST) {
  const page = await ensurePage(react);
  const server = http.createServer((request, response) => answer(page, request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
