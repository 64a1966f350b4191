import { expect, it } from 'vitest';
import { alertRuleUrl } from './alertRule';
import { ruleUrl } from './panelMenu';
import { driftMatrixQuery } from './queries';

function defaultsOf(url: string) {
  return JSON.parse(new URL(url, 'http://localhost').searchParams.get('defaults') ?? '');
}

const draft = {
  name: 'flights: drift',
  datasourceUid: 'plumb',
  query: driftMatrixQuery('flights'),
  limit: 0.2,
  rangeSeconds: 604_800,
  labels: { model: 'flights' },
};

it('opens the rule editor with the query of the panel, as numbers', () => {
  const url = alertRuleUrl({ ...draft, side: 'above' });
  expect(url.startsWith('/alerting/new?')).toBe(true);
  const defaults = defaultsOf(url);
  expect(defaults.queries[0]).toMatchObject({
    refId: 'A',
    datasourceUid: 'plumb',
    relativeTimeRange: { from: 604_800, to: 0 },
    model: { queryType: 'drift', model: 'flights', format: 'numeric' },
  });
  expect(defaults.labels).toEqual([{ key: 'model', value: 'flights' }]);
});

it('fires above the limit, or below it', () => {
  const threshold = (side: 'above' | 'below') => {
    const { queries, condition } = defaultsOf(alertRuleUrl({ ...draft, side }));
    expect(condition).toBe(queries[1].refId);
    return queries[1].model.conditions[0].evaluator;
  };
  expect(threshold('above')).toEqual({ type: 'gt', params: [0.2] });
  expect(threshold('below')).toEqual({ type: 'lt', params: [0.2] });
});

it('takes window, limit and side from the method of the panel', () => {
  const query = { refId: 'A', queryType: 'drift', model: 'flights', window: 'auto' };
  const rule = (method: string) => defaultsOf(ruleUrl({ ...query, method }, 'plumb', 'drift')).queries;
  expect(rule('psi')[0].model.window).toBe('1d');
  expect(rule('psi')[1].model.conditions[0].evaluator).toEqual({ type: 'gt', params: [0.2] });
  expect(rule('chi2')[1].model.conditions[0].evaluator).toEqual({ type: 'lt', params: [0.01] });
});
