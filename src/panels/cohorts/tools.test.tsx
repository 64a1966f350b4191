import { type DataFrame, type DataQueryRequest, EventBusSrv } from '@grafana/data';
import { config } from '@grafana/runtime';
import { PanelContextProvider } from '@grafana/ui';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { cohorts, errorTree } from '../../../tests/workbench/panels/cohortFixtures';
import { DATASOURCE_TYPE } from '../../query/model';
import { predicateFilters } from '../../query/predicate';
import { predicateOf } from './cohortSubject';
import { CohortsPanel } from './CohortsPanel';
import { dotRadius } from './ForestCell';
import { type CohortsOptions, DEFAULT_OPTIONS } from './options';
import { prepareCohorts } from './prepareCohorts';

const fetch = vi.hoisted(() => vi.fn());
const jsonData = vi.hoisted((): { editRole?: string } => ({}));
vi.mock('@grafana/runtime', async (original) => ({
  ...(await original<object>()),
  getBackendSrv: () => ({ fetch }),
  getDataSourceSrv: () => ({ getInstanceSettings: () => ({ jsonData }) }),
}));

const { user: someone } = config.bootData;

function as(orgRole: string) {
  config.bootData.user = { ...someone, orgRole, isGrafanaAdmin: false } as typeof someone;
}

beforeEach(() => {
  as('Editor');
  fetch.mockReset();
  delete jsonData.editRole;
});
afterEach(() => {
  config.bootData.user = someone;
});

async function open(series: DataFrame[], options: Partial<CohortsOptions> = {}) {
  const props = panelProps<CohortsOptions>({ series, options });
  const target = { refId: 'A', datasource: { type: DATASOURCE_TYPE, uid: 'plumb' }, model: 'flights' };
  const data = { ...props.data, request: { targets: [target], range: props.timeRange } as unknown as DataQueryRequest };
  render(
    <PanelContextProvider value={{ eventsScope: 'global', eventBus: new EventBusSrv() }}>
      <CohortsPanel {...props} data={data} options={{ ...DEFAULT_OPTIONS, ...options }} />
    </PanelContextProvider>
  );
  const user = userEvent.setup();
  screen.getByRole('treegrid').focus();
  return user;
}

const forest = () => open([cohorts()], { view: 'forest', metrics: ['accuracy'] });
const name = () => prepareCohorts([cohorts()], { ...DEFAULT_OPTIONS, metrics: ['accuracy'] })?.rows[0];

describe('saving a cohort', () => {
  it('keeps its filters under a name, and writes no keys of the list meanwhile', async () => {
    fetch.mockReturnValueOnce(throwError(() => ({ status: 404, data: {}, config: {} }))).mockReturnValueOnce(of({}));
    const user = await forest();
    await user.keyboard('{ArrowDown}{Enter}');
    await user.click(screen.getByRole('button', { name: 'Save as cohort' }));
    const field = screen.getByRole('textbox', { name: 'Name of the cohort' });
    await user.clear(field);
    await user.type(field, 'bat a{Enter}');
    expect(await screen.findByText('Saved as "bat a"')).toBeInTheDocument();
    const [asked, put] = fetch.mock.calls.map(([call]: unknown[]) => call);
    const url = '/api/datasources/uid/plumb/resources/v1/cohorts/bat%20a';
    expect(asked).toMatchObject({ method: 'GET', url });
    const row = name();
    expect(put).toMatchObject({
      method: 'PUT',
      url,
      data: { model: 'flights', filters: [{ key: row?.key, operator: '=', value: row?.segment }] },
    });
    expect(screen.queryByText(/choose B/)).not.toBeInTheDocument();
  });

  it('asks before it replaces one, and says what went wrong', async () => {
    fetch
      .mockReturnValueOnce(of({ data: {} }))
      .mockReturnValueOnce(throwError(() => ({ status: 422, data: { message: 'No such column' }, config: {} })));
    const user = await forest();
    await user.keyboard('{ArrowDown}{Enter}');
    await user.click(screen.getByRole('button', { name: 'Save as cohort' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/already/)).toBeInTheDocument();
    expect(fetch).toHaveBeenCalledTimes(1);
    await user.click(screen.getByRole('button', { name: 'Replace' }));
    expect(await screen.findByText('No such column')).toBeInTheDocument();
  });

  it('selects the name as it opens, and keeps what is typed after a question', async () => {
    fetch.mockReturnValueOnce(of({ data: {} }));
    const user = await forest();
    await user.keyboard('{ArrowDown}{Enter}');
    await user.click(screen.getByRole('button', { name: 'Save as cohort' }));
    const field = screen.getByRole('textbox', { name: 'Name of the cohort' });
    await user.keyboard('bats');
    expect(field).toHaveValue('bats');
    await user.keyboard('{Enter}');
    expect(await screen.findByText(/already/)).toBeInTheDocument();
    await user.click(field);
    await user.keyboard('{End}-2');
    expect(field).toHaveValue('bats-2');
  });

  it('keeps the keyboard: Escape gives up the name, and what was saved is where one goes on', async () => {
    fetch.mockReturnValueOnce(throwError(() => ({ status: 404, data: {}, config: {} }))).mockReturnValueOnce(of({}));
    const user = await forest();
    await user.keyboard('{ArrowDown}{Enter}');
    const opener = () => screen.getByRole('button', { name: 'Save as cohort' });
    opener().focus();
    await user.keyboard('{Enter}{Escape}');
    expect(opener()).toHaveFocus();
    await user.keyboard('{Enter}');
    screen.getByRole('button', { name: 'Cancel' }).focus();
    await user.keyboard('{Enter}');
    expect(opener()).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('textbox', { name: 'Name of the cohort' })).toHaveFocus();
    await user.tab();
    await user.keyboard('{Enter}');
    expect(await screen.findByText(/^Saved as/)).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.getByRole('treegrid')).toHaveFocus();
  });

  it.each([
    ['Viewer', undefined, false],
    ['Viewer', 'Viewer', true],
    ['Editor', 'Admin', false],
    ['Admin', 'Admin', true],
  ])('is offered to a %s where the least role is %s: %s', async (role, least, offered) => {
    as(role);
    Object.assign(jsonData, least ? { editRole: least } : {});
    const user = await forest();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(screen.queryAllByRole('button', { name: 'Save as cohort' })).toHaveLength(offered ? 1 : 0);
  });
});

describe('everybody else', () => {
  it('is what `c` compares a cohort with, by the difference of the answer', async () => {
    const user = await forest();
    const cell = name()?.cells.get('accuracy');
    await user.keyboard('{ArrowDown}c');
    expect(screen.getByText('B: Everybody else')).toBeInTheDocument();
    const delta = `${((cell?.delta ?? NaN) * 100).toFixed(1).replace('-', '−')} pp`;
    expect(screen.getByText(new RegExp(`^[+]?${delta} \\(`))).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'All cohorts' }));
    expect(screen.getAllByRole('row').length).toBeGreaterThan(2);
  });

  it('is compared with only where the data know it: `c` does nothing elsewhere, as there is no button', async () => {
    const frame = cohorts();
    const unknown = (field: (typeof frame.fields)[number]) =>
      field.name === 'complement_value' ? { ...field, values: field.values.map(() => null) } : field;
    const user = await open([{ ...frame, fields: frame.fields.map(unknown) }], {
      view: 'forest',
      metrics: ['accuracy'],
    });
    await user.keyboard('{ArrowDown}c');
    expect(screen.queryByText('B: Everybody else')).not.toBeInTheDocument();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: 'Set as A' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Against everybody else' })).not.toBeInTheDocument();
  });

  it('is a diamond where that is wanted, beside limits of the field and dots by rows', async () => {
    const [frame] = [cohorts()];
    const limits = {
      mode: 'absolute',
      steps: [
        { value: -Infinity, color: 'green' },
        { value: 0.8, color: 'red' },
      ],
    };
    const series = {
      ...frame,
      fields: frame.fields.map((f) => ({ ...f, config: { ...f.config, thresholds: limits } })),
    };
    await open([series as DataFrame], {
      view: 'forest',
      metrics: ['accuracy'],
      showComplement: true,
      showLimits: true,
      sizeBy: 'n',
    });
    const rows = screen.getAllByRole('row');
    const diamonds = rows.filter((row) => row.querySelector('path[d*="L"][d$="Z"]:not([fill])'));
    expect(diamonds.length).toBeGreaterThan(3);
    expect(screen.getByText('limit')).toBeInTheDocument();
    expect(screen.getByText('area: rows')).toBeInTheDocument();
    const radii = rows.map((row) => row.querySelector('circle')?.getAttribute('r')).filter(Boolean);
    expect(new Set(radii).size).toBeGreaterThan(2);
  });

  it('has dots whose area goes by rows', () => {
    expect(dotRadius(100, 400, 'n')).toBeCloseTo(dotRadius(400, 400, 'n') / 2, 12);
    expect(dotRadius(1, 1e9, 'n')).toBeGreaterThan(1);
    expect(dotRadius(100, 400, 'none')).toBe(dotRadius(400, 400, 'none'));
  });
});

describe('conditions', () => {
  it('become filters only where all of them can', () => {
    expect(predicateFilters('hour > 16 AND origin=EWR and visib<=2')).toEqual([
      { key: 'hour', operator: '>', value: '16' },
      { key: 'origin', operator: '=', value: 'EWR' },
      { key: 'visib', operator: '<=', value: '2' },
    ]);
    expect(predicateFilters('hour > 16 AND something else')).toBeUndefined();
    const [row] = prepareCohorts(errorTree(), DEFAULT_OPTIONS)?.rows ?? [];
    expect(predicateOf(row)).toContain('hour>16');
    expect(predicateOf({ name: 'carrier=UA,origin=EWR', key: undefined, segment: undefined })).toBe(
      `"carrier" = 'UA' AND "origin" = 'EWR'`
    );
  });

  it.each([
    [`origin = 'EWR'`, [['origin', '=', 'EWR']]],
    [
      `"dep time" >= "5" AND name != 'O''Hare'`,
      [
        ['dep time', '>=', '5'],
        ['name', '!=', "O'Hare"],
      ],
    ],
    [`"a ""b"" c" = 1`, [['a "b" c', '=', '1']]],
    [
      `note = 'x AND y' and hour > 16`,
      [
        ['note', '=', 'x AND y'],
        ['hour', '>', '16'],
      ],
    ],
    [`note = 'a = b'`, [['note', '=', 'a = b']]],
    [`town = 's-Hertogenbosch`, [['town', '=', "'s-Hertogenbosch"]]],
    [
      `band=<5 AND x=''`,
      [
        ['band', '=', '<5'],
        ['x', '=', ''],
      ],
    ],
  ])('take quotes off %s', (predicate, expected) => {
    expect(predicateFilters(predicate)?.map(({ key, operator, value }) => [key, operator, value])).toEqual(expected);
  });

  it.each([
    'hour == 16',
    'hour ===16',
    'hour > 3 AND origin == EWR',
    'hour =',
    '',
    'something else AND hour = 3',
    'AND hour = 3 AND',
  ])('say something else in %j', (predicate) => expect(predicateFilters(predicate)).toBeUndefined());

  it('stand whole on the card of a part of a part', async () => {
    const user = await open(errorTree());
    await user.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}{Enter}');
    const card = screen.getByRole('dialog');
    expect(within(card).getByText('hour > 16 · origin = EWR')).toBeInTheDocument();
    expect(within(card).getByRole('button', { name: /Copy condition/ })).toBeInTheDocument();
  });
});
