import { CoreApp, dateTime } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { AUTO_EVALUATIONS, type BacktestQuery, type PlumblineQuery } from '../query/model';
import { formatReference, parseReference } from '../query/reference';
import { parseQuery } from '../query/validate';
import { mattering, type NamedField, valueAt, withValueAt } from './analyses/specs';
import { ANALYSES, ANALYSIS_TYPES, traitsOf } from './analyses/table';
import { withLimit } from './backtest/condition';
import { backtestPreview, backtestProblems } from './backtest/preview';
import { defaultQuery, withQueryType, withRule } from './defaults';
import { describeQuery } from './describe';
import { previewOf } from './preview';
import { problemsOf } from './validate';

const drift: PlumblineQuery = {
  refId: 'A',
  queryType: 'drift',
  model: 'flights',
  columns: ['*'],
  method: 'psi',
  reference: { kind: 'fixed', name: 'march' },
  window: '1d',
  segmentBy: ['carrier'],
  filters: [
    { key: 'origin', operator: '=', value: 'EWR' },
    { key: 'dest', operator: '=|', values: ['ORD', 'BOS'] },
  ],
};

describe('describeQuery', () => {
  it('says in one line what is asked of which model', () => {
    expect(describeQuery(drift)).toBe(
      'drift model=flights columns=* method=psi reference=fixed:march window=1d by=carrier origin=EWR dest=|(ORD, BOS)'
    );
  });

  it('shows SQL on one line', () => {
    expect(describeQuery({ refId: 'A', queryType: 'sql', rawSql: 'SELECT 1\n  FROM x ' })).toBe('SELECT 1 FROM x');
  });

  it('names what a performance query measures', () => {
    const query: PlumblineQuery = { refId: 'A', queryType: 'performance', model: 'm', metrics: ['auc', 'accuracy'] };
    expect(describeQuery(query)).toBe('performance model=m metrics=auc,accuracy');
  });
});

describe('defaultQuery', () => {
  it('asks for numbers in an alert rule and for a grid on a dashboard', () => {
    expect(defaultQuery(CoreApp.UnifiedAlerting)).toMatchObject({ format: 'numeric', window: '1d' });
    expect(defaultQuery(CoreApp.Dashboard)).toMatchObject({ format: 'matrix', window: 'auto' });
    expect(defaultQuery(CoreApp.Explore)).toMatchObject({ format: 'timeseries' });
  });

  it('begins in SQL where the settings say so, but for alert rules and where SQL is off', () => {
    const sql = { defaultEditor: 'sql' } as const;
    expect(defaultQuery(CoreApp.Dashboard, sql)).toMatchObject({ queryType: 'sql', rawSql: '', format: 'table' });
    expect(defaultQuery(CoreApp.Explore, sql)).toMatchObject({ queryType: 'sql', format: 'timeseries' });
    expect(defaultQuery(CoreApp.UnifiedAlerting, sql)).toMatchObject({ queryType: 'drift', format: 'numeric' });
    expect(defaultQuery(CoreApp.Dashboard, { ...sql, rawSql: 'off' })).toMatchObject({ queryType: 'drift' });
  });
});

describe('withQueryType', () => {
  it.each(ANALYSIS_TYPES)('makes a %s query that the back end accepts', (queryType) => {
    const query = withQueryType(drift, queryType);
    expect(parseQuery(JSON.parse(JSON.stringify(query)))).toMatchObject({ queryType });
    expect(query).toHaveProperty('format', traitsOf(queryType).formats[0]);
  });

  it('knows every analysis of the contract', () => {
    expect(ANALYSIS_TYPES.filter((type) => !ANALYSES[type])).toEqual([]);
  });

  it('keeps model, filters and segments, and drops what the new analysis does not know', () => {
    const query = withQueryType(drift, 'performance');
    expect(query).toMatchObject({ model: 'flights', segmentBy: ['carrier'], filters: drift.filters });
    expect(query).not.toHaveProperty('method');
    expect(query).not.toHaveProperty('reference');
    expect(withQueryType(drift, 'importance')).toHaveProperty('segmentBy');
    expect(withQueryType(drift, 'impact')).not.toHaveProperty('segmentBy');
  });
});

describe('fields', () => {
  const values: Record<NamedField['kind'], (spec: NamedField) => unknown[]> = {
    choice: (spec) => ('options' in spec ? spec.options.map(({ value }) => value).filter((value) => value !== '') : []),
    choices: (spec) => ('options' in spec ? spec.options.map(({ value }) => [value]) : []),
    column: () => ['carrier'],
    number: (spec) => [/k|bins|topK|limit|minRows|baseline/i.test(spec.key) ? 5 : 0.5],
    text: (spec) => [
      { timezone: 'Europe/Berlin', time: '2026-01-31T12:00:00Z', 'control.season': '7d' }[spec.key] ?? 'x',
    ],
    switch: () => [true],
  };

  it.each(ANALYSIS_TYPES)('of %s write what the back end reads', (queryType) => {
    const { fields, more } = traitsOf(queryType);
    for (const spec of [...fields(), ...more()]) {
      for (const value of 'key' in spec ? values[spec.kind](spec) : []) {
        const key = 'key' in spec ? spec.key : '';
        const fresh = withQueryType(drift, queryType);
        // A chart's own fields mean nothing without it, and one of two fields says what the other is about.
        const base = key.startsWith('control.')
          ? withValueAt(fresh, 'control.chart', 'robust_z')
          : key.startsWith('baseline.')
            ? withValueAt(fresh, 'baseline', { kind: 'cohort', cohort: 'carrier=UA' })
            : fresh;
        const query = withValueAt(base, key, value);
        // A cost matrix and an aggregate exclude each other.
        const asked = key.startsWith('costs') ? withValueAt(query, 'expression', undefined) : query;
        const read = parseQuery(JSON.parse(JSON.stringify(asked)));
        expect(valueAt(read, key), `${queryType} ${key}`).toEqual(value);
      }
    }
  });
});

describe('problemsOf', () => {
  it('finds nothing wrong with a finished query', () => {
    expect(problemsOf(drift)).toEqual({});
  });

  it.each<[string, Partial<PlumblineQuery>, string]>([
    ['no model', { model: '' }, 'model'],
    ['a window that is none', { window: 'often' }, 'window'],
    ['a duration that is none', { reference: { kind: 'rolling', over: 'x' } }, 'reference'],
    ['limits the wrong way round', { threshold: { warn: 0.3, breach: 0.2 } }, 'threshold'],
    ['a filter without a column', { filters: [{ key: '', operator: '=', value: 'x' }] }, 'filters'],
    ['a share above one', { labels: { minCoverage: 2 } }, 'labels.minCoverage'],
  ])('shows %s at its field', (_name, change, place) => {
    expect(Object.keys(problemsOf({ ...drift, ...change } as PlumblineQuery))).toEqual([place]);
  });

  it('takes limits of a p-value the other way round', () => {
    const limits = { warn: 0.05, breach: 0.01 };
    expect(problemsOf({ ...drift, method: 'chi2', threshold: limits } as PlumblineQuery)).toEqual({});
    expect(Object.keys(problemsOf({ ...drift, method: 'psi', threshold: limits } as PlumblineQuery))).toEqual([
      'threshold',
    ]);
  });

  it('does not judge what a variable will fill in', () => {
    const query = {
      ...drift,
      model: '$model',
      window: '$window',
      method: '${method}',
      reference: { kind: 'offset', by: '$by' },
      metrics: ['$metric'],
    };
    expect(problemsOf(query as unknown as PlumblineQuery)).toEqual({});
  });

  it('asks for a statement', () => {
    expect(problemsOf({ refId: 'A', queryType: 'sql', rawSql: '' })).toHaveProperty('rawSql');
  });
});

describe('references as words', () => {
  it.each(['fixed', 'fixed:march', 'previous', 'offset:7d', 'rolling:28d', 'version:v2'])('%s reads back', (word) => {
    expect(formatReference(parseReference(word))).toBe(word);
  });

  it('takes any other word as the name of a fixed reference', () => {
    expect(parseReference('training')).toEqual({ kind: 'fixed', name: 'training' });
  });

  it('keeps a colon inside a name', () => {
    expect(parseReference('fixed:a:b')).toEqual({ kind: 'fixed', name: 'a:b' });
  });
});

it('sends a back-test whose rule has a query without a letter, as files have it', () => {
  const query = { queryType: 'drift', model: 'm', columns: ['*'], reference: { kind: 'fixed' }, window: '7d' };
  const rule = { query, condition: { type: 'gt', params: [0.2] }, range: '14d' };
  const backtest = { refId: 'A', queryType: 'backtest', rule } as unknown as PlumblineQuery;
  expect(problemsOf(backtest)).toEqual({});
});

describe('a back-test on a dashboard', () => {
  const condition = { type: 'gt', params: [0.2] };
  const sent = (rule: object, change: object = {}) =>
    problemsOf({ refId: 'A', queryType: 'backtest', rule, ...change } as unknown as PlumblineQuery);

  it('is sent where its rule holds a variable, and its own fields are judged', () => {
    const query = { ...drift, model: '$model', window: '$window' };
    expect(sent({ query, condition, range: '14d' })).toEqual({});
    expect(sent({ query: { refId: 'A', queryType: 'sql', rawSql: 'SELECT $x' }, condition })).toEqual({});
    expect(Object.keys(sent({ query, condition, for: 'soon' }))).toEqual(['rule']);
    expect(Object.keys(sent({ query, condition: { type: 'gt', params: [] } }))).toEqual(['rule']);
    expect(Object.keys(sent({ query: { ...query, minRows: -1 }, condition }))).toEqual(['rule']);
    expect(Object.keys(sent({ query, condition }, { truth: { query: { ...query, model: '' }, condition } }))).toEqual([
      'truth',
    ]);
  });

  it('says where the trouble is, and how much there is to do', () => {
    const day = (text: string) => dateTime(`${text}T00:00:00Z`);
    const [from, to] = [day('2026-01-01'), day('2026-03-02')];
    const range = { from, to, raw: { from, to } };
    const query = { refId: 'A', queryType: 'backtest', rule: { query: drift, condition } } as BacktestQuery;
    expect(backtestPreview({ ...query, every: '1d' }, range)).toEqual([
      'about 60 evaluations, one every 1d',
      'each looks at 7d',
    ]);
    expect(backtestPreview(query, range)[0]).toBe(`one evaluation a window, at most ${AUTO_EVALUATIONS}`);
    expect(backtestProblems({ ...query, every: '1d' }, range)).toEqual({});
    expect(Object.keys(backtestProblems({ ...query, every: '1m' }, range))).toEqual(['every']);
    const bad = { ...query, rule: { ...query.rule, condition: { type: 'gt' as const, params: [] } } };
    expect(Object.keys(backtestProblems(bad, range))).toEqual(['condition']);
  });

  it('gets a rule to edit where a file has none, and keeps what there is', () => {
    const bare = { refId: 'A', queryType: 'backtest' } as PlumblineQuery;
    expect(describeQuery(bare)).toBe('backtest');
    expect(withRule(bare)).toMatchObject({ rule: { query: { queryType: 'drift', model: '' }, condition } });
    const asked = { ...bare, rule: { query: { ...drift, window: '7d' } } } as unknown as PlumblineQuery;
    expect(withRule(asked)).toMatchObject({ rule: { query: { model: 'flights', window: '7d' }, condition } });
    expect(withRule(drift)).toBe(drift);
    const whole = { ...bare, rule: { query: drift, condition } } as unknown as PlumblineQuery;
    expect(withRule(whole)).toBe(whole);
    expect(describeQuery(whole)).toMatch(/^backtest gt 0\.2: drift model=flights /);
  });

  it.each<[string, unknown, object, string]>([
    ['no limits', { type: 'gt' }, { type: 'gt', params: [0.2] }, 'backtest gt: drift'],
    ['an empty list', { type: 'lt', params: [] }, { type: 'lt', params: [0.2] }, 'backtest lt: drift'],
    ['a limit that is null', { type: 'gt', params: [null] }, { type: 'gt', params: [0.2] }, 'backtest gt: drift'],
    ['a text', { type: 'gt', params: '1' }, { type: 'gt', params: [0.2] }, 'backtest gt: drift'],
    ['no type', { params: [3] }, { type: 'gt', params: [3] }, 'backtest 3: drift'],
    [
      'one limit of two',
      { type: 'within_range', params: [0.5] },
      { type: 'within_range', params: [0.5, 1] },
      'backtest within_range 0.5: drift',
    ],
    ['a condition that is none', 'gt', { type: 'gt', params: [0.2] }, 'backtest: drift'],
  ])('can be edited and described with %s', (_name, written, filled, text) => {
    const query = { refId: 'A', queryType: 'backtest', rule: { query: drift, condition: written, for: '1h' } };
    const asked = query as unknown as PlumblineQuery;
    expect(withRule(asked)).toMatchObject({ rule: { query: drift, condition: filled, for: '1h' } });
    expect(describeQuery(asked)).toContain(text.replace(':', ' for 1h:'));
  });

  it('takes a limit at any place', () => {
    expect(withLimit({ type: 'gt', params: [] }, 0, 2)).toEqual({ type: 'gt', params: [2] });
    expect(withLimit({ type: 'within_range', params: [1] }, 1, 2)).toEqual({ type: 'within_range', params: [1, 2] });
    expect(withLimit({ type: 'gt', params: [1] }, 0, undefined)).toEqual({ type: 'gt', params: [0] });
  });
});

it('asks fairness for its groups before it is sent', () => {
  const query = { refId: 'A', queryType: 'fairness', model: 'm' } as PlumblineQuery;
  expect(Object.keys(problemsOf(query))).toEqual(['segmentBy']);
  expect(problemsOf({ ...query, segmentBy: ['$segment'] } as PlumblineQuery)).toEqual({});
});

it.each<[(typeof ANALYSIS_TYPES)[number], string]>([
  ['performance', '30'],
  ['service', '1'],
  ['kpi', '1, for costs 30'],
  ['drift', '10 a bin'],
])('says what rows a window of %s needs', (queryType, placeholder) => {
  const rows = traitsOf(queryType)
    .more()
    .find((spec) => 'key' in spec && spec.key === 'minRows');
  expect(rows).toMatchObject({ placeholder });
});

describe('mattering fields', () => {
  const keys = (query: object) =>
    mattering(traitsOf('performance').more(), query).flatMap((spec) => ('key' in spec ? [spec.key] : []));

  it('are those of the metrics that are asked for', () => {
    expect(keys({ metrics: ['accuracy'] })).not.toContain('beta');
    expect(keys({ metrics: ['f_beta'] })).toContain('beta');
    expect(keys({ metrics: ['${metric}'] })).toEqual(expect.arrayContaining(['beta', 'k', 'depth', 'quantile']));
  });

  it('are those of a ranking, too, where the model decides on the metrics', () => {
    expect(keys({})).toEqual(expect.arrayContaining(['k', 'rankBy']));
    expect(keys({})).not.toContain('beta');
    expect(keys({ metrics: [] })).not.toContain('rankBy');
  });

  it('are those that have a value, whatever else is asked', () => {
    expect(keys({ metrics: ['accuracy'], k: 5 })).toContain('k');
  });

  it('of a control chart come with the chart', () => {
    expect(keys({})).not.toContain('control.season');
    expect(keys({ control: { chart: 'ewma' } })).toContain('control.season');
  });
});

it.each([
  [{ kind: 'fixed' }, "against the model's reference"],
  [{ kind: 'fixed', name: "o'March" }, "against reference o'March"],
  [{ kind: 'previous' }, 'against the window before'],
  [{ kind: 'offset', by: '7d' }, 'against 7d earlier'],
  [{ kind: 'rolling', over: '28d' }, 'against the last 28d'],
  [{ kind: 'version', version: '2.1' }, 'against version 2.1'],
] as const)('says what %j is compared with', (reference, phrase) => {
  expect(previewOf({ refId: 'A', queryType: 'drift', model: 'm', reference })).toContain(phrase);
});
