import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../../src/backend/cli/main';
import { PlumblineError } from '../../../src/query/errors';
import { openStore } from '../../../src/backend/store';
import { type IngestKind, type Store } from '../../../src/backend/store/types';

let folder: string;
let store: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-cli-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT i AS id, TIMESTAMP '2026-01-01' + to_minutes(i) AS at, i / 7 AS x, CASE WHEN i = 5 THEN 'nan'::DOUBLE ELSE i END AS y,
       'c' || (i % 3) AS c, i % 2 AS late FROM range(1000) t(i)) TO '${folder}/log.parquet'`
  );
  connection.closeSync();
  instance.closeSync();
  writeFileSync(
    join(folder, 'log.csv'),
    'id,time,x,zip\n1,2026-01-01T00:00:00Z,1.5,00501\n2,2026-01-01T00:00:00Z,abc,00502\n'
  );
  writeFileSync(join(folder, 'first.csv'), 'id,time,x,zip\n0,2026-01-01T00:00:00Z,1.5,00501\n');
  writeFileSync(join(folder, 'log.ndjson'), '{"id":3,"time":"2026-01-01T00:00:00Z","code":"007"}\n{"id":2}\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let counter = 0;
beforeEach(() => {
  store = join(folder, `store-${counter++}.duckdb`);
});

interface Run {
  status: number;
  out: string;
  err: string;
}

async function run(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<Run> {
  let out = '';
  let err = '';
  const status = await main(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    environment,
    sample: { predictions: '', attributions: '' },
  });
  return { status, out, err };
}

async function query(sql: string): Promise<Array<Record<string, unknown>>> {
  const opened = await openStore(store);
  try {
    return await opened.reader().rows(sql);
  } finally {
    await opened.close();
  }
}

describe('plumbline ingest into a store file', () => {
  it('sends Parquet in batches, and the same again changes nothing', async () => {
    const args = [
      'ingest',
      '--store',
      store,
      '--model',
      'm',
      '--kind',
      'predictions',
      '--map',
      'time=at',
      '--batch-rows',
      '300',
    ];
    const first = await run([...args, join(folder, 'log.parquet')]);
    expect(first).toMatchObject({ status: 0 });
    expect(JSON.parse(first.out)).toEqual({ rows: 1000, accepted: 1000, duplicates: 0, updated: 0, rejected: 0 });
    expect(first.err).toContain('1000 rows');
    expect(first.err).toContain('"y" were nan');
    expect(JSON.parse((await run([...args, join(folder, 'log.parquet')])).out)).toMatchObject({ accepted: 1000 });
    expect(
      await query('SELECT count(*) AS rows, count(y) AS y, min(time) AS first, max(x) AS x FROM predictions.m')
    ).toEqual([{ rows: 1000, y: 999, first: Date.UTC(2026, 0, 1), x: 999 / 7 }]);
    expect(await query('SELECT count(*) AS batches FROM plumbline.ledger')).toEqual([{ batches: 4 }]);
  });

  it('sends labels with a mapping, and makes a reference', async () => {
    const file = join(folder, 'log.parquet');
    const to = ['--store', store, '--model', 'm'];
    await run(['ingest', ...to, '--kind', 'predictions', '--map', 'time=at', file]);
    const labels = await run([
      'ingest',
      ...to,
      '--kind',
      'labels',
      '--map',
      'value=late',
      '--map',
      'prediction_time=at',
      file,
    ]);
    expect(JSON.parse(labels.out)).toMatchObject({ accepted: 1000, rejected: 0 });
    const made = await run(['ingest', ...to, '--kind', 'reference=training', '--map', 'time=at', file]);
    expect(JSON.parse(made.out)).toMatchObject({ name: 'training', rows: 1000, rejectedTotal: 0 });
    expect(await query(`SELECT sum(value::INTEGER) AS late FROM labels.m`)).toEqual([{ late: 500 }]);
    expect(await query(`SELECT count(*) AS rows, count(y) AS y FROM "references"."m/training"`)).toEqual([
      { rows: 1000, y: 999 },
    ]);
  });

  it('sends CSV and NDJSON, tells which rows were rejected, and keeps text as text', async () => {
    const args = ['ingest', '--store', store, '--model', 'm', '--kind', 'predictions'];
    await run([...args, join(folder, 'first.csv')]);
    const csv = await run([...args, join(folder, 'log.csv')]);
    expect(csv.status).toBe(3);
    expect(csv.err).toContain('rejected: row 1, column "x"');
    const ndjson = await run([...args, join(folder, 'log.ndjson')]);
    expect(JSON.parse(ndjson.out)).toMatchObject({ rows: 2, rejected: 1 });
    expect(await query('SELECT id, x, zip, code FROM predictions.m ORDER BY id')).toMatchObject([
      { id: '0', zip: '00501' },
      { id: '1', x: 1.5, zip: '00501' },
      { id: '3', code: '007' },
    ]);
  });

  it.each([
    [['ingest'], '--model'],
    [['ingest', '--model', 'm', '--kind', 'predictions', 'f.csv'], '--store FILE or --url URL'],
    [['ingest', '--model', 'm', '--kind', 'guesses', '--store', 's', 'f.csv'], 'reference=NAME'],
    [['ingest', '--model', 'm', '--kind', 'labels', '--store', 's', '--map', 'x', 'f.csv'], 'NAME=COLUMN'],
    [['ingest', '--model', 'm', '--kind', 'labels', '--store', 's', '--batch-rows', '0', 'f.csv'], '50000'],
    [['conquer'], 'not a command'],
    [['ingest', '--force'], '--force'],
  ])('explains wrong usage: %j', async (args, text) => {
    const { err, out, status } = await run(args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(text);
  });

  it('prints its help, and fails with a reason for files it cannot read', async () => {
    const help = await run(['--help']);
    expect(help).toMatchObject({ status: 0, err: '' });
    expect(help.out).toContain('Usage: plumbline');
    const args = ['ingest', '--store', store, '--model', 'm', '--kind', 'predictions'];
    expect(await run([...args, join(folder, 'none.csv')])).toMatchObject({
      status: 1,
      err: expect.stringContaining('no file'),
    });
    writeFileSync(join(folder, 'broken.parquet'), 'no parquet');
    expect(await run([...args, join(folder, 'broken.parquet')])).toMatchObject({ status: 1 });
    const unmapped = await run([...args, '--map', 'score=nothing', join(folder, 'log.csv')]);
    expect(unmapped).toMatchObject({ status: 1, err: expect.stringContaining('"nothing"') });
  });
});

it('fails at a line that it cannot read, however far down the file', async () => {
  const file = join(folder, 'long.csv');
  const good = Array.from({ length: 30_000 }, (_, i) => `${i},2026-01-01T00:00:00Z,${i}`);
  writeFileSync(file, ['id,time,x', ...good, 'bad,2026-01-01T00:00:00Z,1,2,3', ''].join('\n'));
  const { err, status } = await run(['ingest', '--store', store, '--model', 'm', '--kind', 'predictions', file]);
  expect(status).toBe(1);
  expect(err).toMatch(/line.*30002/is);
});

describe('plumbline ingest of CSV', () => {
  const ingest = (text: string, ...more: string[]) => {
    const file = join(folder, `dialect-${counter}.csv`);
    writeFileSync(file, text);
    return run(['ingest', '--store', store, '--model', 'm', '--kind', 'predictions', ...more, file]);
  };
  const T = '2026-01-01T00:00:00Z';

  it.each([
    [3, `id,time,score,x\n1,${T},0.5,1\n2,${T},0.5\n3,${T},0.5,3\n`],
    [5, `id,time,score,x\n1,${T},0.5,1\n2,${T},0.5,2\n3,${T},0.5,3\n4,${T},0.5\n`],
  ])('names the record in line %i that is too short, and stores nothing under another name', async (line, text) => {
    const { err, out, status } = await ingest(text);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain(`Line ${line} of the file has 3 fields and the header 4`);
    expect(await query('SELECT name FROM plumbline.models')).toEqual([]);
    expect((await ingest(text.replace(/,0\.5\n/, ',0.5,9\n'))).status).toBe(0);
    expect(await query(`SELECT name FROM plumbline.columns ORDER BY position`)).toEqual(
      ['id', 'time', 'score', 'x'].map((name) => ({ name }))
    );
  });

  it('reads every record, also those that look like comments, over several lines and with marks in front', async () => {
    const text = `\ufeffid,time, it's ,note\r\n"#1",${T},1,"a, ""b""\r\nc"\r\n\r\n#2,${T},2,it's\\\r\n`;
    expect(JSON.parse((await ingest(text)).out)).toMatchObject({ rows: 2, accepted: 2 });
    expect(await query(`SELECT id, "it's" AS x, note FROM predictions.m ORDER BY id`)).toMatchObject([
      { id: '#1', x: 1, note: 'a, "b"\r\nc' },
      { id: '#2', x: 2, note: "it's\\" },
    ]);
  });

  it('separates fields as it is told, and says how where a file has one column', async () => {
    for (const [sign, option] of [
      [';', ';'],
      ['\t', 'tab'],
      ['|', '|'],
    ] as const) {
      const text = ['id,time,x', `${sign.charCodeAt(0)},${T},"1,5"`].join('\n').replace(/,(?!5)/g, sign);
      const untold = await ingest(text);
      expect(untold).toMatchObject({ status: 1, out: '' });
      expect(untold.err).toContain(`--delimiter "${option}"`);
      expect((await ingest(text, '--delimiter', option)).status).toBe(0);
    }
    expect(await query('SELECT id, x FROM predictions.m ORDER BY id')).toMatchObject([
      { id: '124', x: '1,5' },
      { id: '59', x: '1,5' },
      { id: '9', x: '1,5' },
    ]);
  });

  it.each([
    ['id,x,ID\n1,2,3\n', 'names "ID" twice'],
    [',id,time\n0,1,2\n', 'Column 1 in the header'],
    ['', 'has no header'],
    ['"id,time\n1,2\n', 'does not end'],
  ])('refuses the header of %j', async (text, reason) => {
    expect(await ingest(text)).toMatchObject({ status: 1, out: '', err: expect.stringContaining(reason) });
  });

  it('takes no letter for what separates fields', async () => {
    expect(await ingest('id\n', '--delimiter', 'ab')).toMatchObject({ status: 2 });
    expect(await ingest('id\n', '--delimiter', '"')).toMatchObject({ status: 2 });
  });
});

describe('plumbline ingest over HTTP', () => {
  let server: Server;
  let url: string;
  let opened: Store;
  let requests: Array<{ path: string; key: string | undefined; authorization: string | undefined }>;
  /** Faults that come before the next answers: a status, or `lost` for an answer that never arrives. */
  let faults: Array<number | 'lost'>;

  beforeEach(async () => {
    requests = [];
    faults = [];
    opened = await openStore(store);
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const key = request.headers['idempotency-key'];
        const path = request.url ?? '';
        requests.push({
          path,
          key: typeof key === 'string' ? key : undefined,
          authorization: request.headers.authorization,
        });
        const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
        const fault = request.method === 'POST' ? faults.shift() : undefined;
        if (typeof fault === 'number') {
          answer(fault, { message: 'not now' });
          return;
        }
        if (path === '/api/datasources') {
          answer(200, [
            { type: 'plumbline-predictions-datasource', uid: 'u1', name: 'one' },
            { type: 'other', uid: 'u2' },
          ]);
          return;
        }
        if (path === '/api/datasources/uid/gone') {
          answer(404, { message: 'Data source not found' });
          return;
        }
        const [, model = '', kind = ''] =
          /^\/api\/datasources\/uid\/u1\/resources\/v1\/models\/(\w+)\/(\w+)$/.exec(path) ?? [];
        opened
          .ingest({
            actor: { login: 'http' },
            model,
            kind: kind as IngestKind,
            contentType: request.headers['content-type'] ?? '',
            body: Buffer.concat(chunks),
            idempotencyKey: typeof key === 'string' ? key : undefined,
            autoCreate: true,
          })
          .then(
            ({ body, status }) => (fault === 'lost' ? response.destroy() : answer(status, body)),
            (error: unknown) =>
              error instanceof PlumblineError
                ? answer(error.status, { message: error.message })
                : answer(500, String(error))
          );
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await new Promise((done) => server.close(done));
    await opened.close();
  });

  it('finds the data source, repeats what failed or whose answer was lost, and stores everything once', async () => {
    faults = [502, 503, 'lost', 429, 500];
    const result = await run(
      [
        'ingest',
        '--url',
        url,
        '--model',
        'm',
        '--kind',
        'predictions',
        '--map',
        'time=at',
        '--batch-rows',
        '400',
        join(folder, 'log.parquet'),
      ],
      { PLUMBLINE_TOKEN: 'secret' }
    );
    expect(result.status).toBe(0);
    expect(JSON.parse(result.out)).toMatchObject({ rows: 1000, accepted: 1000 });
    expect(result.err.match(/again in/g)).toHaveLength(5);
    expect(await opened.reader().rows('SELECT count(*) AS n FROM predictions.m')).toEqual([{ n: 1000 }]);
    expect(new Set(requests.map((request) => request.authorization))).toEqual(new Set(['Bearer secret']));
    expect(new Set(requests.flatMap((request) => request.key ?? [])).size).toBe(3);
  });

  it('says at once that there is no such data source, or that no call can reach the address', async () => {
    const args = (to: string) => [
      'ingest',
      '--url',
      to,
      '--datasource',
      'gone',
      '--model',
      'm',
      '--kind',
      'predictions',
    ];
    // Grafana answers 500 for the resources of a data source that is not there.
    faults = [500, 500, 500];
    const gone = await run([...args(url), join(folder, 'log.csv')]);
    expect(gone).toMatchObject({ status: 1, err: expect.stringContaining('There is no data source "gone"') });
    expect(gone.err).not.toContain('again in');
    for (const address of ['http://127.0.0.1:6666', 'http://127.0.0.1:99999']) {
      const unreachable = await run([...args(address), join(folder, 'log.csv')]);
      expect(unreachable).toMatchObject({ status: 1, err: expect.stringContaining('cannot be reached') });
      expect(unreachable.err).not.toContain('again in');
    }
  });

  it('fails at once on an error that a repeat does not mend', async () => {
    faults = [401, 401];
    const result = await run([
      'ingest',
      '--url',
      url,
      '--datasource',
      'u1',
      '--model',
      'm',
      '--kind',
      'predictions',
      join(folder, 'log.csv'),
    ]);
    expect(result).toMatchObject({ status: 1, err: expect.stringContaining('401') });
    expect(requests).toHaveLength(1);
  });
});
