import { type DataFrame, type DataQueryRequest, EventBusSrv, FieldType, toDataFrame } from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { stored } from '../../../tests/workbench/panels/explanationFixtures';
import { DATASOURCE_TYPE } from '../../query/model';
import { xAxis } from './dependenceLayout';
import { ImportancePanel } from './ImportancePanel';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import { readDependence } from './readDependence';

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

function open(series: DataFrame[], options: Partial<ImportanceOptions> = {}) {
  const props = panelProps<ImportanceOptions>({ series, options });
  const target = { refId: 'A', datasource: { type: DATASOURCE_TYPE, uid: 'plumb' }, model: 'flights' };
  const data = { ...props.data, request: { targets: [target], range: props.timeRange } as unknown as DataQueryRequest };
  render(
    <PanelContextProvider value={{ eventsScope: 'global', eventBus: new EventBusSrv() }}>
      <ImportancePanel {...props} data={data} options={{ ...DEFAULT_OPTIONS, ...options }} />
    </PanelContextProvider>
  );
  return userEvent.setup();
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

  it('are dragged over, and never of categories', () => {
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

  it('are none where there are categories', async () => {
    const user = open(stored('dependenceCategories'));
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowRight} ');
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
  });
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
