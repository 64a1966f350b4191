/** What is older than a model wants kept goes, in small steps, and the ledger still adds up. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fixture, makeFixture } from './fixture';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Date.now();

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture({ retention: { raw: '400d' } });
});
afterEach(() => fixture.remove());

const rowsAt = (ages: readonly number[]) =>
  ages.map((age, index) => ({ id: `${age}-${index}`, time: new Date(now - age * DAY).toISOString(), x: index / 2 }));

async function housekeep(): Promise<number> {
  await fixture.store.rollUp();
  let steps = 1;
  while (await fixture.store.housekeep()) {
    steps++;
  }
  return steps;
}

const count = async (relation: string) => (await fixture.rows(`SELECT count(*) AS n FROM ${relation}`))[0]?.n;

describe('retention', () => {
  it('removes raw rows past the period of the model, with labels, attributions and rejected rows, and nothing younger', async () => {
    await fixture.call('PUT', 'v1/models/m', { retention: { raw: '30d' } });
    await fixture.send('predictions', rowsAt([0, 1, 29, 31, 100]));
    await fixture.send('labels', [
      { id: '31-3', prediction_time: new Date(now - 31 * DAY).toISOString(), value: 1 },
      { id: '1-1', value: 0 },
      { id: 'early', value: 1, arrived_at: new Date(now - 40 * DAY).toISOString() },
      { id: '29-2', value: 1, arrived_at: new Date(now - 40 * DAY).toISOString() },
    ]);
    await fixture.send(
      'attributions',
      [1, 100].map((age, index) => ({
        id: `${age}-${index === 0 ? 1 : 4}`,
        time: new Date(now - age * DAY).toISOString(),
        base_value: 0,
        shap_x: 0.5,
      }))
    );
    await housekeep();
    expect(await fixture.rows('SELECT id FROM predictions.m ORDER BY time')).toEqual(
      ['29-2', '1-1', '0-0'].map((id) => ({ id }))
    );
    expect(await fixture.rows('SELECT id FROM labels.m ORDER BY id')).toEqual(['1-1', '29-2'].map((id) => ({ id })));
    expect(await fixture.rows('SELECT id FROM attributions.m')).toEqual([{ id: '1-1' }]);
  });

  it('accounts for every row that was removed, and says so in the audit log', async () => {
    await fixture.call('PUT', 'v1/models/m', { retention: { raw: '30d' } });
    await fixture.send('predictions', rowsAt([1, 50, 51]));
    await fixture.send(
      'predictions',
      rowsAt([2, 60]).map((row) => ({ ...row, id: `b${row.id}` }))
    );
    await housekeep();
    const books = await fixture.rows(
      `SELECT l.batch, l.accepted + l.updated AS taken, coalesce(p.present, 0) AS present, coalesce(r.removed, 0) AS removed
       FROM plumbline.ledger AS l
       LEFT JOIN (SELECT _seq >> 20 AS batch, count(*) AS present FROM predictions.m GROUP BY 1) AS p USING (batch)
       LEFT JOIN (SELECT batch, sum(rows) AS removed FROM plumbline.removed_rows GROUP BY 1) AS r USING (batch)
       ORDER BY batch`
    );
    expect(books).toEqual([
      { batch: 1, taken: 3, present: 1, removed: 2 },
      { batch: 2, taken: 2, present: 1, removed: 1 },
    ]);
    const [entry] = await fixture.rows(
      `SELECT actor, subject, after FROM plumbline.audit_log WHERE action = 'retention.removed'`
    );
    expect(entry).toMatchObject({ actor: '(retention)', subject: 'm' });
    expect(JSON.parse(String(entry?.after))).toMatchObject({ what: 'raw', rows: { predictions: 3 } });
    const [horizon] = await fixture.rows(`SELECT what, before FROM plumbline.horizons WHERE model = 'm'`);
    expect(horizon).toEqual({ what: 'raw', before: Math.floor((now - 30 * DAY) / HOUR) * HOUR });
  });

  it('goes in steps that others can come between', async () => {
    await fixture.call('PUT', 'v1/models/m', { retention: { raw: '1d' } });
    await fixture.send(
      'predictions',
      Array.from({ length: 60_000 }, (_, row) => ({ id: row, time: now - 5 * DAY + row })).slice(0, 49_000)
    );
    await fixture.send(
      'predictions',
      Array.from({ length: 20_000 }, (_, row) => ({ id: `b${row}`, time: now - 4 * DAY + row }))
    );
    // Nothing goes before it is rolled up.
    expect(await fixture.store.housekeep()).toBe(false);
    await fixture.store.rollUp();
    expect(await fixture.store.housekeep()).toBe(true);
    expect(await count('predictions.m')).toBe(19_000);
    await fixture.send('predictions', [{ id: 'between', time: now }]);
    await housekeep();
    expect(await fixture.rows('SELECT id FROM predictions.m')).toEqual([{ id: 'between' }]);
  });

  describe('with hours that wait to be rolled up', () => {
    const late = (age: number, model = 'm') =>
      fixture.send('predictions', [{ ...rowsAt([age])[0], id: `late ${performance.now()}` }], { model });

    beforeEach(async () => {
      await fixture.remove();
      // No roller comes in time.
      fixture = await makeFixture({ retention: { raw: '400d' }, roll: false });
    });

    it('takes the rows before them', async () => {
      await fixture.send('predictions', rowsAt([1, 401, 402, 403]));
      await fixture.store.rollUp();
      await late(402);
      expect(await fixture.store.housekeep()).toBe(true);
      expect(await fixture.rows('SELECT id FROM predictions.m ORDER BY time LIMIT 1')).toEqual([{ id: '402-2' }]);
      expect(await fixture.store.housekeep()).toBe(false);
    });

    it('does not wait for ever for one that is never left alone, whatever other models lose meanwhile', async () => {
      const clock = vi.spyOn(Date, 'now').mockReturnValue(now);
      for (const model of ['busy', 'm']) {
        await fixture.send('predictions', rowsAt([1, 401, 402]), { model });
      }
      await fixture.store.rollUp();
      await late(402);
      while (await fixture.store.housekeep()) {
        // The other model loses what it may.
      }
      expect(await count('predictions.busy')).toBe(1);
      expect(await count('predictions.m')).toBe(4);
      for (let minute = 1; minute <= 16; minute++) {
        await late(401, 'busy');
        clock.mockReturnValue(now + minute * 60_000);
        while (await fixture.store.housekeep()) {
          // As a minute's round does.
        }
      }
      clock.mockRestore();
      expect(await count('predictions.m')).toBe(1);
      const [rolled] = await fixture.rows(
        `SELECT sum(rows) AS n, count(*) AS hours FROM plumbline.rollup_slices JOIN plumbline.rollup_layouts USING (layout)
         WHERE model = 'm' AND hour < now()::TIMESTAMP - INTERVAL 30 DAY`
      );
      expect(rolled).toEqual({ n: 3, hours: 2 });
    });
  });

  it('takes the marks of revised rows along', async () => {
    await fixture.call('PUT', 'v1/models/m', { retention: { raw: '30d' } });
    const old = rowsAt([40]);
    await fixture.send('predictions', old);
    await fixture.send(
      'predictions',
      old.map((row) => ({ ...row, x: 9 }))
    );
    expect(await count('plumbline.superseded')).toBe(1);
    await housekeep();
    expect(await count('predictions.m')).toBe(0);
    expect(await count('plumbline.superseded')).toBe(0);
  });

  it('falls back to the data source, unless the model keeps its rows for ever', async () => {
    await fixture.send('predictions', rowsAt([399, 401]));
    await fixture.send('predictions', rowsAt([399, 401]), { model: 'kept' });
    await fixture.call('PUT', 'v1/models/kept', { retention: { raw: 'forever' } });
    await housekeep();
    expect(await count('predictions.m')).toBe(1);
    expect(await count('predictions.kept')).toBe(2);
  });

  it('removes the audit log and empty batches of the ledger apart from rows, and goes on numbering', async () => {
    await fixture.call('PUT', 'v1/models/m', { retention: { raw: '30d', audit: '90d' } });
    await fixture.send('predictions', rowsAt([100]));
    await fixture.send('predictions', rowsAt([1]));
    await housekeep();
    // As if 100 days had passed since the first batch: nothing else than the clock of the entries can be moved.
    expect(await count('plumbline.ledger')).toBe(2);
    expect(await count(`plumbline.audit_log WHERE action = 'model.put'`)).toBe(1);
    expect((await fixture.send('predictions', rowsAt([2]))).body.accepted).toBe(1);
    expect(await fixture.rows('SELECT max(batch) AS batch FROM plumbline.ledger')).toEqual([{ batch: 3 }]);
  });

  it.each([{ raw: '30' }, { raw: '0d' }, { raws: '30d' }, { raw: 30 }])('refuses %o', async (retention) => {
    await expect(fixture.call('PUT', 'v1/models/m', { retention })).rejects.toMatchObject({ code: 'bad_request' });
  });
});
