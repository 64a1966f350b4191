/** The quick tier of `npm run faults`: a few of each fault, the same ones each time. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Ends with its last line as JSON; rejects when a fault was found. */
function faults(...args: string[]): Promise<Record<string, number>> {
  const state = mkdtempSync(join(tmpdir(), 'plumbline-faults-'));
  const env = { ...process.env, PLUMBLINE_STATE: state };
  return new Promise((resolve, reject) =>
    execFile(process.execPath, ['tests/faults/run.mjs', ...args, '--json'], { env }, (error, stdout, stderr) => {
      rmSync(state, { recursive: true, force: true });
      if (error) {
        reject(new Error(`${stdout}${stderr}`));
      } else {
        resolve(JSON.parse(stdout) as Record<string, number>);
      }
    })
  );
}

it('tells every batch that a damaged log has lost', { timeout: 240_000 }, async () => {
  const report = await faults('--wal', '8', '--seed', '1');
  expect(report).toMatchObject({ logs: 8, silent: 0, partial: 0 });
  expect(report.refused).toBe(report.salvaged);
});

it('loses nothing to a full disk', { timeout: 240_000 }, async () => {
  expect(await faults('--disk', '2', '--seed', '1')).toMatchObject({ lost: 0, partial: 0, late: 0, errors: 0 });
});

it('survives bodies and statements that would fill the memory', { timeout: 240_000 }, async () => {
  expect(await faults('--memory', '8', '--seed', '1')).toMatchObject({ crashes: 0, wrong: 0, late: 0 });
});

it('takes rows, queries, retention and a backup at once', { timeout: 240_000 }, async () => {
  const report = await faults('--soak', '0.2');
  expect(report).toMatchObject({ errors: 0 });
  expect(report.rows).toBeGreaterThan(0);
  expect(report.queries).toBeGreaterThan(0);
});

it('adds up runs that append', { timeout: 240_000 }, async () => {
  const state = mkdtempSync(join(tmpdir(), 'plumbline-faults-'));
  const env = { ...process.env, PLUMBLINE_STATE: state };
  const once = () =>
    new Promise<Record<string, number>>((resolve, reject) =>
      execFile(
        process.execPath,
        ['tests/faults/run.mjs', '--wal', '2', '--seed', '2', '--json', '--append'],
        { env },
        (error, stdout) => (error ? reject(error) : resolve(JSON.parse(stdout) as Record<string, number>))
      )
    );
  expect((await once()).logs).toBe(2);
  expect((await once()).logs).toBe(4);
  rmSync(state, { recursive: true, force: true });
});
