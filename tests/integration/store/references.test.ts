import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uniforms } from '../../../src/backend/statistics/uniforms';
import { type CategoricalBins, type NumericBins } from '../../../src/backend/store/types';
import { failureOf, type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture();
});
afterEach(() => fixture.remove());

const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

function makeRows(count: number) {
  const random = uniforms(7);
  return Array.from({ length: count }, (_, id) => {
    const u = random();
    return {
      id,
      time: START + Math.floor(u * 10 * DAY),
      skewed: u < 0.05 ? null : Math.exp(6 * random()) - 3,
      grade: Math.floor(random() * 4),
      city: `c${Math.floor(random() ** 3 * 70)}`,
      vip: random() < 0.1,
      score: random(),
      'meta.note': 'free',
    };
  });
}

/** numpy's inverted_cdf: the smallest value with at least a share q of the values at or below it. */
function quantileDisc(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(Math.ceil((percent * sorted.length) / 100) - 1, 0)] ?? Number.NaN;
}

const binsOf = (values: readonly number[], edges: readonly number[]) => {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  for (const value of values) {
    const bin = edges.filter((edge) => edge < value).length;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
};

const window = { from: START, to: START + 5 * DAY };

describe('references', () => {
  it('freezes a window of predictions with bins as defined', async () => {
    const rows = makeRows(3000);
    await fixture.send('predictions', rows);
    const answer = await fixture.call('PUT', 'v1/models/m/references/base', window);
    const inside = rows.filter((row) => row.time < window.to);
    expect(answer).toMatchObject({ status: 201, body: { name: 'base', rows: inside.length } });

    const reference = await fixture.store.catalogue.reference('m', 'base');
    expect(reference).toMatchObject({ name: 'base', model: 'm', rows: inside.length, ...window });
    expect(Array.from(reference.bins.keys()).sort()).toEqual(['city', 'grade', 'meta.note', 'score', 'skewed', 'vip']);
    for (const name of ['skewed', 'grade', 'score'] as const) {
      const values = inside.flatMap((row) => (row[name] === null ? [] : [row[name]])).sort((a, b) => a - b);
      const bins = reference.bins.get(name) as NumericBins;
      const edges = (step: number) =>
        Array.from(
          new Set(Array.from({ length: 100 / step - 1 }, (_, index) => quantileDisc(values, (index + 1) * step)))
        );
      expect(bins.edges).toEqual(edges(10));
      expect(bins.fineEdges).toEqual(edges(1));
      expect(bins.counts).toEqual(binsOf(values, bins.edges));
      expect(bins.fineCounts).toEqual(binsOf(values, bins.fineEdges));
      expect([bins.n, bins.missing]).toEqual([values.length, inside.length - values.length]);
      expect([bins.min, bins.max]).toEqual([values[0], values.at(-1)]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(bins.mean).toBeCloseTo(mean, 9);
      expect(bins.sd).toBeCloseTo(
        Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
        9
      );
    }
    const city = reference.bins.get('city') as CategoricalBins;
    expect(city.categories).toHaveLength(50);
    expect(city.categories.reduce((sum, { count }) => sum + count, 0) + city.other).toBe(inside.length);
    expect(city.other).toBeGreaterThan(0);
    const order = city.categories.map(({ count, value }) => [-count, value] as const);
    expect(order).toEqual([...order].sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)));
    expect(reference.bins.get('vip')).toMatchObject({
      kind: 'categorical',
      categories: [{ value: 'false' }, { value: 'true' }],
    });
    expect(await fixture.rows(`SELECT count(*) AS n FROM ${reference.relation}`)).toEqual([{ n: inside.length }]);
  });

  it('never changes: the same again is found, other content is refused', async () => {
    await fixture.send('predictions', makeRows(200));
    const first = await fixture.call('PUT', 'v1/models/m/references/base', window);
    expect(await fixture.call('PUT', 'v1/models/m/references/base', window)).toEqual({ ...first, status: 200 });
    // Another column and rows outside of the window leave its content as it is.
    await fixture.send('predictions', [{ id: 'x', time: START + 8 * DAY, fresh: 1 }]);
    expect((await fixture.call('PUT', 'v1/models/m/references/base', window)).status).toBe(200);
    await fixture.send('predictions', [{ id: 'late', time: START, skewed: 1 }]);
    expect((await failureOf(fixture.call('PUT', 'v1/models/m/references/base', window))).code).toBe('conflict');
    expect((await failureOf(fixture.call('PUT', 'v1/models/m/references/BASE', window))).code).toBe('conflict');
    await fixture.reopen();
    const reference = await fixture.store.catalogue.reference('m', 'base');
    expect(reference.hash).toBe((first.body as { hash: string }).hash);
  });

  it('takes filters as queries have them', async () => {
    const rows = makeRows(400);
    await fixture.send('predictions', rows);
    const make = async (name: string, filters: unknown) =>
      (
        (await fixture.call('PUT', `v1/models/m/references/${name}`, { from: START, to: START + 11 * DAY, filters }))
          .body as { rows: number }
      ).rows;
    expect(await make('eq', [{ key: 'grade', operator: '=', value: '2' }])).toBe(
      rows.filter((row) => row.grade === 2).length
    );
    expect(await make('in', [{ key: 'city', operator: '=|', values: ['c0', 'c1'] }])).toBe(
      rows.filter((row) => ['c0', 'c1'].includes(row.city)).length
    );
    expect(
      await make('both', [
        { key: 'score', operator: '>=', value: '0.5' },
        { key: 'city', operator: '!~', value: '^c[0-9]$' },
      ])
    ).toBe(rows.filter((row) => row.score >= 0.5 && !/^c[0-9]$/.test(row.city)).length);
    expect((await failureOf(make('bad', [{ key: 'nope', operator: '=', value: '1' }]))).code).toBe('not_found');
    expect((await failureOf(make('bad', [{ key: 'grade', operator: '~', value: '1' }]))).code).toBe('bad_request');
    expect((await failureOf(make('bad', [{ key: 'grade', operator: '=', value: 'two' }]))).code).toBe('bad_request');
    expect((await failureOf(make('none', [{ key: 'grade', operator: '=', value: '77' }]))).code).toBe('unprocessable');
  });

  it('takes uploaded rows before there is any prediction', async () => {
    const rows = makeRows(300).map(({ id: _id, time: _time, ...row }) => row);
    const answer = await fixture.call('PUT', 'v1/models/m/references/training', { rows: [...rows, { skewed: 'x' }] });
    expect(answer).toMatchObject({ status: 201, body: { rows: 300, rejectedTotal: 1 } });
    await fixture.call('PUT', 'v1/models/m', { reference: 'training' });
    expect((await fixture.store.catalogue.model('m')).defaultReference).toBe('training');
    const reference = await fixture.store.catalogue.reference('m', 'training');
    expect(reference.from).toBeUndefined();
    expect((reference.bins.get('score') as NumericBins).n).toBe(300);
  });

  it('lists what there is and names it when asked for another', async () => {
    await fixture.send('predictions', makeRows(50));
    await fixture.call('PUT', 'v1/models/m/references/base', window);
    expect((await fixture.call('GET', 'v1/models/m/references')).body).toEqual({ references: ['base'] });
    expect((await fixture.call('GET', 'v1/models/m/references/base')).body).toMatchObject({
      name: 'base',
      bins: { grade: { kind: 'numeric' } },
    });
    const failure = await failureOf(fixture.store.catalogue.reference('m', 'other'));
    expect(failure).toMatchObject({ code: 'not_found' });
    expect(failure.text).toContain('base');
  });

  it.each([
    [{}, 'from'],
    [{ from: START, to: START }, 'from'],
    [{ from: 'soon', to: START }, 'from'],
    [{ from: START, to: START + 1, filter: [] }, 'filter'],
    [[], 'body'],
  ])('refuses %j', async (body, place) => {
    await fixture.send('predictions', makeRows(5));
    expect(await failureOf(fixture.call('PUT', 'v1/models/m/references/r', body))).toMatchObject({
      code: 'bad_request',
      place,
    });
  });
});
