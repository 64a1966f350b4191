/** Damaged bodies, a few thousand: `npm run faults -- --fuzz N` sends more of them. */
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { PlumblineError } from '../../../src/query/errors';
import { type DecodeLimits } from '../../../src/backend/store/ingest/decode/cells';
import { decodeBody } from '../../../src/backend/store/ingest/decode/formats';
import { typeBatch } from '../../../src/backend/store/ingest/decode/typeBatch';
import { CONTENT_TYPES, damagedBody } from '../../faults/damage';
import { expectationOf } from '../../faults/expectation';
import { drawsOf, run } from '../../faults/fuzz';

const LIMITS: DecodeLimits = { maxRows: 10_000, maxColumns: 200, maxCells: 1_000_000 };

test('through the real process: it lives, answers in time, refuses what is no body and stores nothing else', async () => {
  const seed = Math.floor(Date.now() / 1000);
  const wrong: string[] = [];
  const report = await run(300, seed, (what) => wrong.push(what));
  expect(wrong, `seed ${seed}`).toEqual([]);
  expect(report).toMatchObject({ bodies: 300, wrong: 0, crashes: 0, late: 0 });
  expect(report.taken).toBeGreaterThan(30);
  expect(report.refused).toBeGreaterThan(30);
});

test('the decoder refuses with reasons or counts every row, and never fails otherwise', () => {
  const seed = Math.floor(Date.now() / 1000);
  let decoded = 0;
  for (let number = 0; number < 4_000; number++) {
    const body = damagedBody(drawsOf(seed, number), 'b');
    let bytes = body.bytes;
    try {
      bytes = body.gzip ? gunzipSync(body.bytes) : body.bytes;
    } catch {
      continue;
    }
    const place = `seed ${seed}, body ${number} (${body.format})`;
    try {
      // The body lies at an odd place of a larger buffer, as it may when it has come with others.
      const padded = new Uint8Array(bytes.length + 3);
      padded.set(bytes, 3);
      const { batch } = decodeBody(padded.subarray(3), {
        contentType: CONTENT_TYPES[body.format],
        limits: LIMITS,
        salt: '',
      });
      const fields = batch.columns.map(({ key }) => ({ name: key, sources: [key], sqlType: 'VARCHAR' as const }));
      const typed = typeBatch(batch, fields, new Map());
      expect(typed.rows + typed.rejections.length, place).toBe(batch.rows);
      const expected = expectationOf(body);
      expect(expected.refused, place).toBe(false);
      if (expected.rows !== undefined) {
        expect(batch.rows, place).toBe(expected.rows);
      }
      decoded++;
    } catch (error) {
      if (!(error instanceof PlumblineError)) {
        throw new Error(`${place}: ${String(error)}`, { cause: error });
      }
    }
  }
  expect(decoded).toBeGreaterThan(500);
});

test('bodies of a run differ, whatever its seed', () => {
  for (const seed of [1, Date.now(), 2 ** 52]) {
    const first = Array.from({ length: 1_000 }, (_, number) => drawsOf(seed, number)());
    expect(new Set(first).size).toBe(1_000);
  }
});
