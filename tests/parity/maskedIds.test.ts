/** What readers are told of single records where the model's ids are sensitive: no id, and no record by a guessed one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { dotPlaces } from '../../src/panels/importance/dependencePlaces';
import { xAxis } from '../../src/panels/importance/dependenceLayout';
import { lassoRecords } from '../../src/panels/importance/lasso';
import { readDependence } from '../../src/panels/importance/readDependence';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, TestStore } from './harness';
import { shown } from './shown';

const rowsUpTo = (n: number) =>
  `SELECT 'patient-' || i AS id, TIMESTAMP '2026-03-01' + INTERVAL (i) SECOND AS "time", (i % 97)::DOUBLE AS age, (i % 11)::DOUBLE AS dose FROM range(${n}) AS t(i)`;
const model = (rows: number) => {
  const predictions = rowsUpTo(rows);
  return {
    predictions,
    attributions: `SELECT id, "time", 0.5 AS base_value, NULL::VARCHAR AS output_name, 'log-odds' AS output_space, 'tree' AS explainer, 'none' AS background, 0.0 AS additivity_error,
      sin(age) AS shap_age, dose / 10 AS shap_dose FROM (${predictions})`,
    sensitive: ['id'],
  };
};

let few: TestStore;
let many: TestStore;
let several: TestStore;
beforeAll(async () => {
  [few, many, several] = await Promise.all([
    TestStore.open(model(300)),
    TestStore.open(model(4000)),
    TestStore.open({
      ...model(1),
      attributions: `SELECT 'patient-0' AS id, TIMESTAMP '2026-03-01' AS "time", 0.5 AS base_value, o AS output_name, 'log-odds' AS output_space, 'tree' AS explainer, 'none' AS background,
        0.0 AS additivity_error, 0.25 AS shap_age FROM (VALUES ('a'), ('b')) AS t(o)`,
    }),
  ]);
});
afterAll(() => [few, many, several].forEach(({ session }) => session.close()));

const ask = (store: TestStore, query: object, unmasked: boolean) =>
  runAnalysis(
    parseQuery({ refId: 'A', model: 'm', ...query }),
    store.context('2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z', { unmasked })
  );

describe('sensitive ids', () => {
  it.each([
    { queryType: 'dependence', columns: ['age'] },
    { queryType: 'dependence', columns: ['age'], colorBy: 'none' },
    { queryType: 'beeswarm' },
    { queryType: 'explanation' },
  ])('are in no frame of %j', async (query) => {
    for (const store of [few, many]) {
      expect(JSON.stringify(await ask(store, query, true))).toContain('patient-');
      expect(JSON.stringify(await ask(store, query, false))).not.toContain('patient-');
    }
  });

  it('leave the points, and the column of ids is none to filter by: a line keeps the box around them', async () => {
    const query = { queryType: 'dependence', columns: ['age'], colorBy: 'none' };
    const frames = await ask(few, query, false);
    const data = readDependence(shown(frames));
    expect(data?.points?.phi).toHaveLength(300);
    expect(data?.idColumn).toBeUndefined();
    expect(readDependence(shown(await ask(few, query, true)))?.idColumn).toBe('id');
    const places = { axis: xAxis(data!, 1000), left: 0, toY: (phi: number) => 100 - 50 * phi };
    const line = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
      { x: 100, y: 200 },
      { x: 0, y: 200 },
    ];
    const { n, all, filters } = lassoRecords(data!, line, dotPlaces(data!, places)) ?? {};
    expect(filters?.map(({ key }) => key)).not.toContain('id');
    const [kept] = await ask(few, { queryType: 'importance', filters }, false);
    expect(rowsOf(kept).find(({ column }) => column === 'age')?.n).toBe(all ?? n);
  });

  it('choose no record, as no filter on them does, and are in no error', async () => {
    for (const id of ['patient-5', 'nobody']) {
      await expect(ask(few, { queryType: 'explanation', id }, false)).rejects.toMatchObject({
        code: 'forbidden',
        place: 'id',
      });
    }
    expect((await ask(few, { queryType: 'explanation', id: 'patient-5' }, true))[0]?.meta?.custom).toMatchObject({
      recordId: 'patient-5',
    });
    const [frame] = await ask(few, { queryType: 'explanation' }, false);
    expect(frame?.meta?.custom).toMatchObject({ recordId: null });
    expect(rowsOf(frame).map(({ phi }) => phi)).toEqual([expect.any(Number), expect.any(Number)]);
    const told = (unmasked: boolean) =>
      ask(several, { queryType: 'explanation' }, unmasked).catch((error: Error) => error.message);
    expect(await told(true)).toContain('Record "patient-0" is explained for several outputs');
    expect(await told(false)).toContain('The record is explained for several outputs');
  });
});
