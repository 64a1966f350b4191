/** A store that `npm start` would load the sample into again: what people put there stays. */
import fs from 'node:fs';
import path from 'node:path';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownContent, removeStore } from '../../scripts/lib/sample.mjs';
import { storeTarget } from '../../src/backend/cli/storeTarget';
import { openStore } from '../../src/backend/store';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'plumbline-sample-'));
  file = path.join(folder, 'plumbline.duckdb');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

async function load(model: string): Promise<void> {
  const target = await storeTarget(file);
  const row = JSON.stringify({ id: 'a', time: '2026-01-01T00:00:00Z', x: 1 });
  const reply = await target.ingest({ model, kind: 'predictions', body: Buffer.from(row), idempotencyKey: model });
  expect(reply).toMatchObject({ accepted: 1 });
  await target.close();
}

async function writeAs(login: string, method: string, resource: string, body: object): Promise<void> {
  const store = await openStore(file);
  const answer = await store.resource({ actor: { login }, method, path: resource, query: {}, body });
  expect(answer.status).toBeLessThan(300);
  await store.audit({ actor: 'viv', action: 'records.read', subject: 'flights', detail: {} });
  await store.close();
}

it('has nothing of its own after the sample was loaded and looked at', async () => {
  expect(await ownContent(file)).toEqual([]);
  await load('flights');
  await writeAs('plumbline', 'PUT', 'v1/models/flights', { owner: 'Operations' });
  expect(await ownContent(file)).toEqual([]);
});

it('has models of its own, and what people wrote about the sample', async () => {
  await load('flights');
  await writeAs('ada', 'PUT', 'v1/cohorts/late', {
    model: 'flights',
    filters: [{ key: 'x', operator: '>', value: '0' }],
  });
  expect(await ownContent(file)).toEqual(['what ada wrote']);
  await load('churn');
  expect(await ownContent(file)).toEqual(['model churn', 'what ada wrote']);
});

it('is removed without the stores and backups that lie beside it', async () => {
  await load('flights');
  const others = ['other.duckdb', 'plumbline-2.duckdb', 'plumbline.backups'];
  others.forEach((name) => fs.writeFileSync(path.join(folder, name), ''));
  fs.writeFileSync(`${file}.wal`, '');
  removeStore(file);
  expect(fs.readdirSync(folder).toSorted()).toEqual(others.toSorted());
  removeStore(path.join(folder, 'none', 'plumbline.duckdb'));
});
