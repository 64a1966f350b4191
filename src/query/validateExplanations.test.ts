import { describe, expect, it } from 'vitest';
import { PlumblineError } from './errors';
import { QUERY_VERSION } from './model';
import { parseQuery } from './validate';

const importance = { refId: 'A', queryType: 'importance', model: 'flights', pluginVersion: QUERY_VERSION };
const late = { name: 'late', filters: [{ key: 'hour', operator: '>=', value: '17' }] };

function placeOf(query: object): string | undefined {
  try {
    parseQuery(query);
    return undefined;
  } catch (error) {
    return error instanceof PlumblineError ? error.place : String(error);
  }
}

describe('cohorts of an importance', () => {
  it('are columns cut at their quartiles, or conditions', () => {
    const cut = { ...importance, segmentBy: ['carrier', 'distance'], quartiles: true };
    expect(parseQuery(cut)).toEqual(cut);
    const named = { ...importance, cohorts: [late] };
    expect(parseQuery(named)).toEqual(named);
    expect(parseQuery({ ...importance, cohorts: [] })).toEqual(importance);
  });

  it.each([
    [{ segmentBy: ['carrier'], cohorts: [late] }, 'cohorts'],
    [{ statistic: 'ndcg', cohorts: [late] }, 'cohorts'],
    [{ cohorts: Array.from({ length: 7 }, (_, i) => ({ ...late, name: `c${i}` })) }, 'cohorts'],
    [{ cohorts: [late, late] }, 'cohorts'],
    [{ cohorts: [{ ...late, name: '' }] }, 'cohorts[0].name'],
    [{ cohorts: [{ name: 'x', filters: [] }] }, 'cohorts[0].filters'],
    [
      { cohorts: [{ name: 'x', filters: [{ key: 'a', operator: '~', value: '1' }] }] },
      'cohorts[0].filters[0].operator',
    ],
    [{ quartiles: 'yes' }, 'quartiles'],
  ])('%j is refused', (fields, place) => {
    expect(placeOf({ ...importance, ...fields })).toBe(place);
  });
});
