import { describe, expect, it } from 'vitest';
import { type Evidence, trustStates } from './trust';

const window = (more: Partial<Evidence>): Evidence => ({
  estimated: 0.9,
  se: 0.01,
  rows: 1000,
  realised: null,
  labelled: 0,
  doubts: [],
  ...more,
});
const states = (windows: Evidence[]) => trustStates(windows).map(({ state }) => state);

describe('trust', () => {
  it('is unknown without labels, and earned by them', () => {
    expect(states([window({}), window({ realised: 0.91, labelled: 1000 }), window({})])).toEqual([
      'unknown',
      'trusted',
      'unknown',
    ]);
  });

  it('ends where estimate and labels part, and stays doubtful until they agree again', () => {
    const apart = window({ realised: 0.8, labelled: 1000 });
    const found = trustStates([apart, window({}), window({ realised: 0.9, labelled: 1000 }), window({})]);
    expect(found.map(({ state }) => state)).toEqual(['contradicted', 'doubtful', 'trusted', 'unknown']);
    expect(found[0]?.reason).toContain('10.0 standard errors');
    expect(found[1]?.reason).toContain('contradicts');
  });

  it('allows more to chance where few labels came, and hears no verdict of a handful', () => {
    expect(states([window({ realised: 0.85, labelled: 100 })])).toEqual(['trusted']);
    expect(states([window({ realised: 0.85, labelled: 1000 })])).toEqual(['contradicted']);
    expect(states([window({ realised: 0.1, labelled: 10 })])).toEqual(['unknown']);
  });

  it('is doubtful where an assumption fails, whatever else', () => {
    const doubts = ['3.0 % of the scores lie outside of those of the reference'];
    const found = trustStates([window({ doubts }), window({ doubts, realised: 0.9, labelled: 1000 })]);
    expect(found).toEqual([
      { state: 'doubtful', reason: doubts[0] },
      { state: 'doubtful', reason: doubts[0] },
    ]);
  });
});
