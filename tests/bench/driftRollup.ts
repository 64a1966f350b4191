/**
 * Drift from rollups, as a panel and an alert rule ask for it: from the query to the answer in Arrow, in the engine's process.
 *
 * `drift_rollup_p95_ms`: one query in matrix format over 200 columns and 720 hours, with windows of an hour up to a day.
 * `alert_rule_p99_ms`: an alert rule over 200 columns, split by a segment of 20 values.
 * `drift_rollup_growth`: the p95 of that query over 50 M rows of 10 columns, divided by that over 1 M.
 */
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { drift } from '../../src/backend/analyses/drift';
import { encodeFrame } from '../../src/backend/grafana/arrow';
import { openStore } from '../../src/backend/store';
import { type Store } from '../../src/backend/store/types';
import { type DriftQuery } from '../../src/query/model';
import { type Figures } from './measure';

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const HOURS = 720;
const END = START + HOURS * HOUR;
const WINDOWS = ['1h', '3h', '6h', '12h', '1d'];
const SEGMENTS = 20;
const ACTOR = { login: 'bench' };

interface Shape {
  rows: number;
  columns: number;
  segments: boolean;
}

const WIDE: Shape = { rows: 360_000, columns: 200, segments: true };
const SMALL: Shape = { rows: 1_000_000, columns: 10, segments: false };
const LARGE: Shape = { rows: 50_000_000, columns: 10, segments: false };
/** What the large store takes while it is made, with room to spare. */
const LARGE_BYTES = 8e9;

export async function run(): Promise<Figures> {
  const wide = await withStore(WIDE, async (store, rolledInMs) => ({
    matrix: await quantileOf(40, 0.95, (round) =>
      ask(store, { window: WINDOWS[round % WINDOWS.length] }, WIDE.columns)
    ),
    rule: await quantileOf(100, 0.99, () =>
      ask(
        store,
        { window: '1d', format: 'numeric', segmentBy: ['region'] },
        WIDE.columns * SEGMENTS,
        END - 2 * 24 * HOUR
      )
    ),
    rolledInMs,
  }));
  const figures: Figures = {
    drift_rollup_p95_ms: {
      value: wide.matrix,
      unit: 'ms',
      ...WIDE,
      hours: HOURS,
      windows: WINDOWS,
      rolled_up_in_ms: wide.rolledInMs,
    },
    alert_rule_p99_ms: { value: wide.rule, unit: 'ms', ...WIDE, values: SEGMENTS },
  };
  const free = statfsSync(tmpdir());
  if (free.bavail * free.bsize < LARGE_BYTES) {
    console.error(`drift_rollup_growth is skipped: less than ${LARGE_BYTES / 1e9} GB are free in ${tmpdir()}`);
    return figures;
  }
  const grown = (shape: Shape) =>
    withStore(shape, async (store, rolledInMs) => ({
      p95: await quantileOf(40, 0.95, (round) =>
        ask(store, { window: WINDOWS[round % WINDOWS.length] }, shape.columns)
      ),
      rolledInMs,
    }));
  const small = await grown(SMALL);
  const large = await grown(LARGE);
  figures.drift_rollup_growth = {
    value: large.p95 / small.p95,
    unit: 'x',
    small_ms: small.p95,
    large_ms: large.p95,
    rows: [SMALL.rows, LARGE.rows],
    columns: LARGE.columns,
    rolled_up_in_ms: [small.rolledInMs, large.rolledInMs],
  };
  return figures;
}

/** A real store whose rows DuckDB made, rolled up and opened again. */
async function withStore<T>(shape: Shape, use: (store: Store, rolledInMs: number) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  const file = join(folder, 'bench.duckdb');
  try {
    const names = Array.from({ length: shape.columns }, (_, index) => `c${index}`);
    let store = await openStore(file, { roll: false });
    await put(store, 'v1/models/m', {
      columns: [
        ...names.map((name) => ({ name, role: 'feature', type: 'numeric' })),
        ...(shape.segments ? [{ name: 'region', role: 'segment', segment: true }] : []),
      ],
    });
    await store.close();
    await fill(file, shape, names);
    store = await openStore(file, { roll: false });
    const tenth = START + Math.floor((HOURS / 10) * Math.min(1, 1e6 / shape.rows)) * HOUR;
    await put(store, 'v1/models/m/references/training', { from: START, to: Math.max(tenth, START + HOUR) });
    await put(store, 'v1/models/m', { reference: 'training' });
    const started = performance.now();
    await store.rollUp();
    const rolledInMs = Math.round(performance.now() - started);
    await store.close();
    store = await openStore(file, { roll: false });
    try {
      return await use(store, rolledInMs);
    } finally {
      await store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rows in time order, as a log has them. */
async function fill(file: string, { rows, segments }: Shape, names: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(file, { threads: '2' });
  const connection = await instance.connect();
  const step = (HOURS * HOUR) / rows;
  const columns = names.map((name, index) => `(hash(i, ${index}) % 997)::DOUBLE / 8 AS ${name}`).join(', ');
  const region = segments ? `, 'region ' || (hash(i) % ${SEGMENTS}) AS region` : '';
  await connection.run(
    `INSERT INTO predictions.m BY NAME SELECT i AS _seq, i::VARCHAR AS id,
       make_timestamp((${START} + (i * ${step})::BIGINT) * 1000) AS "time", ${columns}${region} FROM range(${rows}) AS t(i)`
  );
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
}

async function put(store: Store, path: string, body: unknown): Promise<void> {
  const { status } = await store.resource({ actor: ACTOR, method: 'PUT', path, query: {}, body });
  if (status >= 300) {
    throw new Error(`${path} was answered with ${status}`);
  }
}

async function ask(store: Store, query: Partial<DriftQuery>, series: number, from = START): Promise<void> {
  const frames = await drift(
    { refId: 'A', queryType: 'drift', model: 'm', method: 'psi', format: 'matrix', minRows: 1, ...query },
    {
      reader: store.reader(),
      rollups: store.rollups(),
      catalogue: store.catalogue,
      from,
      to: END,
      now: END,
      maxDataPoints: 1000,
      intervalMs: 1000,
      rowLimit: 1_000_000,
      unmasked: true,
      memo: new Map(),
    }
  );
  const bytes = frames.map((frame) => encodeFrame(frame).length);
  const [first] = frames;
  const source = first?.meta?.custom?.source;
  const found = query.format === 'numeric' ? lengthOf(first?.fields.at(-1)?.values) : (first?.fields.length ?? 0) - 1;
  if (source !== 'rollup' || found !== series || bytes.some((length) => length === 0)) {
    throw new Error(`the answer is from ${String(source)} and has ${found} of ${series} series`);
  }
}

const lengthOf = (values: unknown): number => (Array.isArray(values) ? values.length : 0);

/** The quantile of the times of `rounds` calls; the first five warm caches and compilers and do not count. */
async function quantileOf(rounds: number, share: number, call: (round: number) => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = -5; round < rounds; round += 1) {
    const started = performance.now();
    await call(Math.abs(round));
    if (round >= 0) {
      times.push(performance.now() - started);
    }
  }
  times.sort((a, b) => a - b);
  return times[Math.ceil(times.length * share) - 1] ?? Infinity;
}
