/** Deletion of a person's data: every table, with proof, and the bytes leave the file. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, type Fixture, makeFixture } from './fixture';

const PERSON = 'person-4f1c9b-Zed';
const START = Date.UTC(2026, 0, 1);

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture();
  await fixture.call('PUT', 'v1/models/m', {
    columns: [
      { name: 'customer', role: 'entity_id' },
      { name: 'city', role: 'feature', type: 'categorical' },
    ],
  });
});
afterEach(() => fixture.remove());

const row = (id: string, customer: string, hour: number, more: object = {}) => ({
  id,
  customer,
  time: START + hour * 3_600_000,
  x: hour / 4,
  city: customer === PERSON ? `home-of-${PERSON}` : 'elsewhere',
  ...more,
});

/** Everything there is about the person, and as much about others. */
async function fill(): Promise<void> {
  await fixture.send('predictions', [
    row('a', PERSON, 0),
    row('b', PERSON, 1),
    row('shared', PERSON, 2),
    row('shared', 'other', 3),
    ...Array.from({ length: 200 }, (_, n) => row(`o${n}`, `other-${n}`, n % 24)),
  ]);
  await fixture.send('predictions', [row('a', PERSON, 0, { x: 99 })]);
  await fixture.send('predictions', [{ ...row('bad', PERSON, 5), x: `not a number of ${PERSON}` }]);
  await fixture.send('predictions', [{ ...row('bad2', 'other', 5), x: 'not a number' }]);
  await fixture.send('labels', [
    { id: 'a', value: 1 },
    { id: 'b', prediction_time: new Date(START + 3_600_000).toISOString(), value: 0 },
    { id: 'shared', value: 1 },
    { id: 'shared', prediction_time: new Date(START + 2 * 3_600_000).toISOString(), value: 1 },
    { id: 'o1', value: 1 },
  ]);
  await fixture.send('attributions', [
    { id: 'a', time: START, base_value: 0, shap_x: 1 },
    { id: 'o1', time: START + 3_600_000, base_value: 0, shap_x: 1 },
  ]);
  await fixture.send('evaluations', [
    { id: 'a', name: 'tone', value: 1, source: 'human' },
    { id: 'o1', name: 'tone', value: 0, source: 'human' },
  ]);
  await fixture.call('PUT', 'v1/cohorts/them', {
    model: 'm',
    filters: [{ key: 'customer', operator: '=|', value: PERSON, values: [PERSON, PERSON] }],
  });
  await fixture.call('PUT', 'v1/models/m/references/training', {
    from: START,
    to: START + 86_400_000,
    filters: [],
  });
}

const erase = () => fixture.call('DELETE', `v1/models/m/entities/${PERSON}`);
const values = async (sql: string) => (await fixture.rows(sql)).map((found) => Object.values(found)[0]);

describe('deletion by entity', () => {
  it('leaves no row of the person in any table, all of the others, and proves it by counts', async () => {
    await fill();
    const { body, status } = await erase();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      model: 'm',
      before: {
        predictions: 4,
        labels: 3,
        attributions: 1,
        evaluations: 1,
        'reference:training': 3,
        rejected_rows: 1,
        cohorts: 1,
      },
      after: {
        predictions: 0,
        labels: 0,
        attributions: 0,
        evaluations: 0,
        cohorts: 0,
        'reference:training': 0,
        rejected_rows: 0,
        ledger_replies: 0,
        reference_filters: 0,
        audit_log: 0,
      },
    });
    expect(await values(`SELECT count(*) FROM predictions.m WHERE customer = '${PERSON}'`)).toEqual([0]);
    expect(await values('SELECT count(*) FROM predictions.m')).toEqual([201]);
    expect(await fixture.rows('SELECT id, prediction_time AS t FROM labels.m ORDER BY id')).toEqual([
      { id: 'o1', t: null },
      { id: 'shared', t: null },
    ]);
    expect(await values('SELECT id FROM attributions.m')).toEqual(['o1']);
    expect(await values('SELECT count(*) FROM plumbline.rejected_rows')).toEqual([1]);
    expect(await values('SELECT count(*) FROM plumbline.superseded')).toEqual([0]);
  });

  it('counts the bins of references again between the same edges', async () => {
    await fill();
    const before = await fixture.store.catalogue.reference('m', 'training');
    await erase();
    const after = await fixture.store.catalogue.reference('m', 'training');
    expect(after.rows).toBe(before.rows - 3);
    expect(after.hash).toBe(before.hash);
    const [x, then] = [after.bins.get('x'), before.bins.get('x')];
    expect(x).toMatchObject({ kind: 'numeric', edges: then?.kind === 'numeric' ? then.edges : [] });
    expect(x?.n).toBe(201);
    expect(x?.kind === 'numeric' && x.counts.reduce((sum, count) => sum + count, 0)).toBe(201);
    expect(after.bins.get('city')).toMatchObject({ categories: [{ value: 'elsewhere', count: 201 }], other: 0 });
  });

  it('writes a salted hash into the audit log, and never the value', async () => {
    await fill();
    const { body } = (await erase()) as { body: { entity: { salt: string; sha256: string } } };
    const [entry] = await fixture.rows(
      `SELECT actor, subject, after FROM plumbline.audit_log WHERE action = 'entity.erased'`
    );
    expect(entry).toMatchObject({ actor: 'tester', subject: 'm' });
    const { salt, sha256 } = body.entity;
    expect(JSON.parse(String(entry?.after))).toMatchObject({ salt, sha256 });
    expect(createHash('sha256').update(salt).update(PERSON).digest('hex')).toBe(sha256);
    expect(String(entry?.after)).not.toContain(PERSON);
  });

  it('marks the hours that lost rows, and accounts for the rows', async () => {
    await fill();
    await fixture.rows('SELECT 1');
    const marks = async () =>
      (
        await values(`SELECT count(*) FROM plumbline.dirty_hours WHERE hour < TIMESTAMP '2026-01-01 03:00'`)
      )[0] as number;
    const before = await marks();
    await erase();
    expect(await marks()).toBeGreaterThan(before);
    expect(
      await values(
        `SELECT sum(rows) FROM plumbline.removed_rows WHERE reason = 'erasure' AND kind = 'predictions' GROUP BY kind`
      )
    ).toEqual([4]);
  });

  it('takes the bytes out of the file with the next compaction', async () => {
    await fill();
    const holds = () =>
      [fixture.file, `${fixture.file}.wal`].filter(
        (file) => existsSync(file) && readFileSync(file).includes(Buffer.from(PERSON))
      ).length;
    await fixture.call('POST', 'v1/store/compaction', {});
    // The test could not see it go if it could not see it stay.
    expect(holds()).toBe(1);
    await erase();
    while (await fixture.store.housekeep()) {
      /* until nothing is due */
    }
    expect(holds()).toBe(0);
    expect(await values('SELECT count(*) FROM plumbline.erasures WHERE compacted_at IS NOT NULL')).toEqual([1]);
    expect((await fixture.send('predictions', [row('later', 'other', 30)])).body.accepted).toBe(1);
    await fixture.reopen();
    expect(await values('SELECT count(*) FROM predictions.m')).toEqual([202]);
    expect(holds()).toBe(0);
  });

  it('takes the value from a body too, and no other', async () => {
    await fill();
    const { body } = await fixture.call('POST', 'v1/models/m/erasures', { entity_id: PERSON });
    expect(body).toMatchObject({ before: { predictions: 4 }, after: { predictions: 0 } });
    expect(await failureOf(fixture.call('POST', 'v1/models/m/erasures', { entity_id: '' }))).toMatchObject({
      code: 'bad_request',
      place: 'entity_id',
    });
    expect(await failureOf(fixture.call('POST', 'v1/models/m/erasures', {}))).toMatchObject({ code: 'bad_request' });
  });

  it('is harmless for hostile values, and for a value nobody has', async () => {
    await fill();
    for (const value of [`' OR 1=1 --`, '%', '.*', 'o', '(']) {
      const { body } = await fixture.call('POST', 'v1/models/m/erasures', { entity_id: value });
      expect(body).toMatchObject({ before: { predictions: 0, rejected_rows: 0 } });
    }
    expect(await values('SELECT count(*) FROM predictions.m')).toEqual([205]);
  });

  it('says what to declare where no column tells whom a row is about', async () => {
    await fixture.send('predictions', [{ id: 1, time: START, x: 1 }], { model: 'plain' });
    const failure = await failureOf(fixture.call('DELETE', 'v1/models/plain/entities/1'));
    expect(failure).toMatchObject({ code: 'unprocessable', place: 'entity_id' });
    expect(failure.text).toContain('"role": "entity_id"');
  });
});
