/** The data source's resources of a running Grafana. Every batch has its key, so a repeat after any failure is safe. */
import { ERROR_STATUS, type ErrorCode, PlumblineError } from '../../query/errors';
import { DATASOURCE_TYPE } from '../../query/model';
import { type IngestReply } from '../store/types';
import { type Target } from './target';

export interface HttpOptions {
  /** Grafana's address, with its sub-path if it has one. */
  url: string;
  /** Service-account token. */
  token?: string;
  /** The data source's uid; looked for when absent. */
  datasource?: string;
  /** The source's ingest key, where one is set. */
  ingestKey?: string;
  /** Told before each repeat. */
  onRetry?: (reason: string, seconds: number) => void;
}

const ATTEMPTS = 8;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
const TIMEOUT_MS = 120_000;

/** What no repeat mends: a port that is never called, an address that is none. */
const HOPELESS = /bad port|invalid url|failed to parse url|unknown scheme/i;

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const codeOf = (status: number): ErrorCode => {
  const known = Object.entries(ERROR_STATUS).find(([, value]) => value === status)?.[0];
  return (known as ErrorCode | undefined) ?? (status >= 500 ? 'unavailable' : 'bad_request');
};

interface Answer {
  status: number;
  body: unknown;
}

function failure(path: string, { body, status }: Answer): PlumblineError {
  const members = typeof body === 'object' && body !== null ? body : {};
  const text = 'message' in members && typeof members.message === 'string' ? members.message : JSON.stringify(body);
  const remedy = 'remedy' in members && typeof members.remedy === 'string' ? members.remedy : undefined;
  return new PlumblineError(codeOf(status), `${path} answered ${status}: ${text}`, remedy);
}

const isReply = (body: unknown): body is IngestReply =>
  typeof body === 'object' && body !== null && 'accepted' in body && 'rejectedTotal' in body;

export async function httpTarget(options: HttpOptions): Promise<Target> {
  const base = options.url.replace(/\/+$/, '');
  const request = (method: string, path: string, headers: Record<string, string>, body?: Uint8Array | string) =>
    send(options, method, `${base}${path}`, headers, body);
  const uid = options.datasource ?? (await findDatasource(request));
  const resources = `/api/datasources/uid/${encodeURIComponent(uid)}/resources/`;
  return {
    ingest: async ({ body, idempotencyKey, kind, model }) => {
      const path = `v1/models/${encodeURIComponent(model)}/${kind}`;
      const answer = await request(
        'POST',
        resources + path,
        {
          'Content-Type': 'application/x-ndjson',
          'Idempotency-Key': idempotencyKey,
          ...(options.ingestKey ? { 'X-Plumbline-Ingest-Key': options.ingestKey } : {}),
        },
        body
      );
      if (isReply(answer.body)) {
        return answer.body;
      }
      throw failure(path, answer);
    },
    call: async (method, path, body) => {
      const json = body === undefined ? undefined : JSON.stringify(body);
      const answer = await request(method, resources + path, { 'Content-Type': 'application/json' }, json);
      if (answer.status >= 300) {
        throw failure(path, answer);
      }
      return answer.body;
    },
    close: async () => undefined,
  };
}

/** One exchange, repeated on 429, on 5xx and when the connection fails. */
async function send(
  { onRetry, token }: HttpOptions,
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: Uint8Array | string
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    let reason: string;
    let delay = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS);
    try {
      const response = await fetch(url, {
        method,
        headers: { ...headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) },
        body: typeof body === 'string' || body === undefined ? body : Buffer.from(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      const answer = { status: response.status, body: parse(text) };
      if ((answer.status !== 429 && answer.status < 500) || attempt === ATTEMPTS) {
        return answer;
      }
      if (attempt === 1 && answer.status >= 500) {
        await checkDatasource(url, token);
      }
      reason = `HTTP ${answer.status}`;
      delay = Math.max(delay, Math.min(1000 * Number(response.headers.get('retry-after') ?? 0) || 0, MAX_DELAY_MS));
    } catch (error) {
      if (error instanceof PlumblineError) {
        throw error;
      }
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      if (attempt === ATTEMPTS || HOPELESS.test(cause)) {
        throw new PlumblineError(
          'unavailable',
          `${url} cannot be reached: ${cause}`,
          'Check the address and the network'
        );
      }
      reason = cause;
    }
    onRetry?.(reason, delay / 1000);
    await wait(delay);
  }
}

/** Grafana answers 500 for a data source that is not there, as for one that will be back: it is asked which. */
async function checkDatasource(url: string, token: string | undefined): Promise<void> {
  const [resources, uid = ''] = /^.*\/api\/datasources\/uid\/([^/]+)(?=\/resources\/)/.exec(url) ?? [];
  if (resources === undefined) {
    return;
  }
  const { status } = await fetch(resources, {
    headers: token ? { Authorization: `Bearer ${token}` } : {},
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (status === 404) {
    throw new PlumblineError(
      'not_found',
      `There is no data source "${decodeURIComponent(uid)}"`,
      'Choose one with --datasource, or leave it out where there is one only'
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 500);
  }
}

type Request = (method: string, path: string, headers: Record<string, string>) => Promise<Answer>;

async function findDatasource(request: Request): Promise<string> {
  const answer = await request('GET', '/api/datasources', {});
  if (answer.status !== 200 || !Array.isArray(answer.body)) {
    throw failure('/api/datasources', answer);
  }
  const sources = answer.body.filter(
    (each): each is { uid: string; name: string } => each?.type === DATASOURCE_TYPE && typeof each.uid === 'string'
  );
  const [only] = sources;
  if (!only || sources.length > 1) {
    throw new PlumblineError(
      'bad_request',
      only ? `There are ${sources.length} Plumbline data sources` : 'There is no Plumbline data source',
      only
        ? `Choose one with --datasource: ${sources.map(({ name, uid }) => `${uid} (${name})`).join(', ')}`
        : 'Add one in Grafana, or name it with --datasource UID'
    );
  }
  return only.uid;
}
