import { expect, it } from 'vitest';
import { draftFrom, ruleEditorUrl } from './alertRule';
import { driftMatrixQuery, importanceQuery, performanceQuery } from './queries';

const context = {
  datasourceUid: 'plumb',
  dashboardUid: 'board',
  panelId: 3,
  runbookUrl: 'https://example.org/run',
  owner: 'us',
};

/** Form values that the address of the rule editor carries. */
function formOf(query: Parameters<typeof draftFrom>[0]) {
  const draft = draftFrom(query, context);
  const url = draft ? ruleEditorUrl(draft) : '';
  expect(url.startsWith('/alerting/new?')).toBe(true);
  return JSON.parse(new URL(url, 'http://localhost').searchParams.get('defaults') ?? '');
}
const evaluatorOf = (query: Parameters<typeof draftFrom>[0]) => formOf(query).queries[1].model.conditions[0].evaluator;

it('opens the rule editor with the query of the panel, as numbers', () => {
  const form = formOf(driftMatrixQuery('flights'));
  expect(form).toMatchObject({
    type: 'grafana',
    condition: 'B',
    noDataState: 'KeepLast',
    name: 'flights: Drift of a column, breach',
  });
  expect(form.queries[0]).toMatchObject({
    refId: 'A',
    datasourceUid: 'plumb',
    relativeTimeRange: { from: 1_209_600, to: 0 },
    model: { queryType: 'drift', model: 'flights', format: 'numeric', refId: 'A' },
  });
  expect(form.condition).toBe(form.queries[1].refId);
});

it('says who owns the rule, how bad it is and where it leads', () => {
  const { labels, annotations } = formOf(driftMatrixQuery('flights'));
  expect(labels).toEqual(
    expect.arrayContaining([
      { key: 'model', value: 'flights' },
      { key: 'severity', value: 'critical' },
    ])
  );
  const said = Object.fromEntries(annotations.map(({ key, value }: { key: string; value: string }) => [key, value]));
  expect(said).toMatchObject({
    runbook_url: 'https://example.org/run',
    owner: 'us',
    __dashboardUid__: 'board',
    __panelId__: '3',
  });
  expect(said.summary).toContain('$labels.column');
});

it('takes window, limit and side from the method of the panel', () => {
  const query = { refId: 'A', queryType: 'drift', model: 'flights', window: 'auto' };
  expect(formOf(query).queries[0].model.window).toBe('all');
  expect(formOf({ ...query, window: '1h' }).queries[0].model.window).toBe('1h');
  expect(evaluatorOf({ ...query, method: 'psi' })).toEqual({ type: 'gt', params: [0.2] });
  expect(evaluatorOf({ ...query, method: 'chi2' })).toEqual({ type: 'lt', params: [0.01] });
  expect(evaluatorOf({ ...query, method: 'js', threshold: { breach: 0.4 } })).toEqual({ type: 'gt', params: [0.4] });
});

it('watches one metric, on the side where it is worse', () => {
  const form = formOf(performanceQuery('flights', ['auc', 'accuracy']));
  expect(form.queries[0].model.metrics).toEqual(['auc']);
  expect(evaluatorOf(performanceQuery('flights', ['auc'])).type).toBe('lt');
  expect(evaluatorOf(performanceQuery('flights', ['log_loss'])).type).toBe('gt');
});

it('makes a picture of explanations a rule about their drift, and none of records', () => {
  const filters = [{ key: 'origin', operator: '=', value: 'EWR' }];
  expect(formOf({ ...importanceQuery('flights', 10), filters }).queries[0].model).toMatchObject({
    queryType: 'importance',
    statistic: 'ndcg',
    filters,
  });
  expect(draftFrom({ refId: 'A', queryType: 'records', model: 'm' }, context)).toBeUndefined();
});
