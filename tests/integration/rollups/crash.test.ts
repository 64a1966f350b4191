/** Rollups after a kill in the middle of batches and of steps of the roller. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundledPrograms } from '../../../scripts/lib/bundled.mjs';
import { openStore } from '../../../src/backend/store';
import { type Fixture, makeFixture } from '../store/fixture';
import { ask, contentOf, type Question, sourceOf } from './support';

const KILLS = Number(process.env.PLUMBLINE_KILLS ?? 6);
/** Long enough for a busy machine. */
const ROLLED_WITHIN_MS = 40_000;
const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const RANGE = { from: START, to: START + 8 * HOUR };
/** Under node_modules, so that the writer finds DuckDB's binding from there. */
const CACHE = resolve('node_modules', '.cache', 'plumbline');
const QUESTIONS: Question[] = [
  { queryType: 'drift', method: 'psi', window: '1h', minRows: 1, format: 'table' },
  { queryType: 'drift', method: 'linf', window: '2h', minRows: 1, format: 'table', segmentBy: ['colour'] },
  { queryType: 'quality', window: '1h', metrics: ['missing_rate', 'volume'], format: 'table' },
];

let folder: string;
let writer: string;
let fixture: Fixture;
beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, 'rollups-'));
  writer = join(folder, 'writer.mjs');
  await build({
    entryPoints: [resolve('tests', 'integration', 'rollups', 'writer.ts')],
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [bundledPrograms],
  });
  fixture = await makeFixture({ roll: false });
});
afterAll(async () => {
  await fixture.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets a writer run on the closed store until it has rolled up something and `ms` more. */
async function writeAndKill(seed: number, ms: number): Promise<void> {
  const child = spawn(process.execPath, [writer, fixture.file, String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  try {
    await new Promise<void>((done, fail) => {
      child.stdout.on('data', (data: Buffer) => {
        if (data.toString().includes('rolled')) {
          done();
        }
      });
      child.once('close', (code) => fail(new Error(`The writer ended by itself with ${code}`)));
      setTimeout(() => fail(new Error('The writer rolled up nothing')), ROLLED_WITHIN_MS).unref();
    });
    await new Promise((done) => setTimeout(done, ms));
  } finally {
    child.kill('SIGKILL');
    await closed;
  }
}

it('rollups answer as the rows do after kills', { timeout: 300_000 }, async () => {
  await fixture.send(
    'predictions',
    Array.from({ length: 400 }, (_, index) => ({
      id: `first-${index}`,
      time: START + index * 60_000,
      x: index % 97,
      colour: 'red',
    }))
  );
  await fixture.call('PUT', 'v1/models/m', {
    columns: [{ name: 'colour', role: 'feature', type: 'categorical', segment: true }],
  });
  await fixture.call('PUT', 'v1/models/m/references/training', { from: START, to: START + 4 * HOUR });
  await fixture.call('PUT', 'v1/models/m', { reference: 'training' });
  let fromRollups = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    await fixture.store.close();
    await writeAndKill(1000 * (kill + 1), (kill * 37) % 200);
    fixture.store = await openStore(fixture.file, { roll: false });
    for (const question of QUESTIONS) {
      const found = await ask(fixture.store, question, RANGE, false);
      expect(contentOf(found)).toEqual(contentOf(await ask(fixture.store, question, RANGE, true)));
    }
    await fixture.store.rollUp();
    for (const question of QUESTIONS) {
      const found = await ask(fixture.store, question, RANGE, false);
      expect(contentOf(found)).toEqual(contentOf(await ask(fixture.store, question, RANGE, true)));
      fromRollups += sourceOf(found) === 'rollup' ? 1 : 0;
    }
  }
  expect(fromRollups).toBe(KILLS * QUESTIONS.length);
});
