/** What a panel without data offers to do about it, asked of all three; locations are those of the page. */
import { type DataQueryRequest, dateTime, FieldType, OrgRole, type PanelProps, toDataFrame } from '@grafana/data';
import { config, locationService } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ComponentType } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { panelProps } from '../../tests/unit/panelProps';
import { DATASOURCE_TYPE } from '../query/model';
import { CohortsPanel } from './cohorts/CohortsPanel';
import { DEFAULT_OPTIONS } from './cohorts/options';
import { DriftHeatmapPanel } from './driftheatmap/DriftHeatmapPanel';
import { longFrame } from './driftheatmap/testFrames';
import { ImportancePanel } from './importance/ImportancePanel';

const PANELS: Array<[string, ComponentType<PanelProps>]> = [
  ['drift heatmap', DriftHeatmapPanel],
  ['importance', ImportancePanel],
  ['cohorts', CohortsPanel],
];
const { user } = config.bootData;
const CARRIER = { key: 'carrier', operator: '=', value: 'UA' };
const ORIGIN = { key: 'origin', operator: '!=', value: 'JFK' };

beforeEach(() => {
  locationService.push('/d/model?from=now-1d');
  config.bootData.user = { ...user, orgRole: OrgRole.Editor, isGrafanaAdmin: false };
});
afterEach(() => {
  config.bootData.user = user;
});

interface Given {
  target?: object;
  request?: Partial<DataQueryRequest>;
  series?: PanelProps['data']['series'];
  options?: object;
  onOptionsChange?: PanelProps['onOptionsChange'];
}

function open(Panel: ComponentType<PanelProps>, given: Given = {}) {
  const times = { from: dateTime(1000), to: dateTime(9000) };
  const request: DataQueryRequest = {
    app: 'dashboard',
    panelId: 7,
    requestId: 'q',
    interval: '1h',
    intervalMs: 36e5,
    range: { ...times, raw: times },
    scopedVars: {},
    timezone: 'utc',
    startTime: 0,
    targets: [{ refId: 'A', datasource: { type: DATASOURCE_TYPE, uid: 'plumb' }, ...given.target }],
    ...given.request,
  };
  const { onOptionsChange } = given;
  const props = panelProps({ series: given.series ?? [], options: given.options });
  render(<Panel {...props} {...(onOptionsChange ? { onOptionsChange } : {})} data={{ ...props.data, request }} />);
  return userEvent.setup();
}

const button = (name: string) => screen.getByRole('button', { name });
const filters = () => locationService.getSearch().getAll('var-filters');

describe.each(PANELS)('an empty %s', (_, Panel) => {
  it('takes away one filter that the address holds, and leaves the others', async () => {
    locationService.partial({ 'var-filters': ['carrier|=|UA', 'origin|!=|JFK'] });
    const person = open(Panel, { request: { filters: [CARRIER, ORIGIN] } });
    await person.click(button('Clear filter carrier = UA'));
    expect(filters()).toEqual(['origin|!=|JFK']);
    expect(locationService.getSearch().get('from')).toBe('now-1d');
  });

  it('takes away all of them at once', async () => {
    locationService.partial({ 'var-filters': ['carrier|=|UA', 'origin|!=|JFK'] });
    const person = open(Panel, { request: { filters: [CARRIER, ORIGIN] } });
    await person.click(button('Clear all 2 filters'));
    expect(filters()).toEqual(['']);
  });

  it('opens its query in the editor of the dashboard', async () => {
    const person = open(Panel);
    await person.click(button('Edit the query'));
    expect(locationService.getSearch().get('editPanel')).toBe('7');
  });

  it('leads who may not edit to Explore', () => {
    config.bootData.user = { ...user, orgRole: OrgRole.Viewer, isGrafanaAdmin: false };
    open(Panel);
    expect(screen.queryByRole('button', { name: 'Edit the query' })).toBeNull();
    expect(screen.getByRole('link', { name: 'Open in Explore' })).toHaveAttribute(
      'href',
      expect.stringContaining('/explore?')
    );
  });

  it.each([
    ['in its editor', {}, { editPanel: '7' }],
    ['in Explore', { app: 'explore' }, {}],
  ])('offers nothing %s, where the query is beside it', (_place, request, search) => {
    locationService.partial(search);
    open(Panel, { request });
    expect(screen.getByRole('status')).toBeInTheDocument();
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('says what it needs where fields are missing, and offers the query and no filters', () => {
    locationService.partial({ 'var-filters': 'carrier|=|UA' });
    const series = [toDataFrame({ fields: [{ name: 'x', type: FieldType.boolean, values: [true] }] })];
    open(Panel, { series, request: { filters: [CARRIER] } });
    expect(button('Edit the query')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Clear filter/ })).toBeNull();
  });
});

describe('a heatmap without a reference', () => {
  const series = [longFrame([{ hour: 0, column: 'age', score: NaN, status: 'no_reference' }])];

  it('sets the variable that chooses it', async () => {
    const reference = { kind: 'fixed', name: '${ref}' };
    const person = open(DriftHeatmapPanel, { series, target: { reference } });
    await person.click(button('Compare with the previous window'));
    expect(locationService.getSearch().get('var-ref')).toBe('previous');
  });

  it('opens the editor where the query itself says it', async () => {
    const person = open(DriftHeatmapPanel, { series, target: { reference: { kind: 'fixed', name: 'march' } } });
    await person.click(button('Choose reference'));
    expect(locationService.getSearch().get('editPanel')).toBe('7');
  });

  it('leads viewers to Explore', () => {
    config.bootData.user = { ...user, orgRole: OrgRole.Viewer, isGrafanaAdmin: false };
    open(DriftHeatmapPanel, { series });
    expect(screen.getByRole('link', { name: 'Choose reference in Explore' })).toBeInTheDocument();
  });
});

it('cohorts that its option hides are shown by a button', async () => {
  const onOptionsChange = vi.fn();
  const cohorts = toDataFrame({
    refId: 'A',
    meta: { custom: { plumbline: 'cohorts', v: 1, model: 'flights' } },
    fields: [
      { name: 'cohort', type: FieldType.string, values: ['k=a', 'k=b'] },
      { name: 'metric', type: FieldType.string, values: ['accuracy', 'accuracy'] },
      { name: 'value', type: FieldType.number, values: [0.5, 0.6] },
      { name: 'n', type: FieldType.number, values: [90, 90] },
      { name: 'p', type: FieldType.number, values: [0.9, 0.8] },
      { name: 'q', type: FieldType.number, values: [0.9, 0.8] },
    ],
  });
  const options = { ...DEFAULT_OPTIONS, onlySignificant: true };
  const person = open(CohortsPanel, { series: [cohorts], options, onOptionsChange });
  await person.click(button('Show all 2'));
  expect(onOptionsChange).toHaveBeenCalledWith({ ...options, onlySignificant: false });
});

it('of importance says so of columns that a filter leaves without a record, and names none that comes first', async () => {
  locationService.partial({ 'var-filters': ['carrier|=|UA'] });
  const columns = ['carrier', 'dest', 'distance'];
  const numbers = (name: string, value: number | null) => ({
    name,
    type: FieldType.number,
    values: columns.map(() => value),
  });
  const frame = toDataFrame({
    refId: 'A',
    meta: { custom: { plumbline: 'importance', v: 1 } },
    fields: [{ name: 'column', type: FieldType.string, values: columns }, numbers('n', 0), numbers('mean_abs', null)],
  });
  const person = open(ImportancePanel, { series: [frame], request: { filters: [CARRIER] } });
  expect(screen.queryByRole('figure')).not.toBeInTheDocument();
  expect(screen.getByRole('status')).toHaveTextContent('No attributions in this time range');
  expect(screen.getByRole('status')).toHaveTextContent('Filters in force: carrier = UA');
  await person.click(button('Clear filter carrier = UA'));
  expect(filters()).toEqual(['']);
});

describe('a heatmap whose windows hold no row', () => {
  const windows = (counts: number[]) => {
    const rows = counts.map((n, hour) => ({
      hour,
      column: 'a',
      score: null,
      status: n > 0 ? 'insufficient' : 'no_data',
    }));
    const frame = longFrame(rows);
    return {
      ...frame,
      fields: frame.fields.map((field) => (field.name === 'n' ? { ...field, values: counts } : field)),
    };
  };

  it('names the filter that may have emptied it, and takes it away', async () => {
    locationService.partial({ 'var-filters': ['carrier|=|UA'] });
    const person = open(DriftHeatmapPanel, { series: [windows([0, 0])], request: { filters: [CARRIER] } });
    expect(screen.getByRole('status')).toHaveTextContent('Filters in force: carrier = UA');
    await person.click(button('Clear filter carrier = UA'));
    expect(filters()).toEqual(['']);
  });

  it('stays drawn without filters, and where one window has rows', () => {
    open(DriftHeatmapPanel, { series: [windows([0, 0])] });
    expect(screen.getByRole('figure')).toBeInTheDocument();
    open(DriftHeatmapPanel, { series: [windows([5, 0])], request: { filters: [CARRIER] } });
    expect(screen.getAllByRole('figure')).toHaveLength(2);
  });
});
