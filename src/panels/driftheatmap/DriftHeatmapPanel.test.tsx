import { DashboardCursorSync, type DataFrame, DataHoverEvent, LoadingState } from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { locationService } from '@grafana/runtime';
import { TooltipDisplayMode } from '@grafana/schema';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callsOf } from '../../../tests/unit/fakeCanvas';
import { panelProps } from '../../../tests/unit/panelProps';
import { subjectEvent } from '../../components/interaction/cursorPoint';
import { DriftHeatmapPanel } from './DriftHeatmapPanel';
import { DEFAULT_OPTIONS, type DriftHeatmapOptions } from './options';
import { exampleFrame, HOUR, longFrame, START } from './testFrames';

const range: [number, number] = [START, START + 5 * HOUR];
const onAddAdHocFilter = vi.fn();
const onChangeTimeRange = vi.fn();

function show(options: Partial<DriftHeatmapOptions> = {}, series = [exampleFrame()]) {
  const props = panelProps<DriftHeatmapOptions>({ series, range, options, onChangeTimeRange });
  const context = { eventsScope: 'global', eventBus: props.eventBus, onAddAdHocFilter };
  return render(
    <PanelContextProvider value={context}>
      <DriftHeatmapPanel {...props} options={{ ...DEFAULT_OPTIONS, ...options }} />
    </PanelContextProvider>
  );
}

beforeEach(() => vi.clearAllMocks());

describe('for a reader', () => {
  it('is a figure with a sentence of what it shows', () => {
    show();
    const figure = screen.getByRole('figure', { name: 'The panel' });
    expect(figure).toHaveAccessibleDescription(
      '2 of 3 columns over the limit · worst income: PSI 0.61, 3.1× the limit, 20 Nov 2026, 14:00–15:00'
    );
  });

  it('has a grid with a row a column, worst first', () => {
    show();
    const grid = screen.getByRole('grid');
    expect(
      within(grid)
        .getAllByRole('rowheader')
        .map((row) => row.textContent)
    ).toEqual(['income', 'age', 'zip']);
    expect(grid).toHaveAttribute('aria-colcount', '5');
  });
});

describe('by keyboard', () => {
  it('reads cells, goes from breach to breach, pins, filters and lets go', async () => {
    const user = userEvent.setup();
    const { container } = show();
    screen.getByRole('grid').focus();
    const live = () => container.querySelector('[aria-live]')?.textContent;
    await user.keyboard('{ArrowRight}');
    expect(live()).toContain('income, 20 Nov 2026, 12:00–13:00, PSI 0.05, 0.25× the limit, Within limit');
    await user.keyboard('n');
    expect(live()).toBe(
      'income, 20 Nov 2026, 14:00–15:00, PSI 0.61, 3.1× the limit, Breach, 8,214 rows, mean 41.2 → 47.9, +0.6 σ'
    );
    await user.keyboard('{ArrowRight}');
    expect(live()).toBe('income: no window here');
    await user.keyboard('p{Enter}');
    const card = screen.getByRole('dialog');
    expect(card).toHaveTextContent('3.1× of 0.2');
    await user.click(within(card).getByRole('button', { name: /Filter for income/ }));
    expect(onAddAdHocFilter).toHaveBeenCalledWith({ key: 'column', value: 'income', operator: '=' });
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.getByRole('grid')).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(live()).toBe('');
  });

  it('says when a breach may be noise and when a window is not over', async () => {
    const user = userEvent.setup();
    const { container } = show();
    screen.getByRole('grid').focus();
    const live = () => container.querySelector('[aria-live]')?.textContent;
    await user.keyboard('nn');
    expect(live()).toContain('age');
    expect(live()).toContain('below the noise floor');
    // The breach of the open window is no stop on the way, and can still be read.
    await user.keyboard('p{End}');
    expect(live()).toContain('income');
    expect(live()).toContain('window not over yet');
    expect(screen.getByText('faded: window not over yet')).toBeInTheDocument();
  });

  it('shows the same as a table', async () => {
    const user = userEvent.setup();
    show();
    screen.getByRole('grid').focus();
    await user.keyboard('t');
    const rows = within(screen.getByRole('table')).getAllByRole('row');
    expect(rows[0]).toHaveTextContent('ColumnWindowPSILimit× limitNoise floorRowsStatus');
    expect(rows.map((row) => row.textContent)).toContain('income20 Nov 2026, 14:00–15:000.610.23.050.018,214Breach');
    await user.click(screen.getByRole('button', { name: /Back to the picture/ }));
    expect(screen.getByRole('grid')).toBeInTheDocument();
  });
});

describe('by pointer', () => {
  // Labels of 6 letters by 6 pixels, with slack and padding: the plot starts at 62 + 8 and ends 8 before 800.
  const plot = { left: 70, width: 722 };
  const at = (hour: number, row: number) => ({
    clientX: plot.left + (hour + 0.5) * (plot.width / 5),
    clientY: 10 + row * 34,
    button: 0,
  });

  it('previews, then pins', () => {
    show();
    const grid = screen.getByRole('grid');
    fireEvent.pointerMove(grid, at(2, 0));
    expect(screen.getByRole('tooltip')).toHaveTextContent('income');
    fireEvent.pointerDown(grid, at(2, 0));
    fireEvent.pointerUp(grid, at(2, 0));
    expect(screen.getByRole('dialog')).toHaveTextContent('PSI0.61');
  });

  it('shows nothing over a gap', () => {
    show();
    fireEvent.pointerMove(screen.getByRole('grid'), at(3, 0));
    expect(screen.queryByRole('tooltip')).not.toBeInTheDocument();
  });

  it('zooms by dragging', () => {
    show();
    const grid = screen.getByRole('grid');
    fireEvent.pointerDown(grid, at(1, 0));
    fireEvent.pointerMove(grid, at(3, 0));
    fireEvent.pointerUp(grid, at(3, 0));
    const { from, to } = onChangeTimeRange.mock.calls[0][0];
    expect((from - START) / HOUR).toBeCloseTo(1.5, 1);
    expect((to - START) / HOUR).toBeCloseTo(3.5, 1);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});

describe('selection', () => {
  afterEach(() => locationService.partial({ sel: null }, true));

  it('grows by keyboard, is part of the address, filters and lets go', async () => {
    const user = userEvent.setup();
    show();
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}{Shift>}{ArrowRight}{ArrowDown}{/Shift}');
    const bar = screen.getByRole('toolbar', { name: '2 columns, 20 Nov 2026, 12:00–14:00' });
    expect(locationService.getSearch().get('sel')).toBe(`${START},${START + 2 * HOUR};income,age`);
    await user.click(within(bar).getByRole('button', { name: 'Filter for these columns' }));
    const values = ['income', 'age'];
    const one = { key: 'column', operator: '=|', value: 'income', values, valueLabels: values };
    expect(onAddAdHocFilter.mock.calls).toEqual([[one]]);
    screen.getByRole('grid').focus();
    await user.keyboard('{Enter}');
    expect(bar).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
    expect(locationService.getSearch().get('sel')).toBeNull();
  });

  it('comes back with the address', () => {
    locationService.partial({ sel: `${START},${START + HOUR};zip` }, true);
    show();
    expect(screen.getByRole('toolbar')).toHaveAccessibleName('zip, 20 Nov 2026, 12:00–13:00');
  });
});

describe('beside other panels', () => {
  afterEach(() => locationService.partial({ sel: null }, true));

  function beside(more: object = {}) {
    const props = panelProps<DriftHeatmapOptions>({ series: [exampleFrame()], range, onChangeTimeRange });
    const { eventBus } = props;
    const context = { eventsScope: 'global', eventBus, sync: () => DashboardCursorSync.Crosshair, ...more };
    const shown = render(
      <PanelContextProvider value={context}>
        <DriftHeatmapPanel {...props} options={DEFAULT_OPTIONS} />
      </PanelContextProvider>
    );
    const overlay = () =>
      callsOf(shown.container.querySelectorAll('canvas')[1]).filter(({ name }) => name === 'fillRect');
    return { eventBus, overlay };
  }

  it('tells which column one points at, and marks the one that they point at', async () => {
    const user = userEvent.setup();
    const { eventBus, overlay } = beside();
    const heard: unknown[] = [];
    eventBus.subscribe(DataHoverEvent, ({ payload }) => heard.push(payload.point.feature));
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowDown}');
    expect(heard).toEqual(['income']);
    await user.keyboard('{Escape}');
    expect(heard).toEqual(['income', undefined]);
    const before = overlay().length;
    act(() => eventBus.publish(subjectEvent({ columns: ['age'] })));
    // A tint behind the name, and a line above and below its cells.
    expect(overlay().length - before).toBe(3);
  });

  it('writes an annotation over selected windows, for those who may', async () => {
    const user = userEvent.setup();
    const onAnnotationCreate = vi.fn();
    beside({ canAddAnnotations: () => true, onAnnotationCreate });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}{Shift>}{ArrowRight}{/Shift}');
    await user.keyboard('{Enter}{Tab}{Tab}{Enter}');
    await user.keyboard('feed was late{Enter}');
    const [from, to] = [START, START + 2 * HOUR];
    expect(onAnnotationCreate).toHaveBeenCalledWith({ from, to, description: 'feed was late', tags: [] });
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
    expect(screen.getByRole('grid')).toHaveFocus();
  });

  it('offers no annotation to others', async () => {
    const user = userEvent.setup();
    beside({ canAddAnnotations: () => false, onAnnotationCreate: vi.fn() });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight} ');
    expect(screen.getByRole('button', { name: 'Zoom to this time' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Add annotation' })).not.toBeInTheDocument();
  });
});

it('sorts by the next order and says so', async () => {
  const user = userEvent.setup();
  const { container } = show({ sort: 'breaches' });
  screen.getByRole('grid').focus();
  await user.keyboard('ssss');
  expect(container.querySelector('[aria-live]')).toHaveTextContent('sorted by Group');
});

describe('the tooltip', () => {
  it('shows all columns of a window when told to, and nothing when hidden', () => {
    const shown = show({ tooltip: { mode: TooltipDisplayMode.Multi } });
    fireEvent.pointerMove(screen.getByRole('grid'), { clientX: 430, clientY: 10 });
    expect(screen.getByRole('tooltip')).toHaveTextContent('income0.61 (3.1×)zip0.02 (0.1×)age0');
    shown.unmount();
    show({ tooltip: { mode: TooltipDisplayMode.None } });
    fireEvent.pointerMove(screen.getByRole('grid'), { clientX: 430, clientY: 10 });
    expect(screen.queryByRole('tooltip')).not.toBeInTheDocument();
  });
});

describe('options', () => {
  it('cut rows and say so', () => {
    show({ topK: 1 });
    expect(screen.getAllByRole('rowheader')).toHaveLength(1);
    expect(screen.getByText('1 of 3 columns shown')).toBeInTheDocument();
  });

  it('leave out marks', () => {
    const arcs = (container: HTMLElement) =>
      callsOf(container.querySelector('canvas') ?? {}).filter((call) => call.name === 'arc');
    expect(arcs(show({ marks: 'significant', showLegend: false }).container)).toHaveLength(2);
    expect(arcs(show({ marks: 'none', showLegend: false }).container)).toHaveLength(0);
  });
});

describe('without data', () => {
  it('says what to do', () => {
    show({}, []);
    expect(screen.getByRole('status')).toHaveTextContent('No windows in this time range');
  });

  it('says when there is nothing to compare with', () => {
    show({}, [longFrame([{ hour: 0, column: 'age', score: null, status: 'no_reference' }])]);
    expect(screen.getByRole('status')).toHaveTextContent('There is nothing to compare with');
  });

  it('keeps the last picture when a query fails', () => {
    const props = panelProps<DriftHeatmapOptions>({ series: [exampleFrame()], range });
    const panel = (state: LoadingState, series: DataFrame[]) => (
      <DriftHeatmapPanel {...props} options={DEFAULT_OPTIONS} data={{ ...props.data, state, series }} />
    );
    const { rerender } = render(panel(LoadingState.Done, props.data.series));
    rerender(panel(LoadingState.Error, []));
    expect(screen.getByRole('grid')).toBeInTheDocument();
    rerender(panel(LoadingState.Done, []));
    expect(screen.getByRole('status')).toHaveTextContent('No windows in this time range');
  });

  it('says what it expected and what it found', () => {
    const frame = exampleFrame();
    show({}, [{ ...frame, fields: frame.fields.filter((field) => field.name === 'description') }]);
    expect(screen.getByRole('status')).toHaveTextContent('These data have no drift scores over time');
    expect(screen.getByRole('status')).toHaveTextContent('Found: description (string)');
  });
});
