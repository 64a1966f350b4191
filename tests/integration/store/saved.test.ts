/** What is refused when it is sent, since it could never hold, run or be read again; and what is taken with a warning. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture({ roll: false });
  await fixture.send('predictions', [{ id: 'a', time: '2026-01-05T00:00:00Z', carrier: 'UA', age: 3, version: 'v1' }]);
});
afterEach(() => fixture.remove());

const put = (path: string, body: unknown) => fixture.call('PUT', `v1/${path}`, body);

describe('limits of a model', () => {
  it.each([
    ['drift.nosuch', { warn: 0.1 }, 'Use drift. with one of psi'],
    ['performance.acuracy', { breach: 0.8 }, 'accuracy'],
    ['nosuch.psi', { warn: 0.1 }, 'Use one of drift.<metric>'],
    ['psi', { warn: 0.1 }, 'Use one of drift.<metric>'],
    ['drift.__proto__', { warn: 0.1 }, 'Use drift.'],
    ['toString.x', { warn: 0.1 }, 'Use one of'],
    ['drift.psi', { warn: 0.5, breach: 0.2 }, 'more is worse'],
    ['drift.chi2', { warn: 0.01, breach: 0.05 }, 'less is worse'],
    ['performance.accuracy', { warn: 0.7, breach: 0.8 }, 'less is worse'],
    ['quality.missing_rate', { warn: 0.3, breach: 0.1 }, 'more is worse'],
    ['importance.ndcg', { warn: 0.8, breach: 0.9 }, 'less is worse'],
  ])('of %s cannot be %j', async (metric, limits, reason) => {
    const failure = await failureOf(put('models/m', { thresholds: { 'drift.js': { warn: 0.1 }, [metric]: limits } }));
    expect(failure).toMatchObject({ code: 'bad_request', place: `thresholds.${metric}` });
    expect(failure.text).toContain(reason);
    expect(Object.keys((await fixture.store.catalogue.model('m')).thresholds)).toEqual([]);
  });

  it('are judged with those that are there already', async () => {
    await put('models/m', { thresholds: { 'drift.psi': { warn: 0.1, breach: 0.2 } } });
    const failure = await failureOf(put('models/m', { thresholds: { 'drift.psi': { warn: 0.3 } } }));
    expect(failure).toMatchObject({ code: 'bad_request', place: 'thresholds.drift.psi' });
    expect((await put('models/m', { thresholds: { 'drift.psi': { warn: 0.3, breach: 0.4 } } })).status).toBe(200);
    expect((await put('models/m', { thresholds: { 'drift.nosuch': null } })).status).toBe(200);
  });

  it('are taken for every kind of analysis', async () => {
    const thresholds = {
      'drift.chi2': { warn: 0.05, breach: 0.01 },
      'drift.wasserstein': { warn: 0.1, breach: 0.1 },
      'drift-multivariate.drifted_share': { breach: 0.5 },
      'concept-drift': { warn: 0.02, breach: 0.05 },
      'performance.accuracy': { warn: 0.9, breach: 0.8 },
      'performance.base_rate': { warn: 0.5, breach: 0.1 },
      'quality.volume': { warn: 20, breach: 10 },
      'calibration.ece': { warn: 0.05, breach: 0.1 },
      'fairness.disparate_impact': { breach: 0.8 },
      'service.error_rate': { breach: 0.01 },
      'importance.ndcg': { warn: 0.95, breach: 0.9 },
      'kpi.lost money': { breach: 100 },
      'service.evaluation.helpful.ness': { warn: 4, breach: 3 },
    };
    expect(await put('models/m', { thresholds })).toMatchObject({ status: 200, body: { thresholds } });
  });
});

it('warns of a default reference that is not there', async () => {
  const { body, status } = await put('models/m', { reference: 'march' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ warnings: [expect.stringContaining('no reference "march" yet')] });
  await put('models/m/references/march', { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' });
  expect((await put('models/m', { reference: 'march' })).body).not.toHaveProperty('warnings');
  expect((await put('models/m', { owner: 'x' })).body).not.toHaveProperty('warnings');
});

it('warns of attributions to a column that the model has not', async () => {
  const row = { id: 'a', time: '2026-01-05T00:00:00Z', base_value: 0, shap_age: 1 };
  expect((await fixture.send('attributions', [row])).body).toMatchObject({ accepted: 1, warnings: [] });
  const { body } = await fixture.send('attributions', [{ ...row, id: 'b', shap_zzz: 1 }]);
  expect(body).toMatchObject({
    accepted: 1,
    warnings: [expect.stringContaining('no column of that name to explain: "zzz"')],
  });
});

describe('a cohort', () => {
  it.each(['=~', '!~'])('has no %s that is no regular expression', async (operator) => {
    const filters = [
      { key: 'age', operator: '<', value: '5' },
      { key: 'carrier', operator, value: '(' },
    ];
    const failure = await failureOf(put('cohorts/c', { model: 'm', filters }));
    expect(failure).toMatchObject({ code: 'bad_request', place: 'filters[1].value' });
    expect(failure.text).toContain('"(" is no regular expression');
    expect((await fixture.call('GET', 'v1/cohorts')).body).toEqual({ cohorts: [] });
    const good = [{ key: 'carrier', operator, value: '(U|D).' }];
    expect((await put('cohorts/c', { model: 'm', filters: good })).status).toBe(201);
  });
});

describe('members with reserved names', () => {
  const hostile = (text: string) => JSON.parse(text) as unknown;
  it.each([
    ['{"__proto__": 1}', '__proto__'],
    ['{"a": [{"b": {"constructor": {}}}]}', 'a[0].b.constructor'],
    ['{"a": {"prototype": null}}', 'a.prototype'],
  ])('are no part of %s', async (text, place) => {
    expect(await failureOf(put('investigations/i', { title: 't', state: hostile(text) }))).toMatchObject({
      code: 'bad_request',
      place: `state.${place}`,
    });
    expect(await failureOf(put('models/m/versions/v1', { offlineMetrics: hostile(text) }))).toMatchObject({
      code: 'bad_request',
      place: `offlineMetrics.${place}`,
    });
  });

  it('may be values', async () => {
    const state = { columns: ['__proto__', 'constructor'], deep: [{ a: 'prototype' }] };
    expect((await put('investigations/i', { title: 't', state })).status).toBe(201);
    expect((await fixture.call('GET', 'v1/investigations/i')).body).toMatchObject({ state });
  });
});
