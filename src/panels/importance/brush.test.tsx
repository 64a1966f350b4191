import {
  DashboardCursorSync,
  DataHoverEvent,
  type DataQueryRequest,
  EventBusSrv,
  FieldType,
  toDataFrame,
} from '@grafana/data';
import { config, type DataSourceSrv, locationService, setDataSourceSrv } from '@grafana/runtime';
import { PanelContextProvider } from '@grafana/ui';
import { act, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { stored } from '../../../tests/workbench/panels/explanationFixtures';
import { subjectEvent } from '../../components/interaction/cursorPoint';
import { DATASOURCE_TYPE } from '../../query/model';
import { ImportancePanel } from './ImportancePanel';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import { phiRecords } from './phiRecords';
import { countIn, phiSegments } from './phiSpans';
import { readDependence } from './readDependence';
import { readSwarm, type SwarmRow } from './readSwarm';
import { attributionScale, valueAt } from './valueScale';

const ROLE = config.bootData.user.orgRole;
beforeEach(() => {
  const sources: Pick<DataSourceSrv, 'getInstanceSettings'> = { getInstanceSettings: () => undefined };
  setDataSourceSrv(sources as DataSourceSrv);
});
afterEach(() => {
  config.bootData.user.orgRole = ROLE;
  vi.restoreAllMocks();
});

function rowsOf(values: number[]): SwarmRow {
  const frame = toDataFrame({
    refId: 'A',
    fields: [
      { name: 'column', type: FieldType.string, values: values.map(() => 'x') },
      { name: 'phi', type: FieldType.number, values },
    ],
  });
  const row = readSwarm([frame], 0)?.rows[0];
  if (!row) {
    throw new Error('no row');
  }
  return row;
}

describe('tenths of a row', () => {
  it('hold as many records each, and all of them together', () => {
    const row = rowsOf(Array.from({ length: 40 }, (_, i) => (i * 7) % 40));
    const segments = phiSegments(row);
    expect(segments).toHaveLength(10);
    expect(segments.map((segment) => countIn(row, segment))).toEqual(Array.from({ length: 10 }, () => 4));
    expect(segments[0].lo).toBe(-Infinity);
    expect(segments[9].hi).toBe(Infinity);
    segments.slice(1).forEach(({ lo }, i) => expect(lo).toBe(segments[i].hi));
  });

  it('are fewer where many records are alike, and one where all are', () => {
    const half = phiSegments(
      rowsOf([...Array.from({ length: 50 }, () => 0), ...Array.from({ length: 50 }, (_, i) => i + 1)])
    );
    expect(half).toHaveLength(6);
    expect(half[0]).toEqual({ lo: -Infinity, hi: 0 });
    expect(phiSegments(rowsOf([3, 3, 3]))).toEqual([{ lo: -Infinity, hi: Infinity }]);
  });

  it('of bins take the records to lie evenly', () => {
    const row: SwarmRow = {
      ...rowsOf([0]),
      points: undefined,
      // 30 below 1 in two colours, 10 from 1 to 3.
      bins: { lo: [0, 0, 1], hi: [1, 1, 3], color: [0, 5, 2], n: [10, 20, 10] },
    };
    const segments = phiSegments(row);
    expect(segments).toHaveLength(10);
    expect(segments[0].hi).toBeCloseTo(4 / 30, 12);
    expect(segments[8].hi).toBeCloseTo(1 + (2 * 6) / 10, 12);
    segments.forEach((segment) => expect(countIn(row, segment)).toBeCloseTo(4, 9));
    expect(countIn(row, { lo: 0.5, hi: 2 })).toBeCloseTo(15 + 5, 9);
  });
});

it('finds the value of a pixel on both axes', () => {
  for (const kind of ['linear', 'symlog'] as const) {
    const scale = attributionScale([-2, 5], 400, kind);
    for (const value of [-1.9, -0.01, 0, 0.3, 4.2]) {
      expect(valueAt(scale, scale.toPixel(value))).toBeCloseTo(value, 6);
    }
  }
});

describe('filters of a stretch', () => {
  const late = { outputName: 'late', explainer: 'tree', groups: ['sky'] };

  it('name the explanations that are drawn, and leave open ends out', () => {
    expect(phiRecords(late, 'humid', { lo: -Infinity, hi: 0.25 })).toEqual([
      { key: 'shap_humid', operator: '<=', value: '0.25' },
      { key: 'output_name', operator: '=', value: 'late' },
      { key: 'explainer', operator: '=', value: 'tree' },
    ]);
    const plain = { outputName: undefined, explainer: undefined, groups: [] };
    expect(phiRecords(plain, 'humid', { lo: -Infinity, hi: Infinity })).toEqual([
      { key: 'shap_humid', operator: '!=', value: '' },
    ]);
  });

  it('are none for a group of columns, which has no attribution of its own', () => {
    expect(phiRecords(late, 'sky', { lo: 0, hi: 1 })).toBeUndefined();
  });
});

function open(
  options: Partial<ImportanceOptions> = {},
  name: 'beeswarm' | 'beeswarmPoints' | 'dependence' = 'beeswarm',
  eventBus = new EventBusSrv()
) {
  const props = panelProps<ImportanceOptions>({ series: stored(name), options });
  const target = { refId: 'A', datasource: { type: DATASOURCE_TYPE, uid: 'plumb' }, model: 'flights' };
  const data = { ...props.data, request: { targets: [target], range: props.timeRange } as unknown as DataQueryRequest };
  render(
    <PanelContextProvider value={{ eventsScope: 'global', eventBus, sync: () => DashboardCursorSync.Crosshair }}>
      <ImportancePanel {...props} data={data} options={{ ...DEFAULT_OPTIONS, ...options }} />
    </PanelContextProvider>
  );
  return userEvent.setup();
}

const address = () => decodeURIComponent(screen.getByRole('link', { name: 'Open records' }).getAttribute('href') ?? '');
const said = () => document.querySelector('[aria-live]')?.textContent ?? '';

it('points other panels at the record under the pointer, and its card leads there', async () => {
  const eventBus = new EventBusSrv();
  const heard = vi.fn();
  eventBus.subscribe(DataHoverEvent, ({ payload }) => heard(payload.point));
  open({}, 'beeswarmPoints', eventBus);
  const list = screen.getByRole('listbox');
  const plot = list.querySelector('[role=option] div[style*="width"]');
  const data = readSwarm(stored('beeswarmPoints'), 10);
  const points = data?.rows[0].points;
  if (!plot || !data || !points) {
    throw new Error('no plot');
  }
  const { width, height } = (plot as HTMLElement).style;
  const scale = attributionScale(data.range, parseFloat(width), 'linear');
  const at = { clientX: scale.toPixel(points.x[0]), clientY: (0.5 - points.offset[0]) * parseFloat(height) };
  fireEvent.mouseMove(list, { clientY: 5 });
  fireEvent.pointerMove(plot, at);
  const { recordId, feature } = heard.mock.lastCall?.[0] ?? {};
  expect(feature).toBe(data.rows[0].name);
  expect(points.id).toContain(recordId);
  fireEvent.mouseDown(plot, { button: 0, clientY: 5 });
  fireEvent.click(plot, { clientY: 5 });
  // On the way to the card the pointer leaves the row.
  fireEvent.pointerLeave(plot);
  const link = screen.getByRole('link', { name: `Explain record ${recordId}` });
  expect(link.getAttribute('href')).toContain(`/models/flights/records/${recordId}?`);
});

it.each(['beeswarmPoints', 'dependence'] as const)('rings the record that another panel points at (%s)', (name) => {
  const eventBus = new EventBusSrv();
  open({}, name, eventBus);
  const data =
    name === 'dependence' ? readDependence(stored(name))?.points : readSwarm(stored(name), 10)?.rows[0].points;
  const recordId = data?.id[3];
  const rings = () => document.querySelectorAll('svg[aria-hidden] circle[r="5"]');
  expect(rings()).toHaveLength(0);
  act(() => eventBus.publish(subjectEvent({ columns: [], recordId })));
  // A record has a dot in every row of a beeswarm.
  expect(rings()).toHaveLength(name === 'dependence' ? 1 : 8);
  act(() => eventBus.publish(subjectEvent(undefined)));
  expect(rings()).toHaveLength(0);
});

describe('a stretch of a beeswarm', () => {
  it('is stepped through by keyboard, grown with Shift, and leads to its records', async () => {
    const push = vi.spyOn(locationService, 'push').mockImplementation(() => undefined);
    const user = open();
    const row = readSwarm(stored('beeswarm'), 10)?.rows[0];
    const segments = row ? phiSegments(row) : [];
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}');
    expect(said()).toMatch(new RegExp(`^part 2 of ${segments.length}: ${row?.name} .* records`));
    await user.keyboard('{Shift>}{ArrowRight}{/Shift}');
    expect(said()).toMatch(new RegExp(`^parts 2 to 3 of ${segments.length}: `));
    expect(address()).toContain(`shap_${row?.name}|>|${segments[1].lo}`);
    expect(address()).toContain(`shap_${row?.name}|<=|${segments[2].hi}`);
    expect(address()).toMatch(/\/models\/flights\/records\?/);
    await user.keyboard('r');
    expect(push).toHaveBeenCalledTimes(1);
    expect(decodeURIComponent(String(push.mock.calls[0][0]))).toContain(`shap_${row?.name}|>|${segments[1].lo}`);
    await user.keyboard('{Enter}');
    expect(screen.getByRole('toolbar')).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
    expect(screen.getByRole('listbox')).toHaveFocus();
  });

  it('goes to the dependence of its column', async () => {
    const push = vi.spyOn(locationService, 'push').mockImplementation(() => undefined);
    const user = open();
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowDown}d');
    expect(push.mock.calls[0][0]).toMatch(/\/models\/flights\/columns\/hour\?/);
  });

  it('may be kept as a cohort by those whose role may', async () => {
    config.bootData.user.orgRole = 'Editor' as typeof ROLE;
    const user = open();
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowDown}{ArrowLeft}');
    const propose = async () => {
      await user.click(screen.getByRole('button', { name: 'Save as cohort' }));
      return screen.getByRole<HTMLInputElement>('textbox', { name: 'Name of the cohort' }).value;
    };
    const selected = () => screen.getByRole('toolbar').getAttribute('aria-label');
    const first = await propose();
    expect(first).toBe(selected());
    // Another selection is another cohort.
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowDown}{ArrowLeft}{ArrowLeft}');
    const second = await propose();
    expect(second).not.toBe(first);
    expect(second).toBe(selected());
  });

  it('is dragged over in its row, and a click still pins', () => {
    open();
    const list = screen.getByRole('listbox');
    const plot = list.querySelectorAll('[role=option]')[1].querySelector('div[style*="width"]');
    if (!plot) {
      throw new Error('no plot');
    }
    fireEvent.pointerDown(plot, { button: 0, clientX: 200 });
    fireEvent.pointerMove(plot, { clientX: 320, buttons: 1 });
    fireEvent.pointerUp(plot, { clientX: 320 });
    fireEvent.click(plot, { clientX: 320 });
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    const name = readSwarm(stored('beeswarm'), 10)?.rows[1].name;
    expect(screen.getByRole('toolbar')).toHaveAccessibleName(new RegExp(`^${name} .* … .*, ≈ .* records$`));
    expect(address()).toContain(`shap_${name}|>|`);
    fireEvent.pointerDown(plot, { button: 0, clientX: 200 });
    fireEvent.pointerUp(plot, { clientX: 201 });
    fireEvent.mouseDown(plot, { button: 0, clientY: 30 });
    fireEvent.click(plot, { clientY: 30 });
    expect(screen.getByRole('dialog')).toBeInTheDocument();
  });

  it('does not follow a pointer whose button was let go elsewhere', () => {
    open();
    const plot = screen.getByRole('listbox').querySelectorAll('[role=option]')[1].querySelector('div[style*="width"]');
    if (!plot) {
      throw new Error('no plot');
    }
    const isDragging = () => plot.querySelector('span') !== null;
    // Out of the row before it is a drag, back without a button.
    fireEvent.pointerDown(plot, { button: 0, buttons: 1, clientX: 200 });
    fireEvent.pointerMove(plot, { clientX: 203, buttons: 1 });
    fireEvent.pointerLeave(plot);
    fireEvent.pointerMove(plot, { clientX: 320, buttons: 1 });
    expect(isDragging()).toBe(false);
    // Over a drag that began here nobody told the row that it ended.
    fireEvent.pointerDown(plot, { button: 0, buttons: 1, clientX: 200 });
    fireEvent.pointerMove(plot, { clientX: 320, buttons: 1 });
    expect(isDragging()).toBe(true);
    fireEvent.pointerMove(plot, { clientX: 400, buttons: 0 });
    expect(isDragging()).toBe(false);
    fireEvent.pointerUp(plot, { clientX: 400 });
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
  });
});
