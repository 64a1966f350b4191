import { type DataFrame, type DataQueryRequest, EventBusSrv } from '@grafana/data';
import { type DataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { PanelContextProvider } from '@grafana/ui';
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { stored } from '../../../tests/workbench/panels/explanationFixtures';
import { DATASOURCE_TYPE, type Filter } from '../../query/model';
import { ImportancePanel } from './ImportancePanel';
import { isInside, lassoRecords, type Place } from './lasso';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import { type DependenceData, readDependence } from './readDependence';

function read(series = stored('dependence')): DependenceData {
  const data = readDependence(series);
  if (!data) {
    throw new Error('nothing to draw');
  }
  return data;
}

/** Some records, each at its own place; the line goes around the first of them. */
function lassoOf(points: Array<{ id: string; x: number; phi: number; inside?: boolean }>, more: object = {}) {
  const data = {
    ...read(),
    points: {
      id: points.map(({ id }) => id),
      x: points.map(({ x }) => x),
      label: points.map(({ x }) => `c${x}`),
      phi: points.map(({ phi }) => phi),
      color: points.map(() => NaN),
    },
    ...more,
  };
  const dots = points.map(({ inside }, i) => ({ x: inside ? 5 : 50, y: 5 + i / points.length }));
  return lassoRecords(data, SQUARE, dots);
}

const SQUARE: Place[] = [
  { x: 0, y: 0 },
  { x: 10, y: 0 },
  { x: 10, y: 10 },
  { x: 0, y: 10 },
];
const many = (n: number, inside = true) =>
  Array.from({ length: n }, (_, i) => ({ id: `r${i}`, x: 10 + i, phi: i / n, inside }));
const own = (filters: readonly Filter[] | undefined, key: string) =>
  filters?.filter((filter) => filter.key === key).map(({ operator, value }) => `${operator}${value}`);

describe('a line', () => {
  it('has what it goes around inside, also where it turns in or crosses itself', () => {
    const inside = (line: Place[], x: number, y: number) => isInside(line, { x, y });
    expect([inside(SQUARE, 5, 5), inside(SQUARE, 11, 5), inside(SQUARE, 5, -1)]).toEqual([true, false, false]);
    const notched = [...SQUARE.slice(0, 2), { x: 5, y: 5 }, ...SQUARE.slice(2)];
    expect([inside(notched, 9, 5), inside(notched, 3, 5)]).toEqual([false, true]);
    const bow = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]];
    expect([inside(bow, 1, 5), inside(bow, 9, 5), inside(bow, 5, 1)]).toEqual([true, true, false]);
    expect(inside(SQUARE, NaN, 5)).toBe(false);
    expect(inside(SQUARE.slice(0, 1), 0, 0)).toBe(false);
  });

  it('around nothing selects nothing', () => {
    expect(lassoOf(many(3, false))).toBeUndefined();
  });
});

describe('records inside of a line', () => {
  it('are named by their ids where they are few: exactly these', () => {
    const points = [...many(3), { id: 'far', x: 11, phi: 0.1 }];
    expect(lassoOf(points)).toEqual({
      n: 3,
      all: undefined,
      filters: [{ key: 'id', operator: '=|', value: 'r0', values: ['r0', 'r1', 'r2'] }],
    });
    expect(lassoOf([many(1)[0], points[3]])?.filters).toEqual([{ key: 'id', operator: '=', value: 'r0' }]);
  });

  it('say how many an id stands for where that is more', () => {
    expect(
      lassoOf([
        { id: 'a', x: 1, phi: 0, inside: true },
        { id: 'a', x: 2, phi: 1 },
      ])
    ).toMatchObject({ n: 1, all: 2 });
  });

  it('are the box around them where they are many, with what that takes in beside', () => {
    const points = [...many(101), { id: 'in the box', x: 12, phi: 0.5 }, { id: 'beside it', x: 500, phi: 0.5 }];
    const { n, all, filters } = lassoOf(points) ?? {};
    expect([n, all]).toEqual([101, 102]);
    expect(own(filters, 'humid')).toEqual(['>=10', '<=110']);
    expect(own(filters, 'shap_humid')).toEqual(['>=0', `<=${100 / 101}`]);
    expect(own(filters, 'output_name')).toEqual(['=late']);
  });

  it('are the box too where no column has their ids, or these are long', () => {
    expect(own(lassoOf(many(3), { idColumn: undefined })?.filters, 'humid')).toEqual(['>=10', '<=12']);
    const long = many(50).map((each) => ({ ...each, id: each.id.padEnd(40, '-') }));
    expect(own(lassoOf(long)?.filters, 'humid')).toEqual(['>=10', '<=59']);
  });

  it('of categories are those of the same categories within the same attributions', () => {
    const points = [...many(2), { id: 'c', x: 10, phi: 0.25 }, { id: 'd', x: 11, phi: 9 }];
    const found = lassoOf(points, { kind: 'categorical', idColumn: undefined });
    expect(found).toMatchObject({ n: 2, all: 3 });
    expect(found?.filters?.[0]).toEqual({ key: 'humid', operator: '=|', value: 'c10', values: ['c10', 'c11'] });
    expect(own(found?.filters, 'shap_humid')).toEqual(['>=0', '<=0.5']);
  });

  it('of more categories than an address holds are in no filter', () => {
    const none = { kind: 'categorical', idColumn: undefined };
    expect(lassoOf(many(100), none)?.filters?.[0].values).toHaveLength(100);
    expect(lassoOf(many(101), none)).toEqual({ n: 101, all: undefined, filters: undefined });
    const labels = many(50);
    const data = { ...none, points: undefined };
    const long = {
      id: labels.map(({ id }) => id),
      x: labels.map(() => NaN),
      label: labels.map(({ id }) => id.padEnd(40, '-')),
      phi: labels.map(({ phi }) => phi),
      color: labels.map(() => NaN),
    };
    expect(lassoOf(labels, { ...data, points: long })).toEqual({ n: 50, all: undefined, filters: undefined });
  });

  it('without a value are in no range', () => {
    expect(lassoOf([{ id: '', x: NaN, phi: 0, inside: true }])).toEqual({ n: 1, all: undefined, filters: undefined });
  });

  it('that are counted in cells are the box around the cells', () => {
    const cells = {
      xLo: [0, 1, 0, -1, 4, NaN],
      xHi: [1, 2, 1, 0, 5, NaN],
      phiLo: [0, 1, 1, -3, 4, 0],
      phiHi: [1, 2, 2, -2, 5, 1],
      n: [5, 7, 100, 3, 4, 50],
      color: [],
    };
    const data = { ...read(), points: undefined, cells };
    const around = (inside: readonly number[]) =>
      lassoRecords(
        data,
        SQUARE,
        cells.n.map((_, i) => ({ x: inside.includes(i) ? 5 : 50, y: 5 }))
      );
    const { n, all, filters } = around([0, 1]) ?? {};
    expect([n, all]).toEqual([12, 112]);
    // What lies on an upper edge is in the next cell.
    expect(own(filters, 'humid')).toEqual(['>=0', '<2']);
    expect(own(filters, 'shap_humid')).toEqual(['>=0', '<2']);
    // Beyond the outermost cells there is nothing.
    const low = around([0, 3])?.filters;
    expect([own(low, 'humid'), own(low, 'shap_humid')]).toEqual([['<1'], ['<1']]);
    const high = around([1, 4])?.filters;
    expect([own(high, 'humid'), own(high, 'shap_humid')]).toEqual([['>=1'], ['>=1']]);
    const every = around([3, 4])?.filters;
    expect([own(every, 'humid'), own(every, 'shap_humid')]).toEqual([['!='], ['!=']]);
  });
});

describe('in the panel', () => {
  beforeEach(() => {
    const sources: Pick<DataSourceSrv, 'getInstanceSettings'> = { getInstanceSettings: () => undefined };
    setDataSourceSrv(sources as DataSourceSrv);
  });

  function open(series: DataFrame[] = stored('dependence')) {
    const props = panelProps<ImportanceOptions>({ series });
    const target = { refId: 'A', datasource: { type: DATASOURCE_TYPE, uid: 'plumb' }, model: 'flights' };
    const request = { targets: [target], range: props.timeRange } as unknown as DataQueryRequest;
    render(
      <PanelContextProvider value={{ eventsScope: 'global', eventBus: new EventBusSrv() }}>
        <ImportancePanel {...props} data={{ ...props.data, request }} options={DEFAULT_OPTIONS} />
      </PanelContextProvider>
    );
    return userEvent.setup();
  }

  /** A diamond about the middle of the plot. */
  function draw(reach: number, altKey = true) {
    const plot = screen.getByRole('listbox');
    const [x, y] = [420, 150];
    fireEvent.pointerDown(plot, { button: 0, altKey, clientX: x, clientY: y - reach });
    for (const [dx, dy] of [
      [reach, 0],
      [0, reach],
      [-reach, 0],
    ]) {
      fireEvent.pointerMove(plot, { altKey, clientX: x + dx, clientY: y + dy });
    }
    fireEvent.pointerUp(plot, { altKey, clientX: altKey ? x : x - reach, clientY: y - reach });
  }

  const address = () =>
    decodeURIComponent(screen.getByRole('link', { name: 'Open records' }).getAttribute('href') ?? '');

  it('Alt and a drag draw a line, which leads to its records by their ids or by the box', async () => {
    const user = open();
    draw(90);
    const few = /^(\d+) records with humid, inside of the line$/.exec(
      screen.getByRole('toolbar').getAttribute('aria-label') ?? ''
    );
    expect(
      address()
        .match(/var-filters=id\|=[^&]*/)?.[0]
        .split('|').length
    ).toBe(Number(few?.[1]) + 2);
    draw(120);
    const many2 = /^Box around ([\d,]+) records with humid, inside of the line: ([\d,]+) records$/.exec(
      screen.getByRole('toolbar').getAttribute('aria-label') ?? ''
    );
    const [inside, all] = [many2?.[1], many2?.[2]].map((text) => Number(text?.replace(',', '')));
    expect(inside).toBeGreaterThan(100);
    expect(all).toBeGreaterThan(inside);
    expect(address()).toMatch(/humid\|>=\|[\d.]+&.*humid\|<=\|[\d.]+&.*shap_humid\|>=\|-?[\d.]+/);
    screen.getByRole('listbox').focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('toolbar')).toHaveFocus();
    screen.getByRole('listbox').focus();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
  });

  it('takes the place of a rectangle, and a rectangle its place', () => {
    open();
    draw(60, false);
    const label = () => screen.getByRole('toolbar').getAttribute('aria-label');
    expect(label()).toMatch(/^humid \d/);
    draw(90);
    expect(label()).toMatch(/inside of the line$/);
    draw(60, false);
    expect(label()).toMatch(/^humid \d/);
  });
});
