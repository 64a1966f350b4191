/** Stores whose process ended in the middle of a write: what DuckDB drops in silence is told, what it refuses is healed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/backend/store';
import { BLOCKS_AT, metadataBlocks, tornBlocks } from '../../../src/backend/store/database/metadata';
import { readWal } from '../../../src/backend/store/database/wal';
import { salvageLog } from '../../../src/backend/store/lifecycle/salvage';
import { verifyStore } from '../../../src/backend/store/lifecycle/verify';
import { failureOf, type Fixture, makeFixture } from './fixture';

const START = Date.UTC(2026, 0, 1);
const BATCHES = 20;

let folder: string;
/** A store as a kill leaves it: copied while it was open, with a log of changes. */
let killed: string;
let fixture: Fixture;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-torn-'));
  killed = join(folder, 'killed.duckdb');
  fixture = await makeFixture({ roll: false });
  for (let number = 0; number < BATCHES; number++) {
    await fixture.send(
      'predictions',
      Array.from({ length: 50 }, (_, row) => ({ id: `${number}-${row}`, time: START + number * 1000 + row, x: row }))
    );
  }
  // Reading a file that is open would drop its lock in this process: the copies are made by another one.
  for (const end of ['', '.wal', '.acknowledged']) {
    const copy = spawn('cp', [fixture.file + end, killed + end]);
    await once(copy, 'close');
  }
});
afterEach(async () => {
  await fixture.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function openAndCount(): Promise<{ batches: number; warnings: string[]; problems: string[] }> {
  const store = await openStore(killed, { roll: false });
  try {
    const [ledger] = await store.reader().rows<{ n: number }>('SELECT count(*) AS n FROM plumbline.ledger');
    const { problems } = await verifyStore(store.reader());
    return { batches: ledger?.n ?? 0, warnings: (await store.status()).warnings, problems };
  } finally {
    await store.close();
  }
}

const salvaged = () => (existsSync(join(folder, 'killed.salvage')) ? readdirSync(join(folder, 'killed.salvage')) : []);

describe('the log of changes', () => {
  it('is read frame by frame, with the checksums that DuckDB wrote', () => {
    const wal = readFileSync(`${killed}.wal`);
    const state = readWal(wal, { checksums: true });
    expect(state).toMatchObject({ bytes: wal.length, wholeBytes: wal.length, committedBytes: wal.length });
    expect(state.fault).toBeUndefined();
    expect(state.commits).toBeGreaterThanOrEqual(BATCHES - 1);
  });

  it('that is whole opens without a word', async () => {
    const found = await openAndCount();
    expect(found).toEqual({ batches: BATCHES, warnings: [], problems: [] });
    expect(salvaged()).toEqual([]);
  });

  it.each([0.2, 0.5, 0.9])(
    'that was cut at %d opens with a prefix of the batches, says which are lost, and is kept',
    async (at) => {
      const whole = readFileSync(`${killed}.wal`);
      truncateSync(`${killed}.wal`, Math.floor(whole.length * at) + 3);
      const found = await openAndCount();
      expect(found.batches).toBeLessThan(BATCHES);
      expect(found.problems).toEqual([]);
      expect(found.warnings).toHaveLength(1);
      expect(found.warnings[0]).toContain(`batches ${found.batches + 1} to ${BATCHES}`);
      const [time = ''] = salvaged();
      const kept = readFileSync(join(folder, 'killed.salvage', time, 'killed.duckdb.wal'));
      expect(whole.subarray(0, kept.length).equals(kept)).toBe(true);
      // Numbers go on behind the lost ones, and the loss is told once.
      const again = await openStore(killed, { roll: false });
      await again.ingest({
        actor: { login: 'tester' },
        model: 'm',
        kind: 'predictions',
        contentType: 'application/json',
        body: new TextEncoder().encode(JSON.stringify([{ id: 'next', time: START }])),
        autoCreate: true,
      });
      const [newest] = await again.reader().rows('SELECT max(batch) AS batch FROM plumbline.ledger');
      expect(newest?.batch).toBe(BATCHES + 1);
      const losses = await again.reader().rows(`SELECT 1 FROM plumbline.audit_log WHERE action = 'store.lost'`);
      expect(losses).toHaveLength(1);
      await again.close();
    }
  );

  it('whose frame has a wrong size loses what is behind it, and that is told too', async () => {
    const wal = readFileSync(`${killed}.wal`);
    const { wholeBytes } = readWal(wal.subarray(0, Math.floor(wal.length / 2)), { checksums: false });
    wal[wholeBytes + 3] = 0x7f;
    writeFileSync(`${killed}.wal`, wal);
    const found = await openAndCount();
    expect(found.batches).toBeLessThan(BATCHES);
    expect(found.warnings[0]).toContain(`batches ${found.batches + 1} to ${BATCHES}`);
  });

  it('with a wrong bit is refused, and salvaged up to the commit before; both files are kept as they were', async () => {
    const whole = readFileSync(`${killed}.wal`);
    const { wholeBytes } = readWal(whole.subarray(0, Math.floor(whole.length * 0.6)), { checksums: false });
    const damaged = Buffer.from(whole);
    damaged[wholeBytes + 20] ^= 4;
    writeFileSync(`${killed}.wal`, damaged);
    const file = readFileSync(killed);
    const failure = await failureOf(openStore(killed));
    expect(failure.code).toBe('unavailable');
    expect(failure.text).toContain('plumbline salvage');
    expect(readFileSync(`${killed}.wal`).equals(damaged)).toBe(true);

    const salvage = salvageLog(killed);
    expect(salvage.log.fault).toBe('damaged');
    expect(salvage.log.commitsBehind).toBeGreaterThan(0);
    expect(salvage.cutBytes).toBe(whole.length - salvage.log.committedBytes);
    expect(readFileSync(join(salvage.keptIn, 'killed.duckdb.wal')).equals(damaged)).toBe(true);
    expect(readFileSync(join(salvage.keptIn, 'killed.duckdb')).equals(file)).toBe(true);
    const found = await openAndCount();
    expect(found.problems).toEqual([]);
    expect(found.batches).toBeGreaterThan(0);
    expect(found.batches).toBe(BATCHES - salvage.log.commitsBehind);
    expect(found.warnings[0]).toContain(`batches ${found.batches + 1} to ${BATCHES}`);
  });

  it('with zeros behind it, as a power cut may leave them, is salvaged whole', async () => {
    const whole = readFileSync(`${killed}.wal`);
    writeFileSync(`${killed}.wal`, Buffer.concat([whole, Buffer.alloc(4096)]));
    const salvage = salvageLog(killed);
    expect(salvage).toMatchObject({ cutBytes: 4096, log: { fault: 'torn', commitsBehind: 0 } });
    expect(await openAndCount()).toEqual({ batches: BATCHES, warnings: [], problems: [] });
  });
});

describe('a block of the table of contents that is half written', () => {
  /** Garbage in a part that the last checkpoint does not use, under the old checksum: as a kill inside a checkpoint leaves it. */
  function tear(): number[] {
    const descriptor = openSync(killed, 'r+');
    try {
      const torn = metadataBlocks(descriptor).filter(({ free }) => free !== 0n);
      for (const { free, number } of torn) {
        const part = Array.from({ length: 64 }, (_, index) => index).find((index) => (free >> BigInt(index)) & 1n) ?? 0;
        writeSync(descriptor, Buffer.alloc(100, 0xab), 0, 100, BLOCKS_AT + number * 262_144 + 8 + part * 4088 + 1000);
      }
      expect(tornBlocks(descriptor)).toEqual(torn.map(({ number }) => number));
      return torn.map(({ number }) => number);
    } finally {
      closeSync(descriptor);
    }
  }

  it('is healed: the store is whole, the block is kept, the audit log says so', async () => {
    const blocks = tear();
    expect(blocks.length).toBeGreaterThan(0);
    expect(await openAndCount()).toEqual({ batches: BATCHES, warnings: [], problems: [] });
    const [time = ''] = salvaged();
    const names = readdirSync(join(folder, 'killed.salvage', time));
    expect(new Set(names)).toEqual(new Set(blocks.map((number) => `block-${number}`)));
    const store = await openStore(killed, { roll: false });
    expect(await store.reader().rows(`SELECT subject FROM plumbline.audit_log WHERE action = 'store.healed'`)).toEqual([
      { subject: `blocks ${blocks.join(', ')}` },
    ]);
    await store.close();
  });

  it('is left alone while another process has the store', async () => {
    tear();
    const copy = join(folder, 'held.duckdb');
    copyFileSync(fixture.file, copy);
    const script = `
      const { DuckDBInstance } = require('@duckdb/node-api');
      DuckDBInstance.create(${JSON.stringify(copy)}).then(() => { console.log('open'); setInterval(() => {}, 1000); });`;
    const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(holder.stdout, 'data');
      // The file now becomes torn under the one who holds it, as it is for a moment in every checkpoint.
      const bytes = readFileSync(killed);
      writeFileSync(copy, bytes);
      writeFileSync(`${copy}.wal`, readFileSync(`${killed}.wal`));
      const failure = await failureOf(openStore(copy));
      expect(failure.text).toContain(`process ${holder.pid}`);
      expect(readFileSync(copy).equals(bytes)).toBe(true);
    } finally {
      holder.kill('SIGKILL');
      await once(holder, 'close');
    }
  });
});
