/** The few paths of Grafana's HTTP API that our front end asks for. */
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type PluginClient } from '../../integration/backend/client';
import { type File, readFile } from './files';
import { DATASOURCE } from './pluginContext';
import { queryData } from './query';
import { callResource, checkHealth } from './resources';
import { APP_ID, DATASOURCE_ID, type Settings } from './settings';

/** Grafana's style sheet asks for its fonts by these names; the package has the same fonts under others. */
const FONTS: Record<string, string> = {
  '/public/fonts/inter/Inter-Regular.woff2': 'inter-latin-400-normal.woff2',
  '/public/fonts/inter/Inter-Medium.woff2': 'inter-latin-500-normal.woff2',
  '/public/fonts/inter/Inter-Italic.woff2': 'inter-latin-400-italic.woff2',
};
const FONT_FOLDER = path.dirname(createRequire(import.meta.url).resolve('@fontsource/inter/package.json'));
const BLANK_ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"></svg>';
const DATASOURCE_PATH = `/api/datasources/uid/${DATASOURCE.uid}`;
/** Files of a page, by the version of React it was built with. */
const REACT_PATH = /^\/react-(\d+)\//;
const ASSETS_PATH = `/public/plugins/${APP_ID}/`;

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  body: Buffer;
  signal: AbortSignal;
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body));

function headersOf(request: IncomingMessage): Record<string, string[]> {
  const passed = ['content-type', 'content-encoding', 'idempotency-key', 'x-plumbline-key', 'accept'];
  return Object.fromEntries(
    passed.flatMap((name) => {
      const value = request.headers[name];
      return value === undefined ? [] : [[name, [value].flat()]];
    })
  );
}

async function datasource(backend: PluginClient, rest: string, exchange: Exchange): Promise<void> {
  const { request, response, url, body, signal } = exchange;
  if (rest === '/health') {
    const answer = await checkHealth(backend, signal);
    return sendJson(response, answer.status, answer.body);
  }
  if (rest.startsWith('/resources/')) {
    const answer = await callResource(backend, {
      method: request.method ?? 'GET',
      path: decodeURI(rest.slice('/resources/'.length)),
      search: url.search,
      headers: headersOf(request),
      body,
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  return sendJson(response, 200, { ...DATASOURCE, id: 1, type: DATASOURCE_ID, access: 'proxy' });
}

/** Fixed answers: what Grafana says about itself when nothing is set up beside Plumbline. */
const FIXED: Record<string, unknown> = {
  '/api/health': { database: 'ok', version: 'workbench', commit: '' },
  '/api/datasources': [{ ...DATASOURCE, id: 1, type: DATASOURCE_ID, access: 'proxy' }],
  '/api/prometheus/grafana/api/v1/rules': { status: 'success', data: { groups: [] } },
  '/api/prometheus/grafana/api/v1/alerts': { status: 'success', data: { alerts: [] } },
  '/api/annotations': [],
  [`/api/plugins/${APP_ID}/settings`]: { id: APP_ID, enabled: true, jsonData: {}, pinned: true },
};

function fileFor(settings: Settings, name: string): Promise<File | null> {
  const font = FONTS[name];
  if (font) {
    return readFile(path.join(FONT_FOLDER, 'files'), font);
  }
  return name.startsWith(ASSETS_PATH)
    ? readFile(settings.dist, name.slice(ASSETS_PATH.length))
    : readFile(pageFolder(settings, REACT_PATH.exec(name)?.[1]), name);
}

/** Folder of the page with that version of React. A version that was not built has none, and so no files. */
const pageFolder = ({ pages, react }: Settings, version = react): string =>
  path.join(pages, `page-${version.replace(/\D/g, '')}`);

async function asset(settings: Settings, exchange: Exchange): Promise<void> {
  const { response, url } = exchange;
  if (url.pathname.startsWith('/public/build/img/icons/') || url.pathname.startsWith('/public/img/icons/')) {
    // The package of @grafana/ui has no icon files.
    return send(response, 200, 'image/svg+xml', BLANK_ICON);
  }
  const file = await fileFor(settings, url.pathname);
  if (file) {
    return send(response, 200, file.type, file.body);
  }
  // A path without a file name is a page of the app: the router in the browser knows it.
  const folder = pageFolder(settings, url.searchParams.get('react') ?? undefined);
  const page = path.extname(url.pathname) === '' ? await readFile(folder, 'index.html') : null;
  return page ? send(response, 200, page.type, page.body) : sendJson(response, 404, { message: 'not found' });
}

/** Answer one request. */
export async function route(settings: Settings, backend: PluginClient, exchange: Exchange): Promise<void> {
  const { request, response, url, body, signal } = exchange;
  if (url.pathname === '/api/ds/query' && request.method === 'POST') {
    const answer = await queryData(backend, JSON.parse(body.toString('utf8')), signal);
    return sendJson(response, answer.status, answer.body);
  }
  if (url.pathname.startsWith(DATASOURCE_PATH)) {
    return datasource(backend, url.pathname.slice(DATASOURCE_PATH.length), exchange);
  }
  const fixed = FIXED[url.pathname];
  if (fixed !== undefined) {
    return sendJson(response, 200, fixed);
  }
  if (url.pathname.startsWith('/api/')) {
    return sendJson(response, 404, { message: `The workbench has no ${url.pathname}` });
  }
  return asset(settings, exchange);
}
