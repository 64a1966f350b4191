/** What is written down: reads of sensitive values, and refused calls. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../../src/backend/store';
import { type InProcess, startInProcess } from './inProcess';
import { sql } from './support';

let front: InProcess;
beforeEach(async () => {
  front = startInProcess();
  await front.call('PUT', 'v1/models/m', {
    columns: [{ name: 'passenger', role: 'metadata', type: 'text', sensitive: true }],
  });
  const row = { id: 'a', time: Date.UTC(2024, 0, 10), x: 1, passenger: 'Ada' };
  expect(await front.call('POST', 'v1/models/m/predictions', [row])).toMatchObject({ status: 200 });
});
afterEach(() => front?.remove());

/** Lines of the audit log besides those of changes, oldest first; the plugin has to close for that. */
async function entries(action: string): Promise<Array<Record<string, unknown>>> {
  await front.plugin.close();
  const store = await openStore(join(front.folder, '1', 'test.duckdb'));
  try {
    const rows = await store
      .reader()
      .rows<{ actor: string; action: string; subject: string; after: string }>(
        'SELECT actor, action, subject, after FROM plumbline.audit_log WHERE action LIKE $1 ORDER BY changed_at',
        [action]
      );
    return rows.map(({ after, ...rest }) => ({ ...rest, detail: JSON.parse(after) as unknown }));
  } finally {
    await store.close();
  }
}

test('every read of an unmasked record', async () => {
  const ada = { login: 'ada', role: 'Admin' };
  const queries = {
    A: { queryType: 'records', model: 'm' },
    B: sql('SELECT count(passenger) AS n FROM predictions.m'),
    C: { queryType: 'records', model: 'm', columns: ['x'] },
    D: sql('SELECT 1 AS one'),
  };
  for (const caller of [ada, { login: 'vic', role: 'Viewer' }, { ...ada, headers: { FromAlert: 'true' } }]) {
    await front.query(queries, caller);
    await front.call('GET', 'v1/models/m/values?column=passenger', undefined, caller);
  }
  const found = await entries('%.read');
  expect(found.map(({ action }) => action).sort()).toEqual(['records.read', 'sql.read', 'values.read']);
  for (const entry of found) {
    expect(entry).toMatchObject({ actor: 'ada', subject: 'm', detail: { columns: ['passenger'] } });
  }
  expect(found.find(({ action }) => action === 'records.read')).toMatchObject({
    detail: { from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 1, 1) },
  });
});

test('refused calls, and only so many of them', async () => {
  const vic = { login: 'vic', role: 'Viewer' };
  const calls = Array.from({ length: 60 }, () => front.call('DELETE', 'v1/models/m', undefined, vic));
  expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set([403]));
  const ingest = await front.call('POST', `v1/models/${'x'.repeat(100_000)}/predictions`, [], vic);
  expect(ingest.status).toBe(403);
  expect(await front.metrics()).toMatch(/^plumbline_refused_calls_total\{reason="forbidden"\} 61$/m);
  await expect.poll(() => front.metrics(), { timeout: 10_000 }).toMatch(/state="running"\} 0\n.*state="waiting"\} 0\n/);
  const found = await entries('call.refused');
  expect(found).toHaveLength(20);
  expect(found[0]).toEqual({
    actor: 'vic',
    action: 'call.refused',
    subject: 'v1/models/m',
    detail: { permission: 'admin', reason: 'forbidden', role: 'Viewer', fromAlert: false },
  });
});
