/**
 * Under `--full`: PSI of 3.3 M rows x 1000 FLOAT columns against a reference of 100,000 rows, from raw columns in a file, in
 * 2 GB of memory. Evidently took six hours for such a table (its issue 1526). Making the rows does not count.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { drift } from '../../src/backend/analyses/drift';
import { TestStore } from '../parity/harness';
import { type Figures } from './measure';

const ROWS = 3_300_000;
const COLUMNS = 1000;
const BATCH = 100_000;
const FILE = 'wide.duckdb';
/** Random floats do not compress; the rest is for the log and for spilling. */
const BYTES_NEEDED = ROWS * COLUMNS * 4 * 1.5;
const START = Date.UTC(2026, 0, 1);

export async function run(): Promise<Figures> {
  if (!(process.env['PLUMBLINE_BENCH'] ?? '').split(',').includes('full')) {
    return {};
  }
  const { bavail, bsize } = await statfs(tmpdir());
  if (bavail * bsize < BYTES_NEEDED) {
    const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(0);
    process.stderr.write(
      `No figure drift_wide_s: ${tmpdir()} has ${gigabytes(bavail * bsize)} GB free, ${gigabytes(BYTES_NEEDED)} GB are needed\n`
    );
    return {};
  }
  return measureWide(ROWS, COLUMNS);
}

/** The figure for a table of any size. */
export async function measureWide(rows: number, columns: number): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-wide-'));
  try {
    // A table of so many columns takes more memory to write than to read.
    await load(join(folder, FILE), rows, columns);
    return await score(join(folder, FILE), rows, columns);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function score(file: string, rows: number, columns: number): Promise<Figures> {
  const store = await TestStore.open({
    file,
    present: true,
    memoryLimit: '1GB',
    predictions: 'predictions',
    reference: 'reference',
  });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 100);
  try {
    const started = performance.now();
    const frames = await drift(
      { refId: 'A', queryType: 'drift', model: 'm', method: 'psi', window: 'all', format: 'table' },
      store.context(START, START + rows)
    );
    const seconds = (performance.now() - started) / 1000;
    const scores = frames[0]?.fields.find(({ name }) => name === 'score')?.values;
    const scored =
      scores && !('offsets' in scores) ? [...scores].filter((value) => typeof value === 'number').length : 0;
    if (scored !== columns) {
      throw new Error(`${scored} of ${columns} columns were scored`);
    }
    return { drift_wide_s: { value: seconds, unit: 's', rows, columns, peak_mb: Math.round(peak / 1e6) } };
  } finally {
    clearInterval(watch);
    store.session.close();
  }
}

const LOADER = `
  import { DuckDBInstance } from '@duckdb/node-api';
  const [file, rows, columns, batch, start] = process.argv.slice(1);
  const instance = await DuckDBInstance.create(file, { threads: '2', memory_limit: '4GB' });
  const connection = await instance.connect();
  const values = Array.from({ length: Number(columns) }, (_, index) => \`random()::FLOAT AS c\${index}\`).join(', ');
  const made = (from, to) => \`SELECT i::VARCHAR AS id, make_timestamp((\${start} + i)::BIGINT * 1000) AS "time", \${values} FROM range(\${from}, \${to}) AS t(i)\`;
  for (let from = 0; from < Number(rows); from += Number(batch)) {
    const to = Math.min(Number(rows), from + Number(batch));
    await connection.run(\`\${from === 0 ? 'CREATE TABLE predictions AS' : 'INSERT INTO predictions'} \${made(from, to)}\`);
  }
  await connection.run(\`CREATE TABLE reference AS \${made(0, batch)}\`);
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
`;

/** In a process of its own, whose memory does not count. */
async function load(file: string, rows: number, columns: number): Promise<void> {
  const values = [file, rows, columns, BATCH, START].map(String);
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', LOADER, '--', ...values], {
    cwd: import.meta.dirname,
  });
}
