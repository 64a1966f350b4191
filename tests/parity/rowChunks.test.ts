/** Chunks of rows by their boundaries are the chunks that numbering all rows gives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drift } from '../../src/backend/analyses/drift';
import { predictionSource } from '../../src/backend/analyses/shared/cells';
import { withRowChunks } from '../../src/backend/analyses/shared/rowChunks';
import { resolveScope, type Scope } from '../../src/backend/analyses/shared/scope';
import { rowsOf, TestStore } from './harness';

const START = Date.UTC(2026, 0, 1);
const END = START + 86_400_000;

/** `step` rows share a time; ids are in another order than the rows, and repeat after `distinct`. */
const rows = (count: number, step: number, distinct = count) =>
  `SELECT ((i * 7919) % ${distinct})::VARCHAR AS id, make_timestamp((${START} + (i // ${step})) * 1000 + 250) AS "time", (i % 13)::DOUBLE AS x, chr((97 + i % 3)::INTEGER) AS kind FROM range(${count}) AS t(i) ORDER BY hash(i)`;

async function scopeOf(store: TestStore, size: number, more: object = {}): Promise<Scope> {
  const query = { refId: 'A', queryType: 'drift' as const, model: 'm', window: `rows:${size}`, ...more };
  return resolveScope(query, store.context(START, END));
}

/** Chunk of each row, as `scope` finds it. */
async function chunksOf(store: TestStore, scope: Scope): Promise<string[]> {
  const source = predictionSource(scope, ['id', 'epoch_us("time")']);
  const found = await store.session.rows<{ w: number; c0: string; c1: number }>(source.text, source.parameters.values);
  return found.map(({ w, c0, c1 }) => `${c1} ${c0}: ${w}`).sort();
}

describe('withRowChunks', () => {
  it.each([
    [1, 1, 1],
    [10, 3, 1],
    [1000, 100, 1],
    [1003, 100, 1],
    [1003, 100, 7],
    [1003, 100, 2000],
    [500, 1, 5],
    [500, 2, 5],
    [500, 1000, 5],
    [500, 500, 5],
  ])('of %i rows in chunks of %i, %i rows a time', async (count, size, step) => {
    const store = await TestStore.open({ predictions: rows(count, step) });
    const scope = await scopeOf(store, size);
    const chunked = await withRowChunks(scope);
    expect(chunked.windows).toHaveProperty('chunks.length', Math.ceil(count / size));
    expect(await chunksOf(store, chunked)).toEqual(await chunksOf(store, scope));
    const { windows } = chunked;
    const chunks = windows.kind === 'rows' ? (windows.chunks ?? []) : [];
    expect(chunks.map((chunk) => chunk.rows)).toEqual(chunks.map((_, index) => Math.min(size, count - index * size)));
  });

  it('of any sizes', async () => {
    const shape = fc.tuple(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 90 })
    );
    await fc.assert(
      fc.asyncProperty(shape, async ([count, size, step]) => {
        const store = await TestStore.open({ predictions: rows(count, step) });
        const scope = await scopeOf(store, size);
        expect(await chunksOf(store, await withRowChunks(scope))).toEqual(await chunksOf(store, scope));
      }),
      { numRuns: 12 }
    );
  });

  it('of the rows that filters leave', async () => {
    const store = await TestStore.open({ predictions: rows(900, 4) });
    const scope = await scopeOf(store, 50, { filters: [{ key: 'kind', operator: '=', value: 'b' }] });
    const chunked = await withRowChunks(scope);
    expect(chunked.windows).toHaveProperty('chunks.length', 6);
    expect(await chunksOf(store, chunked)).toEqual(await chunksOf(store, scope));
  });

  it('leaves a scope alone whose rows they cannot tell', async () => {
    const windows = async (predictions: string, more?: object) => {
      const scope = await scopeOf(await TestStore.open({ predictions }), 100, more);
      return (await withRowChunks(scope)) === scope;
    };
    expect(await windows(rows(1000, 1000, 3))).toBe(true);
    expect(await windows(rows(1000, 1), { segmentBy: ['kind'] })).toBe(true);
    expect(await windows(rows(1000, 1), { window: '1h' })).toBe(true);
    expect(await windows(`SELECT * REPLACE (id::BIGINT AS id) FROM (${rows(1000, 1)})`)).toBe(true);
    expect(await windows(`SELECT * FROM (${rows(1000, 1)}) WHERE false`)).toBe(true);
    expect(await windows(rows(10_001, 1), { window: 'rows:1' })).toBe(true);
  });
});

it('scores are the same whether or not boundaries can be found', async () => {
  const reference = `SELECT (i % 13)::DOUBLE AS x, chr((97 + i % 3)::INTEGER) AS kind FROM range(2000) AS t(i)`;
  const ask = async (predictions: string, method: 'psi' | 'ks') => {
    const store = await TestStore.open({ predictions, reference });
    const [frame] = await drift(
      { refId: 'A', queryType: 'drift', model: 'm', method, window: 'rows:300', format: 'table', minRows: 1 },
      store.context(START, END)
    );
    return rowsOf(frame);
  };
  // Of one width, ids have the same order as texts and as numbers; boundaries are only looked for among texts.
  const padded = `SELECT * REPLACE (lpad(id, 9, '0') AS id) FROM (${rows(1000, 7)})`;
  for (const method of ['psi', 'ks'] as const) {
    const found = await ask(padded, method);
    expect(found.length).toBeGreaterThan(3);
    expect(found).toEqual(await ask(`SELECT * REPLACE (id::BIGINT AS id) FROM (${padded})`, method));
  }
});
