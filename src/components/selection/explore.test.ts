import { expect, it } from 'vitest';
import { exploreUrl } from './explore';

it('opens one query with its variables filled in', () => {
  const query = {
    refId: 'C',
    datasource: { type: 't', uid: 'u&1' },
    model: '$model',
    columns: ['a', '$column'],
    limit: 5,
  };
  const url = exploreUrl(query, { from: 1.4, to: 9 }, (text) => text.replace('$', 'my '));
  const panes = new URL(url, 'http://grafana').searchParams.get('panes') ?? '';
  expect(JSON.parse(panes)).toEqual({
    plb: {
      datasource: 'u&1',
      queries: [{ ...query, refId: 'A', model: 'my model', columns: ['a', 'my column'] }],
      range: { from: '1', to: '9' },
    },
  });
});
