/**
 * Kills a writing process again and again and looks at what is left.
 *
 * Every acknowledged batch must be there in full, no batch in part, and a batch that was repeated only once.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundledPrograms } from '../../scripts/lib/bundled.mjs';
import { openStore } from '../../src/backend/store';
import { type Store } from '../../src/backend/store/types';
import { MODEL, numberedBatch, sizeOf } from './batches';

export interface KillReport {
  kills: number;
  /** Batches whose answer the parent saw. */
  acknowledged: number;
  /** Batches that were committed and whose answer was lost in the kill. */
  committedUnacknowledged: number;
  missing: number;
  partial: number;
  duplicated: number;
  reopenMedianMs: number;
  reopenMaxMs: number;
}

/** Under node_modules, so that the writer finds DuckDB's binding from there. */
const CACHE = resolve('node_modules', '.cache', 'plumbline');
const WRITER_SOURCE = resolve('tests', 'faults', 'writer.ts');

async function buildWriter(): Promise<string> {
  mkdirSync(CACHE, { recursive: true });
  const outfile = join(mkdtempSync(join(CACHE, 'kill-')), 'writer.mjs');
  await build({
    entryPoints: [WRITER_SOURCE],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [bundledPrograms],
  });
  return outfile;
}

/** Lets a writer run from `first` on, kills it after a random time, and returns the numbers it acknowledged. */
async function writeAndKill(writer: string, file: string, first: number, random: () => number): Promise<number[]> {
  const child: ChildProcess = spawn(process.execPath, [writer, file, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const opened = new Promise<void>((done, fail) => {
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.startsWith('open\n')) {
        done();
      }
    });
    child.once('close', (code) => fail(new Error(`The writer ended by itself with ${code}`)));
  });
  await opened;
  const closed = once(child, 'close');
  await new Promise((done) => setTimeout(done, 5 + random() * 345));
  child.kill('SIGKILL');
  await closed;
  return Array.from(output.matchAll(/^ack (\d+) /gm), (match) => Number(match[1]));
}

interface Found {
  /** Batches in the ledger. */
  recorded: Set<number>;
  partial: number;
  duplicated: number;
}

async function inspect(store: Store): Promise<Found> {
  const reader = store.reader();
  const ledger = await reader.rows<{ number: number; times: number }>(
    `SELECT split_part(idempotency_key, '-', 2)::INTEGER AS number, count(*) AS times FROM plumbline.ledger GROUP BY 1`
  );
  const recorded = new Set(ledger.map((row) => row.number));
  const found: Found = { recorded, partial: 0, duplicated: ledger.filter((row) => row.times > 1).length };
  if (recorded.size === 0) {
    return found;
  }
  const { relations } = await store.catalogue.model(MODEL);
  const rows = await reader.rows<{ number: number; rows: number; ids: number; old: number }>(
    `SELECT split_part(id, '-', 1)::INTEGER AS number, count(*) AS rows, count(DISTINCT id) AS ids, sum(old) AS old
     FROM (SELECT id, CASE WHEN x <> -1 THEN 1 ELSE 0 END AS old FROM ${relations.predictions}
           UNION ALL SELECT id, 0 FROM ${relations.labels}) GROUP BY 1`
  );
  const stored = new Map(rows.map((row) => [row.number, row]));
  for (const number of recorded) {
    const row = stored.get(number);
    const revised = number % 5 === 0 && numberedBatch(number).kind === 'predictions';
    if (row?.ids !== sizeOf(number) || (revised && row.old > 0)) {
      found.partial++;
    } else if (row.rows !== row.ids) {
      found.duplicated++;
    }
  }
  found.partial += rows.filter((row) => !recorded.has(row.number)).length;
  return found;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Runs `kills` kills in a new folder below `parent`; `random` gives numbers in [0, 1). */
export async function runKills(kills: number, parent: string, random: () => number = Math.random): Promise<KillReport> {
  const folder = mkdtempSync(join(parent, 'plumbline-kill-'));
  const file = join(folder, 'killed.duckdb');
  const writer = await buildWriter();
  const acknowledged = new Set<number>();
  const unacknowledged = new Set<number>();
  const reopened: number[] = [];
  const report: KillReport = {
    kills,
    acknowledged: 0,
    committedUnacknowledged: 0,
    missing: 0,
    partial: 0,
    duplicated: 0,
    reopenMedianMs: 0,
    reopenMaxMs: 0,
  };
  try {
    let next = 0;
    for (let kill = 0; kill < kills; kill++) {
      const acks = await writeAndKill(writer, file, next, random);
      acks.forEach((number) => acknowledged.add(number));
      // The next writer repeats the batch whose answer is unknown, as a client would.
      next = acks.length > 0 ? Math.max(...acks) + 1 : next;
      const started = performance.now();
      const store = await openStore(file);
      reopened.push(performance.now() - started);
      const found = await inspect(store);
      await store.close();
      report.missing += Array.from(acknowledged).filter((number) => !found.recorded.has(number)).length;
      report.partial += found.partial;
      report.duplicated += found.duplicated;
      found.recorded.forEach((number) => {
        if (!acknowledged.has(number)) {
          unacknowledged.add(number);
        }
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(writer, '..'), { recursive: true, force: true });
  }
  report.acknowledged = acknowledged.size;
  report.committedUnacknowledged = unacknowledged.size;
  report.reopenMedianMs = Math.round(median(reopened));
  report.reopenMaxMs = Math.round(Math.max(...reopened));
  return report;
}
