/** Grafana's HTTP client over fetch: what @grafana/runtime and the plugins ask of it. */
import { type BackendSrv, type BackendSrvRequest, type FetchError, type FetchResponse } from '@grafana/runtime';
import { from, lastValueFrom, type Observable } from 'rxjs';

function addressOf({ url, params }: BackendSrvRequest): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) {
        search.append(name, String(one));
      }
    }
  }
  const text = search.toString();
  return `${url.startsWith('/') ? url : `/${url}`}${text ? `${url.includes('?') ? '&' : '?'}${text}` : ''}`;
}

async function send<T>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
  const response = await fetch(addressOf(options), {
    method: options.method ?? 'GET',
    headers: { 'content-type': 'application/json', ...options.headers },
    body: options.data === undefined ? undefined : JSON.stringify(options.data),
    signal: options.abortSignal,
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ?? false;
  const data = json && text !== '' ? JSON.parse(text) : text;
  const { status, statusText, ok, headers, redirected, type, url } = response;
  const answer = { data, status, statusText, ok, headers, redirected, type, url, config: options };
  if (!ok) {
    const error: FetchError = { status, statusText, data, config: options };
    throw error;
  }
  return answer;
}

function fetchObservable<T>(options: BackendSrvRequest): Observable<FetchResponse<T>> {
  return from(send<T>(options));
}

const request = async <T>(options: BackendSrvRequest): Promise<T> =>
  (await lastValueFrom(fetchObservable<T>(options))).data;

const withBody =
  (method: string) =>
  <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> =>
    request<T>({ ...options, url, method, data });

export const backendSrv: BackendSrv = {
  get: (url, params, requestId, options) => request({ ...options, url, method: 'GET', params, requestId }),
  post: withBody('POST'),
  put: withBody('PUT'),
  patch: withBody('PATCH'),
  delete: withBody('DELETE'),
  request,
  datasourceRequest: request,
  fetch: fetchObservable,
  chunked: () => {
    throw new Error('The workbench has no chunked answers');
  },
};
