import { expect, it } from 'vitest';
import { MODEL_TABS, modelPath, modelUrl, ROOT } from './urls';

it('puts the overview at the model itself and every other tab below it', () => {
  expect(modelPath('flights')).toBe(`${ROOT}/models/flights`);
  expect(MODEL_TABS.map((tab) => modelPath('m', tab)).slice(1)).toEqual(
    MODEL_TABS.slice(1).map((tab) => `${ROOT}/models/m/${tab}`)
  );
});

it('keeps names with slashes and signs in one segment of the path', () => {
  expect(modelPath('credit/eu 100%', 'drift')).toBe(`${ROOT}/models/credit%2Feu%20100%25/drift`);
});

it('writes state behind the path', () => {
  expect(modelUrl('m', { 'var-ds': 'a b' })).toBe(`${ROOT}/models/m?var-ds=a%20b`);
});
