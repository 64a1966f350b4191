/** What an analysis filtered by attributions ran can be gone on with in SQL mode, behind the guard. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attributionKey } from '../../../src/backend/store/attributionKey';
import { explainedBy, type RowFilter, timesOf } from '../../../src/backend/analyses/shared/attributionFilters';
import { filled } from '../../../src/backend/analyses/shared/filled';
import { timeColumn } from '../../../src/backend/analyses/shared/scope';
import { Parameters } from '../../../src/backend/analyses/shared/statement';
import { type Filter } from '../../../src/query/model';
import { Fixture, rowsOf } from './fixture';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await Fixture.create();
});
afterAll(() => fixture.close());

async function count(...filters: Filter[]): Promise<unknown> {
  const [model] = await fixture.context().catalogue.models();
  if (!model) {
    throw new Error('no model');
  }
  const rows = filters.map((filter): RowFilter => {
    const column = attributionKey(model, filter.key, 'filters[0].key');
    if (!column) {
      throw new Error(`${filter.key} is no key of attributions`);
    }
    return { filter, column, place: 'filters[0]', ofAttributions: true };
  });
  const parameters = new Parameters();
  const { predictions } = model.relations;
  const condition = explainedBy(model, rows, parameters, timesOf(predictions, timeColumn(model))) ?? 'true';
  const sql = `SELECT count(*) FROM ${predictions} WHERE ${condition}`;
  const [frame] = await fixture.run(filled(sql, parameters.values));
  return Number((frame ? rowsOf(frame) : [])[0]?.[0]);
}

it('counts the predictions whose attribution lies between two values', async () => {
  // sin(i) of every tenth i below 1440.
  const between = Array.from({ length: 144 }, (_, i) => Math.sin(i * 10)).filter((x) => x > 0.5 && x <= 0.9);
  expect(between.length).toBeGreaterThan(10);
  expect(
    await count(
      { key: 'shap_distance', operator: '>', value: '0.5' },
      { key: 'shap_distance', operator: '<=', value: '0.9' }
    )
  ).toBe(between.length);
  expect(await count({ key: 'shap_distance', operator: '!=', value: '' })).toBe(144);
});

it('does not reach attributions of columns that are masked', async () => {
  await expect(count({ key: 'shap_passenger', operator: '>', value: '0' })).rejects.toMatchObject({
    message: expect.stringContaining('shap_passenger'),
  });
});
