import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  type DataSourceInstanceSettings,
  type DataSourcePluginMeta,
  dateTime,
  getDefaultTimeRange,
  LoadingState,
  PluginType,
  toDataFrame,
} from '@grafana/data';
import { setTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type BacktestQuery, type DriftQuery, type PlumblineQuery } from '../query/model';
import { withOperator } from './components/FiltersField';
import { statementToTakeOver } from './components/ExecutedSql';
import { QueryEditor } from './components/QueryEditor';
import { ingestCommand } from './components/IngestSnippet';
import { PlumblineDataSource } from './datasource';
import { type PlumblineOptions } from './types';
import { listNames } from './variables';

const MODEL = {
  name: 'flights',
  task: 'binary',
  columns: [
    { name: 'id', role: 'id', kind: 'categorical', segment: false },
    { name: 'time', role: 'time', kind: 'time', segment: false },
    { name: 'version', role: 'version', kind: 'categorical', segment: false },
    { name: 'temp', role: 'feature', kind: 'numeric', segment: false },
    { name: 'carrier', role: 'feature', kind: 'categorical', segment: true },
  ],
};

/** What the store's resources answer. */
const ANSWERS: Record<string, unknown> = {
  'v1/models': { models: [MODEL] },
  'v1/models/flights': MODEL,
  'v1/models/flights/references': { references: ['march'] },
  'v1/models/flights/values?carrier': { values: ['UA', 'DL', null], total: 2 },
  'v1/models/flights/values?version': { values: ['v1'], total: 1 },
};

function openDataSource(jsonData: PlumblineOptions = {}) {
  const settings = {
    uid: 'plumb',
    name: 'Plumbline',
    type: 'plumbline-predictions-datasource',
    access: 'proxy',
    readOnly: false,
    jsonData,
    meta: { id: 'plumbline-predictions-datasource', type: PluginType.datasource } as DataSourcePluginMeta,
  } as DataSourceInstanceSettings<PlumblineOptions>;
  const datasource = new PlumblineDataSource(settings);
  const getResource = vi.spyOn(datasource, 'getResource').mockImplementation((path, params) => {
    const key = params?.column ? `${path}?${params.column}` : path;
    return key in ANSWERS ? Promise.resolve(ANSWERS[key]) : Promise.reject(new Error(`nothing at ${key}`));
  });
  return { datasource, getResource };
}

const drift: PlumblineQuery = { refId: 'A', queryType: 'drift', model: 'flights', reference: { kind: 'fixed' } };

const templates: Pick<TemplateSrv, 'replace'> = { replace: (text = '') => text.replace('$model', 'flights') };

beforeEach(() => setTemplateSrv(templates as TemplateSrv));

describe('QueryEditor', () => {
  const open = (query: PlumblineQuery, options: PlumblineOptions = {}) => {
    const onChange = vi.fn();
    const onRunQuery = vi.fn();
    const { datasource } = openDataSource(options);
    render(<QueryEditor datasource={datasource} query={query} onChange={onChange} onRunQuery={onRunQuery} />);
    return { onChange, onRunQuery };
  };

  it('shows the fields of a drift query and not those of others', async () => {
    open(drift);
    expect(await screen.findByLabelText('Method')).toHaveValue('PSI');
    expect(screen.getByLabelText('Compared with')).toHaveValue('Fixed reference');
    expect(screen.queryByLabelText('Metrics')).not.toBeInTheDocument();
    expect(screen.queryByLabelText('Rows at most')).not.toBeInTheDocument();
  });

  it('shows the limit of rows for records', async () => {
    open({ refId: 'A', queryType: 'records', model: 'flights' });
    expect(await screen.findByLabelText('Rows at most')).toBeInTheDocument();
    expect(screen.queryByLabelText('Method')).not.toBeInTheDocument();
  });

  it('shows the format that a query without one is answered in', async () => {
    open(drift);
    expect(await screen.findByLabelText('Format')).toHaveValue('Time series');
  });

  it('offers a window for refused calls', async () => {
    open({ refId: 'A', queryType: 'refusals', window: '1d' });
    expect(await screen.findByLabelText('Window')).toHaveValue('1 day');
  });

  it('chooses the first model for a new query and runs it', async () => {
    const { onChange, onRunQuery } = open({ refId: 'A', queryType: 'drift', model: '' });
    await waitFor(() => expect(onChange).toHaveBeenCalledWith(expect.objectContaining({ model: 'flights' })));
    expect(onRunQuery).toHaveBeenCalledOnce();
  });

  it('says at the field what is wrong and does not run the query', async () => {
    const { onChange, onRunQuery } = open({ ...drift, reference: { kind: 'rolling', over: '28d' } });
    const over = await screen.findByLabelText('Over the last');
    await userEvent.clear(over);
    await userEvent.type(over, 'often{Enter}');
    expect(onChange).toHaveBeenCalledWith(expect.objectContaining({ reference: { kind: 'rolling', over: 'often' } }));
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  it('shows the message of a wrong duration', async () => {
    open({ ...drift, reference: { kind: 'rolling', over: 'often' } });
    expect(await screen.findByText(/"often" is not a duration/)).toBeInTheDocument();
  });

  it('does not offer SQL where it is switched off', async () => {
    open(drift, { rawSql: 'off' });
    expect(await screen.findByRole('radio', { name: 'SQL' })).toBeDisabled();
  });

  it('goes to SQL and keeps what the builder had', async () => {
    const { onChange } = open(drift);
    await userEvent.click(await screen.findByRole('radio', { name: 'SQL' }));
    expect(onChange).toHaveBeenCalledWith(expect.objectContaining({ queryType: 'sql', rawSql: '' }));
  });
});

describe('the editor of a back-test', () => {
  const backtest: PlumblineQuery = {
    refId: 'A',
    queryType: 'backtest',
    rule: { query: drift as DriftQuery, condition: { type: 'gt', params: [0.2] } },
  };
  const limits = toDataFrame({
    refId: 'A',
    name: 'thresholds',
    fields: [
      { name: 'threshold', values: [0.2, 0.31] },
      { name: 'suggested', values: [false, true] },
      { name: 'description', values: ['9 alarms, 3.0 in 30 days', '2 alarms, 0.7 in 30 days'] },
    ],
  });
  const open = (query: PlumblineQuery) => {
    const onChange = vi.fn();
    const { datasource } = openDataSource();
    const data = { state: LoadingState.Done, series: [limits], timeRange: getDefaultTimeRange() };
    render(<QueryEditor datasource={datasource} query={query} data={data} onChange={onChange} onRunQuery={vi.fn()} />);
    return onChange;
  };

  it('opens where a file has no rule', async () => {
    open({ refId: 'A', queryType: 'backtest' } as PlumblineQuery);
    expect(await screen.findByLabelText('The rule asks for')).toHaveValue('Drift');
    expect(screen.getByText('Choose a model.')).toBeInTheDocument();
  });

  it('has all of the rule: rows that a window needs, and how long it keeps firing', async () => {
    open(backtest);
    await userEvent.click(await screen.findByRole('button', { name: /More options/ }));
    expect(await screen.findByLabelText('Rows a window needs')).toBeInTheDocument();
    expect(screen.getByLabelText('Keeps firing for')).toBeInTheDocument();
  });

  it.each([{ type: 'gt' }, { type: 'gt', params: [] }, { type: 'outside_range', params: [1] }])(
    'opens with the condition %j, and takes a limit',
    async (condition) => {
      const onChange = open({ ...backtest, rule: { query: drift, condition } } as unknown as PlumblineQuery);
      await userEvent.click(await screen.findByRole('button', { name: 'Use this limit' }));
      const [{ rule }] = onChange.mock.calls[0] as [BacktestQuery];
      expect(rule.condition.params[0]).toBe(0.31);
    }
  );

  it('takes over the limit that the answer suggests', async () => {
    const onChange = open(backtest);
    expect(await screen.findByText(/0\.31 \(2 alarms, 0\.7 in 30 days\)/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Use this limit' }));
    expect(onChange).toHaveBeenCalledWith(
      expect.objectContaining({ rule: expect.objectContaining({ condition: { type: 'gt', params: [0.31] } }) })
    );
  });
});

describe('from builder to SQL', () => {
  it('shows what the query ran and goes on from it', async () => {
    const onChange = vi.fn();
    const { datasource } = openDataSource();
    const frame = toDataFrame({ refId: 'A', fields: [] });
    frame.meta = { executedQueryString: 'SELECT w FROM predictions."flights";\n\nSELECT 2' };
    const data = { state: LoadingState.Done, series: [frame], timeRange: getDefaultTimeRange() };
    render(<QueryEditor datasource={datasource} query={drift} data={data} onChange={onChange} onRunQuery={vi.fn()} />);
    await userEvent.click(await screen.findByText('SQL that this query ran'));
    await userEvent.click(await screen.findByRole('button', { name: 'Go on in SQL' }));
    expect(onChange).toHaveBeenCalledWith(
      expect.objectContaining({ queryType: 'sql', rawSql: 'SELECT w\nFROM predictions."flights"' })
    );
  });

  it('goes on from the rows, and not from rollups that SQL mode does not open', () => {
    expect(statementToTakeOver('SELECT 1 FROM rollups.r1;\n\nSELECT 2 FROM predictions."m"')).toBe(
      'SELECT 2 FROM predictions."m"'
    );
    expect(statementToTakeOver('SELECT 1 FROM rollups.r1')).toBeUndefined();
  });

  it('says in short what will be computed', async () => {
    const { datasource } = openDataSource();
    const query: PlumblineQuery = { ...drift, columns: ['*', '!temp'], window: '1d', segmentBy: ['carrier'] };
    const to = dateTime('2026-01-31T00:00:00Z');
    const from = dateTime('2026-01-01T00:00:00Z');
    render(
      <QueryEditor
        datasource={datasource}
        query={query}
        range={{ from, to, raw: { from, to } }}
        onChange={vi.fn()}
        onRunQuery={vi.fn()}
      />
    );
    const preview = await screen.findByText(
      /1 column.* against the model's reference .* about 30 windows of 1d .* split by carrier/
    );
    expect(preview).toBeInTheDocument();
  });
});

describe('PlumblineDataSource', () => {
  it('does not send hidden or unfinished queries', () => {
    const { datasource } = openDataSource();
    expect(datasource.filterQuery(drift)).toBe(true);
    expect(datasource.filterQuery({ ...drift, hide: true })).toBe(false);
    expect(datasource.filterQuery({ ...drift, model: '' })).toBe(false);
    expect(datasource.filterQuery({ refId: 'A', queryType: 'sql', rawSql: ' ' })).toBe(false);
  });

  it('adds ad hoc filters to an analysis', () => {
    const { datasource } = openDataSource();
    const query = { ...drift, filters: [{ key: 'origin', operator: '=' as const, value: 'EWR' }] };
    expect(
      datasource.applyTemplateVariables(query, {}, [{ key: 'carrier', operator: '!=', value: 'UA' }])
    ).toMatchObject({
      filters: [
        { key: 'origin', operator: '=', value: 'EWR' },
        { key: 'carrier', operator: '!=', value: 'UA' },
      ],
    });
  });

  it('offers columns of the models in use as keys, without ids and times', async () => {
    const { datasource } = openDataSource();
    const keys = await datasource.getTagKeys({ filters: [], queries: [{ ...drift, model: '$model' }] });
    expect(keys).toEqual([{ text: 'version' }, { text: 'temp' }, { text: 'carrier' }]);
  });

  it('offers attributions after the columns', async () => {
    const { datasource, getResource } = openDataSource();
    getResource.mockResolvedValue({ models: [{ ...MODEL, attributedFeatures: ['temp'] }] });
    const keys = await datasource.getTagKeys({ filters: [], queries: [drift] });
    expect(keys.at(-1)).toEqual({ text: 'shap_temp' });
    expect(await datasource.getTagValues({ key: 'shap_temp', filters: [] })).toEqual([]);
  });

  it('offers no attributions of columns that not everybody may see', async () => {
    const { datasource, getResource } = openDataSource();
    const columns = MODEL.columns.map((column) => ({ ...column, sensitive: column.name === 'carrier' }));
    getResource.mockResolvedValue({ models: [{ ...MODEL, columns, attributedFeatures: ['carrier', 'temp'] }] });
    const keys = await datasource.getTagKeys({ filters: [], queries: [drift] });
    expect(keys.map(({ text }) => text).filter((name) => name?.startsWith('shap_'))).toEqual(['shap_temp']);
  });

  it('offers the values of a column, asking for a bounded number of a bounded range', async () => {
    const { datasource, getResource } = openDataSource();
    const from = dateTime('2026-01-01T00:10:00Z');
    const to = dateTime('2026-01-31T00:10:00Z');
    const timeRange = { from, to, raw: { from, to } };
    expect(await datasource.getTagValues({ key: 'carrier', filters: [], timeRange })).toEqual([
      { text: 'UA' },
      { text: 'DL' },
    ]);
    expect(getResource).toHaveBeenCalledWith(
      'v1/models/flights/values',
      { column: 'carrier', limit: 1000, from: '2026-01-01T00:00:00.000Z', to: '2026-01-31T01:00:00.000Z' },
      { showErrorAlert: false }
    );
  });

  it('offers what there is where a model of the dashboard is gone', async () => {
    const { datasource } = openDataSource();
    const queries = [drift, { ...drift, refId: 'B', model: 'gone' }];
    expect(await datasource.getTagKeys({ filters: [], queries })).toHaveLength(3);
  });

  it('asks the store once for what several editors want', async () => {
    const { datasource, getResource } = openDataSource();
    await Promise.all([datasource.catalogue.models(), datasource.catalogue.models()]);
    expect(getResource).toHaveBeenCalledOnce();
  });

  it('adds a filter from a cell in Explore', () => {
    const { datasource } = openDataSource();
    const action = { type: 'ADD_FILTER_OUT', options: { key: 'carrier', value: 'UA' } };
    expect(datasource.modifyQuery(drift, action)).toMatchObject({
      filters: [{ key: 'carrier', operator: '!=', value: 'UA' }],
    });
  });
});

describe('query variables', () => {
  it.each([
    ['models', ['flights']],
    ['columns', ['temp', 'carrier']],
    ['segments', ['carrier']],
    ['references', ['march']],
    ['versions', ['v1']],
  ] as const)('list %s', async (list, names) => {
    const { datasource } = openDataSource();
    expect(await listNames(datasource.catalogue, { refId: 'A', list, model: 'flights' })).toEqual(names);
  });

  it('list the values of a column', async () => {
    const { datasource } = openDataSource();
    const query = { refId: 'A', list: 'values' as const, model: 'flights', column: 'carrier' };
    expect(await listNames(datasource.catalogue, query)).toEqual(['UA', 'DL']);
  });

  it('list nothing before they are finished', async () => {
    const { datasource } = openDataSource();
    expect(await listNames(datasource.catalogue, { refId: 'A', list: 'columns' })).toEqual([]);
    expect(await listNames(datasource.catalogue, { refId: 'A', list: 'values', model: 'flights' })).toEqual([]);
  });
});

it('keeps the value of a filter whose operator changes', () => {
  const filter = { key: 'carrier', operator: '=' as const, value: 'UA' };
  expect(withOperator(filter, '=|')).toEqual({ key: 'carrier', operator: '=|', values: ['UA'] });
  expect(withOperator({ key: 'carrier', operator: '=|', values: ['UA', 'DL'] }, '!=')).toEqual({
    key: 'carrier',
    operator: '!=',
    value: 'UA',
  });
});

it('writes a command that holds no secret', () => {
  const command = ingestCommand('http://localhost:3000/', 'plumb', true);
  expect(command).toContain(
    "'http://localhost:3000/api/datasources/uid/plumb/resources/v1/models/my_model/predictions'"
  );
  expect(command).toContain('X-Plumbline-Ingest-Key: $PLUMBLINE_KEY');
  expect(ingestCommand('http://localhost:3000', 'plumb', false)).not.toContain('Ingest-Key');
});
