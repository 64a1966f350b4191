/**
 * docs/ingest.md: its examples, run as they are written, one after the other; and those of README.md, with the address and the
 * token of the test.
 *
 * They go over HTTP to a stand-in for Grafana, which checks the token and passes on to the real process; or to a real Grafana, when
 * PLUMBLINE_URL (`http://.../api/datasources/uid/<uid>/resources`) and PLUMBLINE_TOKEN name one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Backend, resource, startBackend } from './support';

const PAGE = readFileSync(new URL('../../../docs/ingest.md', import.meta.url), 'utf8');
const PREFIX = '/api/datasources/uid/plumbline/resources/';
const TOKEN = 'glsa_of_the_test';

interface Example {
  name: string;
  program: 'bash' | 'python3';
  /** Python packages it imports. */
  needs: string[];
  code: string;
  /** What its output must match, where the page says it. */
  answer?: object;
}

function examples(): Example[] {
  const fences = [...PAGE.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', more = '', code = '']) => ({
      language,
      needs: more.trim().split(/\s+/).filter(Boolean),
      code,
    })
  );
  return fences.flatMap(({ code, language, needs }, index): Example[] => {
    if (language !== 'bash' && language !== 'python') {
      return [];
    }
    const next = fences[index + 1];
    return [
      {
        name:
          code
            .split('\n')
            .find((line) => /models|annotations|openapi|export/.test(line))
            ?.trim()
            .slice(0, 90) ?? '',
        program: language === 'bash' ? 'bash' : 'python3',
        needs,
        code,
        answer: next?.language === 'json' ? (JSON.parse(next.code) as object) : undefined,
      },
    ];
  });
}

const lacks = (name: string): boolean => spawnSync('python3', ['-c', `import ${name}`]).status !== 0;

let backend: Backend | undefined;
let server: Server | undefined;
let folder: string;
let env: Record<string, string | undefined>;

async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '';
  if (!url.startsWith(PREFIX) || request.headers.authorization !== `Bearer ${TOKEN}` || !backend) {
    response.writeHead(url.startsWith(PREFIX) ? 401 : 404).end();
    return;
  }
  // Grafana keeps credentials to itself and passes the other headers on.
  const headers = Object.fromEntries(
    ['content-type', 'content-encoding', 'idempotency-key', 'x-plumbline-ingest-key'].flatMap((name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    })
  );
  const { 'content-type': contentType, ...others } = headers;
  const answer = await resource(backend, request.method ?? 'GET', url.slice(PREFIX.length), await buffer(request), {
    uid: 'docs',
    headers: { ...others, 'Content-Type': contentType ?? '' },
  });
  const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status, answer.headers).end(body);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-docs-'));
  const { PLUMBLINE_TOKEN, PLUMBLINE_URL, ...rest } = process.env;
  if (PLUMBLINE_URL && PLUMBLINE_TOKEN) {
    env = { ...rest, PLUMBLINE: PLUMBLINE_URL, TOKEN: PLUMBLINE_TOKEN };
    return;
  }
  backend = await startBackend();
  server = createServer((request, response) => void forward(request, response)).listen(0, '127.0.0.1');
  await new Promise((done) => server?.once('listening', done));
  const { port } = server.address() as AddressInfo;
  env = { ...rest, PLUMBLINE: `http://127.0.0.1:${port}${PREFIX.slice(0, -1)}`, TOKEN, no_proxy: '127.0.0.1' };
});
afterAll(async () => {
  server?.close();
  await backend?.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function execute({ code, program }: Example): Promise<{ status: number | null; out: string; err: string }> {
  const child = spawn(program, program === 'bash' ? ['-euo', 'pipefail', '-c', code] : ['-c', code], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const status = new Promise<number | null>((done) => child.once('close', done));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await status, out, err };
}

describe('docs/ingest.md', () => {
  const all = examples();

  test('has examples for every kind of rows and every format', () => {
    const code = all.map((example) => example.code).join('\n');
    for (const part of [
      'predictions',
      'labels',
      'attributions',
      'evaluations',
      'references',
      'versions',
      'annotations',
      'rejected/resubmit',
    ]) {
      expect(code).toContain(part);
    }
    for (const type of ['json', 'x-ndjson', 'text/csv', 'arrow.stream', 'gzip']) {
      expect(code).toContain(type);
    }
  });

  for (const example of all) {
    // A package that this Python has not cannot be shown to work here.
    const missing = example.needs.filter(lacks);
    const name = `${example.program}: ${example.name}`;
    test.skipIf(missing.length > 0)(
      missing.length > 0 ? `${name} (python3 has no ${missing.join(', ')})` : name,
      async () => {
        const { err, out, status } = await execute(example);
        expect(status, `${out}\n${err}`).toBe(0);
        if (example.answer) {
          expect(JSON.parse(out)).toMatchObject(example.answer);
        }
      }
    );
  }

  test('the rows that were sent again are stored', () => {
    expect(JSON.parse(readFileSync(join(folder, 'resubmitted.json'), 'utf8'))).toMatchObject({
      accepted: 1,
      rejectedTotal: 0,
    });
  });
});

describe('README.md', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const here = (code: string): string =>
    code
      .replaceAll('http://127.0.0.1:3000/api/datasources/uid/plumbline/resources', env['PLUMBLINE'] ?? '')
      .replaceAll('SERVICE_ACCOUNT_TOKEN', env['TOKEN'] ?? '')
      .replaceAll('-u admin:PASSWORD', `-H 'Authorization: Bearer ${env['TOKEN']}'`);

  test.each([
    ['curl', 'bash', /^```sh\n(curl [\s\S]*?)^```$/m],
    ['python', 'python3', /^```python\n([\s\S]*?)^```$/m],
  ] as const)('%s sends predictions', async (name, program, fence) => {
    const code = fence.exec(readme)?.[1] ?? '';
    expect(code).toContain('v1/models/');
    // What came back is looked at, too: curl ends well whatever it was told.
    const telling = program === 'bash' ? `${code.trim()} | grep '"rejectedTotal":0'` : code;
    const { err, out, status } = await execute({ name, program, needs: [], code: here(telling) });
    expect(status, `${out}\n${err}`).toBe(0);
  });
});
