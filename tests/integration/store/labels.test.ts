import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture();
});
afterEach(() => fixture.remove());

const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T00:00:00Z`;
const newest = async () => {
  const { relations } = await fixture.store.catalogue.model('m');
  return fixture.rows(`SELECT id, value, arrived_at FROM ${relations.labels} ORDER BY id, prediction_time`);
};

describe('labels', () => {
  it('may come before their predictions, under several names, in one spelling', async () => {
    await fixture.call('PUT', 'v1/models/m', { columns: [{ name: 'late', role: 'label' }] });
    const { body } = await fixture.send(
      'labels',
      `{"id":1,"value":1.0}\n{"id":2,"label":"1"}\n{"id":3,"late":1}\n{"id":4,"late":"yes"}\n{"id":5,"value":null}\n{"value":1}`
    );
    expect(body).toMatchObject({ accepted: 4, rejectedTotal: 2 });
    expect(body.rejected.map(({ column, row }) => [row, column])).toEqual([
      [4, 'value'],
      [5, 'id'],
    ]);
    expect((await newest()).map((row) => row.value)).toEqual(['1', '1', '1', 'yes']);
  });

  it('lets the newest arrival win, whatever the order of sending, and keeps every arrival', async () => {
    const label = (value: number, arrived: number) => ({
      id: 'a',
      value,
      prediction_time: day(1),
      arrived_at: day(arrived),
    });
    expect((await fixture.send('labels', [label(0, 5)])).body).toMatchObject({ accepted: 1 });
    expect((await fixture.send('labels', [label(1, 9)])).body).toMatchObject({ updated: 1 });
    // An older arrival that is told late changes the history and not the present.
    expect((await fixture.send('labels', [label(0, 3), label(1, 7)])).body).toMatchObject({ accepted: 0, updated: 2 });
    expect(await newest()).toEqual([{ id: 'a', value: '1', arrived_at: Date.parse(day(9)) }]);
    const { relations } = await fixture.store.catalogue.model('m');
    const history = await fixture.rows(`SELECT value FROM ${relations.labelHistory} ORDER BY arrived_at`);
    expect(history.map((row) => row.value)).toEqual(['0', '0', '1', '1']);
  });

  it('counts a label that says nothing new as a duplicate', async () => {
    const label = { id: 'a', value: 1, prediction_time: day(1) };
    await fixture.send('labels', [label]);
    expect((await fixture.send('labels', [label, { ...label, observed_at: day(3) }])).body).toMatchObject({
      duplicates: 2,
    });
    await fixture.send('labels', [{ id: 'b', value: 1 }]);
    expect((await fixture.send('labels', [{ id: 'b', value: 1 }])).body).toMatchObject({ duplicates: 1 });
    expect(await newest()).toHaveLength(2);
  });

  it('warns when a label without prediction_time could mean several predictions', async () => {
    await fixture.send('predictions', [
      { id: 'a', time: day(1), x: 1 },
      { id: 'a', time: day(2), x: 1 },
      { id: 'b', time: day(1), x: 1 },
    ]);
    const { body } = await fixture.send('labels', [
      { id: 'a', value: 1 },
      { id: 'b', value: 1 },
    ]);
    expect(body.warnings).toEqual([expect.stringMatching(/^1 labels have no prediction_time/)]);
  });

  it('says what it does not store, and refuses a batch without any value', async () => {
    const { body } = await fixture.send('labels', [{ id: 'a', value: 1, weight: 2 }]);
    expect(body.warnings.join()).toContain('"weight"');
    expect((await failureOf(fixture.send('labels', [{ id: 'a', outcome: 1 }]))).text).toContain('"value"');
  });
});

describe('attributions', () => {
  const explained = { id: 'a', time: day(1), base_value: 0.5, shap_x: 0.25, shap_y: -0.125 };

  beforeEach(async () => {
    await fixture.send('predictions', [{ id: 'a', time: day(1), x: 1, y: 2, 'meta.z': 1 }]);
  });

  it('stores one value a feature, by prefix or by plain name', async () => {
    const { shap_y: _y, ...rest } = explained;
    expect((await fixture.send('attributions', [{ ...rest, y: -0.125 }])).body).toMatchObject({
      accepted: 1,
      warnings: [],
    });
    const { attributedFeatures, relations } = await fixture.store.catalogue.model('m');
    expect(attributedFeatures).toEqual(['x', 'y']);
    expect(await fixture.rows(`SELECT base_value, shap_x, shap_y FROM ${relations.attributions}`)).toEqual([
      { base_value: 0.5, shap_x: 0.25, shap_y: -0.125 },
    ]);
    // The other spelling of the same thing.
    expect((await fixture.send('attributions', [explained])).body).toMatchObject({ duplicates: 1 });
  });

  it('keeps how far a row is from its margin, and warns', async () => {
    const { body } = await fixture.send('attributions', [
      { ...explained, margin: 0.625 },
      { ...explained, id: 'b', margin: 0.75 },
      { ...explained, id: 'c' },
    ]);
    expect(body).toMatchObject({ accepted: 3, warnings: [expect.stringMatching(/^1 rows do not add up/)] });
    const errors = await fixture.rows('SELECT additivity_error AS e FROM attributions.m ORDER BY id');
    expect(errors.map((row) => row.e)).toEqual([0, 0.125, null]);
  });

  it('adds features that come later, and makes a changed row a revision', async () => {
    await fixture.send('attributions', [explained]);
    const { body } = await fixture.send('attributions', [{ ...explained, shap_z: 1, output_space: 'log-odds' }]);
    expect(body).toMatchObject({ accepted: 0, updated: 1 });
    const { attributedFeatures, relations } = await fixture.store.catalogue.model('m');
    expect(attributedFeatures).toEqual(['x', 'y', 'z']);
    expect(await fixture.rows(`SELECT shap_z, output_space FROM ${relations.attributions}`)).toEqual([
      { shap_z: 1, output_space: 'log-odds' },
    ]);
  });

  it('refuses what explains nothing, and values that are no numbers', async () => {
    expect((await failureOf(fixture.send('attributions', [explained], { model: 'none' }))).code).toBe('not_found');
    expect((await failureOf(fixture.send('attributions', [{ id: 'a', time: day(1), base_value: 1 }]))).code).toBe(
      'bad_request'
    );
    const { body } = await fixture.send('attributions', [
      { ...explained, shap_x: 'much' },
      { ...explained, shap_x: 1e300 },
      { ...explained, base_value: null },
    ]);
    expect(body).toMatchObject({ accepted: 0, rejectedTotal: 3 });
    expect(body.rejected.map((row) => row.column)).toEqual(['shap_x', 'shap_x', 'base_value']);
  });
});
