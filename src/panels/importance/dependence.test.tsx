import {
  type DataFrame,
  type DataQueryRequest,
  type DataSourceApi,
  EventBusSrv,
  FieldType,
  LoadingState,
  toDataFrame,
} from '@grafana/data';
import { type DataSourceSrv, locationService, setDataSourceSrv } from '@grafana/runtime';
import { PanelContextProvider } from '@grafana/ui';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { of } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { stored } from '../../../tests/workbench/panels/explanationFixtures';
import { DATASOURCE_TYPE } from '../../query/model';
import { xAxis } from './dependenceLayout';
import { dotPlaces, recordNear, valuesBetween } from './dependencePlaces';
import { ImportancePanel } from './ImportancePanel';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import { readDependence } from './readDependence';
import { readLines } from './readLines';

function read(series: DataFrame[]) {
  const data = readDependence(series);
  if (!data) {
    throw new Error('nothing to draw');
  }
  return data;
}

const plain = (x: number[]) => [
  toDataFrame({
    refId: 'A',
    fields: [
      { name: 'x', type: FieldType.number, values: x },
      { name: 'phi', type: FieldType.number, values: x.map(() => 0.1) },
    ],
  }),
];

const number2 = (name: string, values: number[]) => ({ name, type: FieldType.number, values });
const address = () => decodeURIComponent(screen.getByRole('link', { name: 'Open records' }).getAttribute('href') ?? '');

// What was chosen stands in the address.
afterEach(() => locationService.replace('/'));
beforeEach(() => {
  const sources: Pick<DataSourceSrv, 'getInstanceSettings'> = { getInstanceSettings: () => undefined };
  setDataSourceSrv(sources as DataSourceSrv);
});

function open(series: DataFrame[], options: Partial<ImportanceOptions> = {}, queryType?: string) {
  const props = panelProps<ImportanceOptions>({ series, options });
  const target = { refId: 'A', datasource: { type: DATASOURCE_TYPE, uid: 'plumb' }, model: 'flights', queryType };
  const data = { ...props.data, request: { targets: [target], range: props.timeRange } as unknown as DataQueryRequest };
  const panel = (shown: DataFrame[]) => (
    <PanelContextProvider value={{ eventsScope: 'global', eventBus: new EventBusSrv() }}>
      <ImportancePanel {...props} data={{ ...data, series: shown }} options={{ ...DEFAULT_OPTIONS, ...options }} />
    </PanelContextProvider>
  );
  const { rerender } = render(panel(series));
  return Object.assign(userEvent.setup(), { answer: (next: DataFrame[]) => rerender(panel(next)) });
}

/** Frames of categories whose values are changed by name of the field. */
function changed(series: DataFrame[], change: (name: string, values: unknown[]) => unknown[]): DataFrame[] {
  const [trend, ...others] = series;
  return [{ ...trend, fields: trend.fields.map((f) => ({ ...f, values: change(f.name, [...f.values]) })) }, ...others];
}

describe('the axis of values', () => {
  it('by logarithm has equal ratios at equal distances, and gives values back', () => {
    const axis = xAxis(read(plain([1, 10, 100])), 400, 'log');
    const [a, b, c] = [1, 10, 100].map((value) => axis.place(value, ''));
    expect(c - b).toBeCloseTo(b - a, 9);
    expect(axis.valueAt(b)).toBeCloseTo(10, 9);
    expect(axis.ticks).toEqual(expect.arrayContaining([1, 10, 100]));
    expect(axis.refused).toBe(false);
  });

  it('says so where values have no logarithm, and takes them as they are', () => {
    const data = read(plain([-1, 0, 9]));
    const [log, linear] = [xAxis(data, 400, 'log'), xAxis(data, 400)];
    expect(log.refused).toBe(true);
    expect(log.place(3, '')).toBe(linear.place(3, ''));
  });

  it('by quantile gives each stretch as many records, from values and from bins', () => {
    const values = xAxis(read(plain([0, 1, 2, 3, 1000])), 400, 'quantile');
    const places = [0, 1, 2, 3, 1000].map((value) => values.place(value, ''));
    places.slice(2).forEach((place, i) => expect(place - places[i + 1]).toBeCloseTo(places[1] - places[0], 6));
    const data = read(stored('dependence'));
    const axis = xAxis(data, 600, 'quantile');
    const widths = data.now
      .filter(({ lo, hi }) => !Number.isNaN(lo + hi))
      .map(({ lo, hi, share }) => (axis.place(hi, '') - axis.place(lo, '')) / share);
    expect(widths.length).toBeGreaterThan(5);
    widths.forEach((width) => expect(width / widths[0]).toBeCloseTo(1, 3));
    expect(axis.valueAt(axis.place(60, ''))).toBeCloseTo(60, 6);
  });
});

describe('selected values', () => {
  it('lead to their records, by keyboard', async () => {
    const user = open(stored('dependence'));
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowRight}{ArrowRight} {Shift>}{ArrowRight}{/Shift}');
    const [, first, second] = read(stored('dependence')).now;
    const href = decodeURIComponent(screen.getByRole('link', { name: 'Open records' }).getAttribute('href') ?? '');
    expect(href).toContain(`humid|>|${first.lo}`);
    expect(href).toContain(`humid|<=|${second.hi}`);
    await user.keyboard('{Enter}');
    expect(screen.getByRole('toolbar')).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
  });

  it('are dragged over', () => {
    open(stored('dependence'));
    const drag = () => {
      const plot = screen.getByRole('listbox');
      fireEvent.pointerDown(plot, { button: 0, clientX: 200 });
      fireEvent.pointerMove(plot, { clientX: 320 });
      fireEvent.pointerUp(plot, { clientX: 320 });
    };
    drag();
    expect(screen.getByRole('toolbar')).toHaveAccessibleName(/^humid \d+\.?\d* – \d+/);
  });

  it('are categories along the axis, from the lowest mean on', async () => {
    const user = open(stored('dependenceCategories'));
    const { now } = read(stored('dependenceCategories'));
    const means = now.map(({ mean }) => mean);
    expect(means).toEqual([...means].sort((a, b) => a - b));
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowRight} {Shift>}{ArrowRight}{/Shift}');
    expect(screen.getByRole('toolbar')).toHaveAccessibleName(`carrier ${now[0].label}, ${now[1].label}`);
    expect(address()).toContain(`carrier|=||${now[0].label}|${now[1].label}`.replace('=||', '=__gfp__|'));
  });

  it('stay the same categories when the next answer puts them in another order', async () => {
    const series = stored('dependenceCategories');
    const user = open(series);
    const { now } = read(series);
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowRight} {Shift>}{ArrowRight}{/Shift}');
    const before = [screen.getByRole('toolbar').getAttribute('aria-label'), address()];
    const turned = changed(series, (name, values) => (name === 'mean' ? values.map((mean) => -Number(mean)) : values));
    expect(read(turned).now[0].label).not.toBe(now[0].label);
    user.answer(turned);
    expect([screen.getByRole('toolbar').getAttribute('aria-label'), address()]).toEqual(before);
  });

  it('leave out what stands for several categories, say so, and let it go for another column', async () => {
    const series = stored('dependenceCategories');
    const [first, second] = read(series).now;
    const others = changed(series, (name, values) =>
      name === 'label' ? values.map((label) => (label === first.label ? '(other)' : label)) : values
    );
    const user = open(others);
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowRight} ');
    expect(screen.getByRole('toolbar')).toHaveAccessibleName('carrier (other): no filter says which records');
    expect(screen.queryByRole('link', { name: 'Open records' })).not.toBeInTheDocument();
    await user.keyboard('{Shift>}{ArrowRight}{/Shift}');
    expect(screen.getByRole('toolbar')).toHaveAccessibleName(`carrier ${second.label} without (other)`);
    expect(address()).toContain(`carrier|=|${second.label}`);
    const [trend, ...rest] = series;
    user.answer([{ ...trend, meta: { custom: { ...trend.meta?.custom, column: 'origin' } } }, ...rest]);
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
  });

  it('are the category that a short drag lies in', () => {
    const data = read(stored('dependenceCategories'));
    const axis = xAxis(data, 600);
    const middle = 10 + axis.binAt(data.now[1]);
    const between = (from: number, to: number) => valuesBetween(data, [middle + from, middle + to], { axis, left: 10 });
    expect(between(5, 12)).toEqual({ from: 1, to: 1 });
    expect(between(-axis.band, 5)).toEqual({ from: 0, to: 1 });
    expect(valuesBetween(data, [-500, -490], { axis, left: 10 })).toBeUndefined();
  });

  it('may be those of attributions above or below zero alone, by keyboard', async () => {
    const user = open(stored('dependence'));
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowRight}{ArrowRight} {Shift>}{ArrowUp}{/Shift}');
    expect(screen.getByRole('toolbar')).toHaveAccessibleName(/^humid .*, SHAP > 0$/);
    expect(address()).toContain('shap_humid|>|0');
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}');
    expect(address()).not.toContain('shap_humid');
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}');
    expect(screen.getByRole('toolbar')).toHaveAccessibleName(/, SHAP ≤ 0$/);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
  });

  it('are a rectangle where one drags across both axes, with the explanations that are drawn', () => {
    open(stored('dependence'));
    const plot = screen.getByRole('listbox');
    fireEvent.pointerDown(plot, { button: 0, clientX: 200, clientY: 60 });
    fireEvent.pointerMove(plot, { clientX: 320, clientY: 140 });
    fireEvent.pointerUp(plot, { clientX: 320, clientY: 140 });
    expect(screen.getByRole('toolbar')).toHaveAccessibleName(/^humid .* – .*, SHAP .* … /);
    const bounds = ['>', '<='].map((sign) => Number(address().split(`shap_humid|${sign}|`)[1]?.split('&')[0]));
    expect(bounds[0]).toBeLessThan(bounds[1]);
    expect(address()).toMatch(/humid\|>\|\d/);
    expect(address()).toContain('output_name|=|late');
    expect(address()).toContain('explainer|=|TreeSHAP');
  });
});

describe('colours', () => {
  const query = vi.fn();
  const asked = () => query.mock.calls.map(([{ targets }]) => targets[0].colorBy);

  beforeEach(() => {
    query.mockReset();
    const sources: Pick<DataSourceSrv, 'get' | 'getInstanceSettings'> = {
      get: async () => ({ query }) as unknown as DataSourceApi,
      getInstanceSettings: () => undefined,
    };
    setDataSourceSrv(sources as DataSourceSrv);
  });

  it('are chosen from a list, and asked from the query of the picture', async () => {
    const [trend, ...others] = stored('dependence');
    const other = [{ ...trend, meta: { custom: { ...trend.meta?.custom, colorBy: 'temp' } } }, ...others];
    query.mockReturnValue(of({ data: other, state: LoadingState.Done }));
    const user = open(stored('dependence'), {}, 'dependence');
    const picker = within(screen.getByRole('radiogroup', { name: 'Coloured by' }));
    expect(picker.getByRole('radio', { name: /^pressure [\d.]+$/ })).toBeChecked();
    await user.click(picker.getByRole('radio', { name: /^temp [\d.]+$/ }));
    await waitFor(() => expect(asked()).toEqual(['temp']));
    await waitFor(() => expect(screen.getByRole('radio', { name: /^temp / })).toBeChecked());
    await user.click(screen.getByRole('radio', { name: 'nothing' }));
    await waitFor(() => expect(asked()).toEqual(['temp', 'none']));
    // A reload keeps the choice, as the address does.
    cleanup();
    open(stored('dependence'), {}, 'dependence');
    await waitFor(() => expect(asked()).toEqual(['temp', 'none', 'none']));
  });

  it('say why they could not be had, and keep the picture', async () => {
    query.mockReturnValue(of({ data: [], state: LoadingState.Error, errors: [{ message: 'temp is masked' }] }));
    const user = open(stored('dependence'), {}, 'dependence');
    await user.click(screen.getByRole('radio', { name: /^temp / }));
    expect(await screen.findByText(/temp is masked/)).toBeInTheDocument();
    expect(screen.getByRole('listbox', { name: 'The panel' })).toBeInTheDocument();
  });

  it('are not to be chosen where nobody could be asked', () => {
    open(stored('dependence'));
    expect(screen.queryByRole('radiogroup')).not.toBeInTheDocument();
  });
});

describe('partial dependence', () => {
  const number = (name: string, values: number[]) => ({ name, type: FieldType.number, values });

  it('is moved to its own mean, as attributions are about a mean', () => {
    const pdp = toDataFrame({ fields: [number('x', [3, 1, 2]), number('pdp', [0.6, 0.2, 0.4])] });
    const lines = readLines([pdp]);
    expect(lines?.pdp?.x).toEqual([1, 2, 3]);
    lines?.pdp?.y.forEach((y, i) => expect(y).toBeCloseTo([-0.2, 0, 0.2][i], 12));
    expect(readLines(stored('dependence'))).toBeUndefined();
  });

  it('has a line a record, no more than 200 and says of how many', () => {
    const records = Array.from({ length: 250 }, (_, i) => i);
    const ice = toDataFrame({
      fields: [
        { name: 'record_id', type: FieldType.string, values: records.flatMap((i) => [`r${i}`, `r${i}`]) },
        number(
          'x',
          records.flatMap(() => [40, 80])
        ),
        number(
          'ice',
          records.flatMap((i) => [i, i + 1])
        ),
      ],
    });
    const lines = readLines([ice]);
    expect(lines?.ice).toHaveLength(200);
    expect(lines?.ice.every(({ y }) => y[0] === -0.5 && y[1] === 0.5)).toBe(true);
    open([...stored('dependence'), ice]);
    expect(screen.getByText('ICE, 200 of 250 records')).toBeInTheDocument();
  });
});

it('knows the record whose dot is nearest, and points other panels at it', () => {
  const data = read([
    toDataFrame({
      refId: 'A',
      fields: [
        number2('x', [0, 10]),
        number2('phi', [0, 1]),
        { name: 'id', type: FieldType.string, values: ['a', 'b'] },
      ],
    }),
  ]);
  const axis = xAxis(data, 100);
  const dots = dotPlaces(data, { axis, left: 10, toY: (phi: number) => 50 - 40 * phi });
  const at = 10 + axis.place(10, '');
  expect(recordNear(data, { x: at + 2, y: 12 }, dots)).toBe('b');
  expect(recordNear(data, { x: at + 9, y: 12 }, dots)).toBeUndefined();
});

it('is where cards of bars and of a beeswarm lead', async () => {
  const user = open(stored('beeswarm'));
  screen.getByRole('listbox').focus();
  await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  const href = screen.getByRole('link', { name: 'What its values do' }).getAttribute('href');
  expect(href).toMatch(/^\/a\/plumbline-models-app\/models\/flights\/columns\/carrier\?from=0&to=1&var-ds=plumb/);
});

it('says which columns go along, and gives few records no interval', () => {
  open(stored('dependence'));
  expect(screen.getByText(/goes along with pressure \([\d.]+\), /)).toBeInTheDocument();
  const [trend, ...others] = stored('dependence');
  const few = {
    ...trend,
    fields: trend.fields.map((f) => (f.name === 'n' ? { ...f, values: f.values.map(() => 29) } : f)),
  };
  expect(read([few, ...others]).now.every(({ meanLo }) => Number.isNaN(meanLo))).toBe(true);
  expect(read([trend, ...others]).now.some(({ meanLo }) => !Number.isNaN(meanLo))).toBe(true);
});
