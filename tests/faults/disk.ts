/**
 * Fills the disk under a store: batches are refused in time, queries go on, nothing that was acknowledged is lost, and all is
 * well within five seconds of space returning.
 *
 * With the right to mount it is a small disk that really fills; everywhere a limit of the file size (`ulimit -f`) makes DuckDB
 * fail in the middle of a write, which the reserve else prevents.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/backend/store';
import { verifyStore } from '../../src/backend/store/lifecycle/verify';
import { CALLER, pause, startHurt } from './backend';
import { MODEL, numberedBatch } from './batches';
import { uniforms } from '../../src/backend/statistics/uniforms';

export interface DiskReport {
  fills: number;
  acknowledged: number;
  lost: number;
  partial: number;
  /** Times that queries or batches did not work again 5 s after there was space. */
  late: number;
  /** Queries that failed on a disk that was full but for the reserve. */
  errors: number;
  maxBackMs: number;
}

const BACK_MS = 5_000;
const DISK_MIB = 400;

/** Writes until the first failure, telling each batch that was acknowledged; started under `ulimit -f`. */
export async function writeUntilFull(file: string): Promise<void> {
  const store = await openStore(file, { roll: false, onFatal: () => process.exit(70) });
  for (let number = 0; ; number++) {
    const { idempotencyKey, kind, rows } = numberedBatch(number, Date.UTC(2026, 0, 1));
    await store.ingest({
      actor: { login: 'writer' },
      model: MODEL,
      kind,
      contentType: 'application/json',
      body: new TextEncoder().encode(JSON.stringify(rows)),
      idempotencyKey,
      autoCreate: true,
    });
    process.stdout.write(`ack ${number}\n`);
  }
}

/** A limit of the file size, at a random place. */
async function limitFileSize(report: DiskReport, random: () => number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-disk-'));
  const file = join(folder, 'full.duckdb');
  try {
    const kib = 1_500 + Math.floor(random() * 6_000);
    const script = `import(${JSON.stringify(process.env['PLUMBLINE_FAULTS'])}).then(({ writeUntilFull }) => writeUntilFull(${JSON.stringify(file)})).catch(() => process.exit(71))`;
    const child = spawn(
      '/bin/bash',
      ['-c', `trap '' XFSZ; ulimit -f ${kib} && exec "$@"`, 'sh', process.execPath, '-e', script],
      { stdio: ['ignore', 'pipe', 'ignore'] }
    );
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    await once(child, 'close');
    const acknowledged = Array.from(output.matchAll(/^ack (\d+)$/gm), ([, number]) => Number(number));
    const store = await openStore(file, { roll: false });
    const found = await verifyStore(store.reader());
    const ledger = await store
      .reader()
      .rows<{ key: string }>('SELECT idempotency_key AS key FROM plumbline.ledger WHERE idempotency_key IS NOT NULL');
    await store.close();
    const keys = new Set(ledger.map(({ key }) => key));
    report.acknowledged += acknowledged.length;
    report.lost += acknowledged.filter((number) => !keys.has(`batch-${number}`)).length;
    report.partial += found.problems.length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}

/** A small disk that somebody else fills, under a whole back end. */
async function fillDisk(folder: string, report: DiskReport): Promise<void> {
  const stores = join(folder, 'stores');
  mkdirSync(stores);
  const hurt = await startHurt(stores);
  const ballast = join(folder, 'ballast');
  let number = 0;
  const send = async (): Promise<number> => {
    const { idempotencyKey, kind, rows } = numberedBatch(number, Date.UTC(2026, 0, 1));
    const { status } = await hurt.post(`v1/models/${MODEL}/${kind}`, rows, { 'Idempotency-Key': idempotencyKey });
    if (status === 200) {
      number++;
      report.acknowledged++;
    }
    return status;
  };
  const reads = async (): Promise<boolean> =>
    (await hurt.ask(`SELECT count(*) AS n FROM predictions.${MODEL}`))?.status === 200;
  try {
    for (let count = 0; count < 5; count++) {
      await send();
    }
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 100 * 1024 * 1024)));
    if ((await send()) !== 507) {
      report.errors++;
    }
    for (let count = 0; count < 10; count++) {
      report.errors += (await reads()) ? 0 : 1;
    }
    unlinkSync(ballast);
    const since = performance.now();
    while (!((await reads()) && (await send()) === 200) && performance.now() - since < BACK_MS * 4) {
      await pause(100);
    }
    const back = performance.now() - since;
    report.maxBackMs = Math.max(report.maxBackMs, Math.round(back));
    report.late += back > BACK_MS ? 1 : 0;
    await hurt.plugin.stop();
    const store = await openStore(join(stores, '1', `${CALLER.uid}.duckdb`), { roll: false });
    const { batches, problems } = await verifyStore(store.reader());
    await store.close();
    report.lost += Math.max(0, number - batches);
    report.partial += problems.length;
  } finally {
    await hurt.plugin.stop().catch(() => undefined);
  }
}

export async function run(fills: number, seed = Date.now()): Promise<DiskReport> {
  const random = uniforms(seed);
  const report: DiskReport = { fills, acknowledged: 0, lost: 0, partial: 0, late: 0, errors: 0, maxBackMs: 0 };
  for (let count = 0; count < fills; count++) {
    await limitFileSize(report, random);
  }
  const disk = mountSmallDisk();
  if (disk === undefined) {
    process.stderr.write('a small disk cannot be mounted here: only limits of the file size were tried\n');
    return report;
  }
  try {
    await fillDisk(disk, report);
  } finally {
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  }
  return report;
}
