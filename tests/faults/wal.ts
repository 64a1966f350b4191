/**
 * Damages the log of changes at random places and opens the store: a prefix of the batches, whole, with the lost ones told; or a
 * refusal, and then the same after a salvage. Never a silent loss, never a batch in part.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/backend/store';
import { verifyStore } from '../../src/backend/store/lifecycle/verify';
import { salvageLog } from '../../src/backend/store/lifecycle/salvage';
import { MODEL, numberedBatch } from './batches';
import { uniforms } from '../../src/backend/statistics/uniforms';

export interface WalReport {
  logs: number;
  opened: number;
  refused: number;
  salvaged: number;
  /** Batches that were missing and that nobody was told of. */
  silent: number;
  /** Stores that were not whole afterwards. */
  partial: number;
}

const BATCHES = 25;

interface Opened {
  error?: string;
  batches: number;
  /** Batches that are said to be lost. */
  told: number;
  problems: number;
}

/** A store as a kill leaves it, with all its batches in the log. */
async function makeKilled(folder: string): Promise<string> {
  const file = join(folder, 'source.duckdb');
  const killed = join(folder, 'killed.duckdb');
  const store = await openStore(file, { roll: false });
  for (let number = 0; number < BATCHES; number++) {
    const { kind, rows } = numberedBatch(1 + number * 27, Date.UTC(2026, 0, 1));
    await store.ingest({
      actor: { login: 'writer' },
      model: MODEL,
      kind,
      contentType: 'application/json',
      // One set of columns: a change of the schema would bring a checkpoint.
      body: new TextEncoder().encode(
        JSON.stringify(rows.map(({ c, id, time, value, x }) => ({ id, time, x, c, value })))
      ),
      autoCreate: true,
    });
  }
  // Another process copies: closing the file here would drop the lock of the open store.
  for (const end of ['', '.wal', '.acknowledged']) {
    await command('cp', [file + end, killed + end]);
  }
  await store.close();
  return killed;
}

const command = (name: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) =>
    execFile(name, args, { maxBuffer: 1 << 24 }, (error, stdout) => (error ? reject(error) : resolve(stdout)))
  );

function damage(wal: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * wal.length);
  const kind = random();
  if (kind < 0.4) {
    return wal.subarray(0, at);
  }
  if (kind < 0.8) {
    const flipped = Buffer.from(wal);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return flipped;
  }
  if (kind < 0.9) {
    return Buffer.concat([wal, Buffer.alloc(512 << Math.floor(random() * 8))]);
  }
  const zeroed = Buffer.from(wal);
  return zeroed.fill(0, at, Math.min(wal.length, at + 4096));
}

/** Opens the store in a process of its own, as an engine would: a failed opening is no place to open again. */
async function openElsewhere(file: string): Promise<Opened> {
  const result = await command(process.execPath, [
    '-e',
    `import(${JSON.stringify(process.env['PLUMBLINE_FAULTS'])}).then(({ openAndTell }) => openAndTell(${JSON.stringify(file)}))`,
  ]).catch((error: unknown) => JSON.stringify({ error: String(error), batches: 0, told: 0, problems: 1 }));
  return JSON.parse(result) as Opened;
}

/** Prints what is there as JSON. */
export async function openAndTell(file: string): Promise<void> {
  process.stdout.write(JSON.stringify(await look(file)));
}

async function look(file: string): Promise<Opened> {
  try {
    const store = await openStore(file, { roll: false });
    const reader = store.reader();
    const [ledger] = await reader.rows<{ n: number; last: number }>(
      'SELECT count(*) AS n, coalesce(max(batch), 0) AS last FROM plumbline.ledger'
    );
    const { problems } = await verifyStore(reader);
    const lost = await reader.rows<{ first: number; last: number }>(
      `SELECT regexp_extract(subject, '(\\d+) to (\\d+)', 1)::INTEGER AS first,
         regexp_extract(subject, '(\\d+) to (\\d+)', 2)::INTEGER AS last
       FROM plumbline.audit_log WHERE action = 'store.lost'`
    );
    await store.close();
    const told = lost.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    return { batches: ledger?.n ?? 0, told, problems: problems.length };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), batches: 0, told: 0, problems: 0 };
  }
}

export async function run(logs: number, seed = Date.now()): Promise<WalReport> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-wal-'));
  const random = uniforms(seed);
  const report: WalReport = { logs, opened: 0, refused: 0, salvaged: 0, silent: 0, partial: 0 };
  try {
    const killed = await makeKilled(folder);
    const wal = readFileSync(`${killed}.wal`);
    for (let number = 0; number < logs; number++) {
      const file = join(folder, `case-${number}.duckdb`);
      copyFileSync(killed, file);
      copyFileSync(`${killed}.acknowledged`, `${file}.acknowledged`);
      writeFileSync(`${file}.wal`, damage(wal, random));
      let found = await openElsewhere(file);
      if (found.error === undefined) {
        report.opened++;
      } else {
        report.refused++;
        salvageLog(file);
        found = await openElsewhere(file);
        report.salvaged += found.error === undefined ? 1 : 0;
      }
      report.silent += Math.max(0, BATCHES - found.batches - found.told);
      report.partial += found.problems + (found.error === undefined ? 0 : 1);
    }
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
