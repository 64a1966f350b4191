/** A line around records of a dependence keeps as many as it says: from the store to the panel and back. */
import { beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { cellMiddles, lassoRecords } from '../../src/panels/importance/lasso';
import { xAxis } from '../../src/panels/importance/dependenceLayout';
import { dotPlaces } from '../../src/panels/importance/dependencePlaces';
import { readDependence } from '../../src/panels/importance/readDependence';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, TestStore } from './harness';
import { shown } from './shown';

const sample = (name: string) => new URL(`../../sample/${name}.parquet`, import.meta.url).pathname;
const toY = (phi: number) => 100 - 100 * phi;

let flights: TestStore;
beforeAll(async () => {
  flights = await TestStore.open({
    predictions: `SELECT id::VARCHAR AS id, timestamp::TIMESTAMP AS "time", carrier, humid, "temp", y_pred_proba AS score FROM read_parquet('${sample('nycflights13_late_monitoring')}')`,
    attributions: `SELECT s.id::VARCHAR AS id, p.timestamp::TIMESTAMP AS "time", s.base_value, 'late' AS output_name, 'log-odds' AS output_space, 'tree' AS explainer, 'march' AS background, NULL::DOUBLE AS additivity_error, s.shap_humid, s.shap_temp, s.shap_carrier FROM read_parquet('${sample('nycflights13_shap')}') s JOIN read_parquet('${sample('nycflights13_late_monitoring')}') p ON p.id = s.id`,
    roles: { score: 'score' },
  });
});

async function lasso(column: string, [from, to]: [string, string], line: Array<{ x: number; y: number }>) {
  const ask = (query: object) =>
    runAnalysis(parseQuery({ refId: 'A', model: 'm', ...query }), flights.context(from, to));
  const data = readDependence(shown(await ask({ queryType: 'dependence', columns: [column], colorBy: 'none' })));
  if (!data) {
    throw new Error('nothing to draw');
  }
  const places = { axis: xAxis(data, 1000), left: 0, toY };
  const found = lassoRecords(data, line, data.points ? dotPlaces(data, places) : cellMiddles(data, places));
  const [kept] = await ask({ queryType: 'importance', filters: found?.filters });
  return { found, kept: rowsOf(kept).find((row) => row.column === column)?.n, isPoints: data.points !== undefined };
}

const SLANTED = [
  { x: 300, y: 40 },
  { x: 900, y: 100 },
  { x: 700, y: 130 },
];

describe('the records that a line keeps', () => {
  it('are exactly those inside, by their ids, where they are few', async () => {
    const { found, kept } = await lasso('humid', ['2013-09-12', '2013-09-13'], SLANTED);
    expect(found?.filters?.map(({ key }) => key)).toEqual(['id']);
    expect(found?.n).toBeGreaterThan(2);
    expect(kept).toBe(found?.n);
  });

  it('are those of the box around them where they are many, as many as it says', async () => {
    const { found, kept } = await lasso('humid', ['2013-09-01', '2013-10-01'], SLANTED);
    expect(found?.n).toBeGreaterThan(100);
    expect(found?.all).toBeGreaterThan(found?.n ?? NaN);
    expect(kept).toBe(found?.all);
    const carriers = await lasso(
      'carrier',
      ['2013-09-01', '2013-10-01'],
      [
        { x: 0, y: 60 },
        { x: 600, y: 60 },
        { x: 600, y: 200 },
        { x: 0, y: 200 },
      ]
    );
    expect(carriers.found?.filters?.[0]).toMatchObject({ key: 'carrier', operator: '=|' });
    expect(carriers.kept).toBe(carriers.found?.all ?? carriers.found?.n);
  });

  const box = (x0: number, x1: number, y0: number, y1: number) => [
    { x: x0, y: y0 },
    { x: x1, y: y0 },
    { x: x1, y: y1 },
    { x: x0, y: y1 },
  ];

  it.each([
    ['a slanted line', SLANTED],
    ['a box in the middle', box(300, 700, 60, 120)],
    ['a box from the lowest value and attribution', box(-10, 400, 90, 900)],
    ['a box to the highest value and attribution', box(400, 1010, -900, 90)],
    ['everything', box(-10, 1010, -900, 900)],
  ])('are as many in cells: %s', async (_, line) => {
    for (const column of ['humid', 'temp']) {
      const { found, kept, isPoints } = await lasso(column, ['2013-01-01', '2014-01-01'], line);
      expect(isPoints).toBe(false);
      expect(found?.n).toBeGreaterThan(50);
      expect(kept).toBe(found?.all ?? found?.n);
    }
  });
});
