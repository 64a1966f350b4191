/** Predictions as log lines with their volume, as Explore asks for both. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Backend, query, resource, startBackend } from './support';

const MODEL = 'calls';
const START = Date.UTC(2024, 0, 10);

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
  const rows = Array.from({ length: 60 }, (_, n) => ({
    id: `c${n}`,
    time: START + n * 3_600_000,
    prediction: n % 2,
    score: n / 100,
    status: n % 10 === 0 ? 503 : 200,
    trace_id: `t${n}`,
    note: n === 1 ? 'two words = "quoted"' : `n${n}`,
    gone: n === 1 ? null : n,
  }));
  const labels = rows
    .slice(0, 40)
    .map(({ id, time }, n) => ({ id, prediction_time: time, value: n % 4 === 1 ? 0 : n % 2 }));
  expect(await resource(backend, 'POST', `v1/models/${MODEL}/predictions`, rows)).toMatchObject({ status: 200 });
  expect(await resource(backend, 'POST', `v1/models/${MODEL}/labels`, labels)).toMatchObject({ status: 200 });
});
afterAll(() => backend?.remove());

async function ask(more: object, role = 'Editor') {
  const { A } = await query(backend, { A: { queryType: 'records', model: MODEL, limit: 100, ...more } }, { role });
  expect(A?.error).toBe('');
  return A?.frames ?? [];
}

/** What the rows above are, worked out by hand: every tenth call failed; of the labelled, one in four is wrong. */
const levelOf = (n: number): string => (n % 10 === 0 ? 'error' : n < 40 && n % 4 === 1 ? 'warning' : 'info');

describe('log lines', () => {
  test('have their time, level and values, newest first', async () => {
    const [frame] = await ask({ show: 'logs' });
    const lines = frame?.toArray().map((row) => row.toJSON()) ?? [];
    expect(frame?.schema.fields.map(({ name }) => name)).toEqual(['timestamp', 'body', 'severity', 'id', 'trace_id']);
    expect(lines).toHaveLength(60);
    expect(lines[0]).toMatchObject({ id: 'c59', severity: 'info', trace_id: 't59' });
    expect(Number(lines[0]?.['timestamp'])).toBe(START + 59 * 3_600_000);
    expect(lines.map(({ id, severity }) => [id, severity])).toEqual(
      Array.from({ length: 60 }, (_, n) => [`c${59 - n}`, levelOf(59 - n)])
    );
    const [line] = lines.filter(({ id }) => id === 'c1');
    expect(line?.['body']).toMatch(/^id=c1 prediction=1 score=0.01 label=0 .*note="two words = \\"quoted\\""/);
    expect(line?.['body']).not.toContain('gone');
    expect(frame?.schema.metadata.get('meta')).toContain('"type":"log-lines"');
  });

  test('keep to the filters and the limit of the query', async () => {
    const [frame] = await ask({ show: 'logs', limit: 5, filters: [{ key: 'status', operator: '=', value: '503' }] });
    expect(frame?.toArray().map((row) => row.toJSON()['id'])).toEqual(['c50', 'c40', 'c30', 'c20', 'c10']);
  });

  test('say nothing of what is masked for the reader', async () => {
    const columns = [
      { name: 'note', role: 'feature', sensitive: true },
      { name: 'status', role: 'status', sensitive: true },
    ];
    expect(await resource(backend, 'PUT', `v1/models/${MODEL}`, { columns }, { role: 'Admin' })).toMatchObject({
      status: 200,
    });
    const [frame] = await ask({ show: 'logs' }, 'Viewer');
    const lines = frame?.toArray().map((row) => row.toJSON()) ?? [];
    expect(lines.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(lines[0]?.['body']).toContain('note=[masked]');
    const [shown] = await ask({ show: 'logs' }, 'Admin');
    expect(shown?.toArray()[0]?.toJSON()['body']).toContain('note=n59');
  });
});

describe('volume', () => {
  test('counts every line of the range once, by level and window', async () => {
    const frames = await ask({ show: 'logs-volume', limit: 1 }, 'Admin');
    const sums = Object.fromEntries(
      frames.map((frame) => {
        const field = frame.schema.fields[1];
        const labels = JSON.parse(field?.metadata.get('labels') ?? '{}') as { level: string };
        return [labels.level, frame.toArray().reduce((sum, row) => sum + Number(row.toJSON()[field?.name ?? '']), 0)];
      })
    );
    const expected = Array.from({ length: 60 }, (_, n) => levelOf(n));
    const count = (level: string) => expected.filter((each) => each === level).length;
    expect(sums).toEqual({ error: count('error'), warning: count('warning'), info: count('info') });
    expect(new Set(frames.map((frame) => frame.numRows)).size).toBe(1);
  });
});
