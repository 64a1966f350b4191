import { describe, expect, it } from 'vitest';
import { distinct, incidentRange, incidentsOf, type RulesAnswer } from './incidents';

const query = JSON.stringify([
  { refId: 'A', relativeTimeRange: { from: 1_209_600, to: 0 }, model: { queryType: 'drift', method: 'js' } },
  { refId: 'B', model: { type: 'threshold', conditions: [{ evaluator: { type: 'gt', params: [0.2] } }] } },
]);

const instance = (state: string, labels: Record<string, string>, more = {}) => ({
  state,
  labels: { model: 'flights', ...labels },
  activeAt: '2026-11-20T12:00:00Z',
  ...more,
});

const answer: RulesAnswer = {
  data: {
    groups: [
      {
        rules: [
          {
            uid: 'warn',
            name: 'Drift, warn',
            query,
            labels: { severity: 'warning' },
            alerts: [instance('Alerting', { column: 'temp' }), instance('Normal', { column: 'dow' })],
          },
          {
            uid: 'breach',
            name: 'Drift, breach',
            query,
            labels: { severity: 'critical' },
            annotations: { owner: 'us', runbook_url: 'https://example.org/run' },
            alerts: [
              instance(
                'Alerting (NoData)',
                { column: 'humid' },
                { value: "[ var='A' labels={column=humid} value=3.1e-1 ]" }
              ),
              instance('Pending', { column: 'visib' }, { value: '1e+00', activeAt: '0001-01-01T00:00:00Z' }),
              instance('Alerting', { model: 'other', column: 'x' }),
            ],
          },
        ],
      },
    ],
  },
};

describe('incidents of a model', () => {
  const found = incidentsOf(answer, 'flights');

  it('are those that are not normal, the critical ones first and pending ones last', () => {
    expect(found.map(({ column, state }) => [column, state])).toEqual([
      ['humid', 'firing'],
      ['temp', 'firing'],
      ['visib', 'pending'],
    ]);
  });

  it('are listed once, at their worst', () => {
    const [worst, ...others] = found.map((each) => ({ ...each, summary: 'temp has drifted', column: 'temp' }));
    expect(distinct([worst, ...others])).toEqual([worst]);
    expect(distinct(found)).toEqual(found);
  });

  it('say value, condition, method, since when and whom to ask', () => {
    expect(found[0]).toMatchObject({
      value: 0.31,
      condition: { type: 'gt', params: [0.2] },
      method: 'js',
      since: Date.UTC(2026, 10, 20, 12),
      owner: 'us',
      runbook: 'https://example.org/run',
    });
    expect(found[2]).toMatchObject({ value: undefined, since: undefined });
  });

  it('are shown with as much before them as their rule looks at', () => {
    const now = Date.UTC(2026, 10, 21);
    const [first] = found;
    expect(first && incidentRange(first, now)).toEqual({ from: Date.UTC(2026, 10, 6, 12), to: now });
  });
});

it('is nothing where rules are spelled in a way that nobody knows', () => {
  const odd = { data: { groups: [{ rules: [{ query: '{', alerts: [instance('Alerting', {})] }] }] } };
  expect(incidentsOf(odd, 'flights')).toMatchObject([{ ruleUid: '', state: 'firing', value: undefined }]);
  expect(incidentsOf({}, 'flights')).toEqual([]);
});
