/**
 * Under `--full`: PSI of 3.3 M rows x 1000 FLOAT columns against a reference of 100,000 rows, from raw columns in a file, in
 * 2 GB of memory. Evidently took six hours for such a table (its issue 1526). Making the rows does not count.
 */
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drift } from '../../src/backend/analyses/drift';
import { TestStore } from '../parity/harness';
import { type Figures } from './measure';

const ROWS = 3_300_000;
const COLUMNS = 1000;
const BATCH = 100_000;
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
  const values = Array.from({ length: columns }, (_, index) => `random()::FLOAT AS c${index}`).join(', ');
  const batch = (from: number) =>
    `SELECT i::VARCHAR AS id, make_timestamp((${START} + i)::BIGINT * 1000) AS "time", ${values} FROM range(${from}, ${Math.min(rows, from + BATCH)}) AS t(i)`;
  const further: string[] = [];
  for (let from = BATCH; from < rows; from += BATCH) {
    further.push(`INSERT INTO predictions ${batch(from)}`);
  }
  const store = await TestStore.open({
    file: join(folder, 'wide.duckdb'),
    memoryLimit: '1GB',
    predictions: batch(0),
    reference: batch(0),
    further: [...further, 'CHECKPOINT'],
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
    const score = frames[0]?.fields.find(({ name }) => name === 'score')?.values;
    const scored = score && !('offsets' in score) ? [...score].filter((value) => typeof value === 'number').length : 0;
    if (scored !== columns) {
      throw new Error(`${scored} of ${columns} columns were scored`);
    }
    return { drift_wide_s: { value: seconds, unit: 's', rows, columns, peak_mb: Math.round(peak / 1e6) } };
  } finally {
    clearInterval(watch);
    store.session.close();
    await rm(folder, { recursive: true, force: true });
  }
}
