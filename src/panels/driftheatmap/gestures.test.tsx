/** Heads of columns, names of rows, drags, and pictures of one window, in the panel itself. */
import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { PanelContextProvider } from '@grafana/ui';
import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callsOf } from '../../../tests/unit/fakeCanvas';
import { panelProps } from '../../../tests/unit/panelProps';
import { DriftHeatmapPanel } from './DriftHeatmapPanel';
import { DEFAULT_OPTIONS, type DriftHeatmapOptions } from './options';
import { exampleFrame, HOUR, longFrame, START } from './testFrames';

const range: [number, number] = [START, START + 5 * HOUR];
const onChangeTimeRange = vi.fn();

function show(options: Partial<DriftHeatmapOptions> = {}, series: DataFrame[] = [exampleFrame()], raw?: string) {
  const props = panelProps<DriftHeatmapOptions>({ series, range, options, onChangeTimeRange });
  const timeRange = raw ? { ...props.timeRange, raw: { from: 'now-5h', to: raw } } : props.timeRange;
  return render(
    <PanelContextProvider value={{ eventsScope: 'global', eventBus: props.eventBus }}>
      <DriftHeatmapPanel {...props} timeRange={timeRange} options={{ ...DEFAULT_OPTIONS, ...options }} />
    </PanelContextProvider>
  );
}

// As in the tests of the panel: labels end at 70, the plot 8 before 800, and rows are 34 high.
const plot = { left: 70, width: 722 };
const at = (hour: number, row: number) => ({
  clientX: plot.left + (hour + 0.5) * (plot.width / 5),
  clientY: 10 + row * 34,
  button: 0,
});
/** Below the three rows, in the strip and the axis. */
const head = (hour: number) => ({ ...at(hour, 0), clientY: 3 * 34 + 12 });
const names = () => screen.getAllByRole('rowheader').map((row) => row.textContent);

function click(place: ReturnType<typeof at>) {
  const grid = screen.getByRole('grid');
  fireEvent.pointerDown(grid, place);
  fireEvent.pointerUp(grid, place);
}

beforeEach(() => vi.clearAllMocks());
afterEach(() => locationService.partial({ sel: null }, true));

describe('the head of a column', () => {
  it('puts rows in the order of its window, and back', () => {
    show();
    expect(names()).toEqual(['income', 'age', 'zip']);
    click(head(1));
    expect(names()).toEqual(['age', 'income', 'zip']);
    // In the legend and for readers.
    expect(screen.getAllByText('ranked by 20 Nov 2026, 13:00–14:00')).toHaveLength(2);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    click(head(2));
    expect(names()).toEqual(['income', 'zip', 'age']);
    click(head(2));
    expect(names()).toEqual(['income', 'age', 'zip']);
  });

  it('is `w` on the keyboard, is read aloud, and `s` leaves it', async () => {
    const user = userEvent.setup();
    const { container } = show();
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}{ArrowRight}w');
    expect(names()[0]).toBe('age');
    expect(container.querySelector('[aria-live]')).toHaveTextContent('ranked by 20 Nov 2026, 13:00–14:00');
    await user.keyboard('s');
    expect(container.querySelector('[aria-live]')).not.toHaveTextContent('ranked by');
    expect(names()[0]).toBe('income');
  });

  it('is let go by a double click', () => {
    show();
    click(head(1));
    fireEvent.doubleClick(screen.getByRole('grid'), at(0, 0));
    expect(names()).toEqual(['income', 'age', 'zip']);
  });
});

it('a click on a name shows what can be done with the row, such as to show its newest window', async () => {
  const user = userEvent.setup();
  show();
  await user.click(screen.getByText('age'));
  await user.click(screen.getByRole('menuitem', { name: 'Show its newest window' }));
  expect(screen.queryByRole('menu')).not.toBeInTheDocument();
  expect(screen.getByRole('dialog')).toHaveAccessibleName(/^age, 20 Nov 2026, 16:00–17:00/);
});

describe('a link of one click', () => {
  const linked = (url: string, oneClick: boolean) => {
    const frame = exampleFrame();
    const links = [{ title: 'Runbook', url, oneClick, targetBlank: true }];
    const fields = frame.fields.map((field) => (field.name === 'score' ? { ...field, config: { links } } : field));
    return [{ ...frame, fields }];
  };

  it('is followed in place of a card, and the keyboard still shows the card', async () => {
    const user = userEvent.setup();
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    show({}, linked('https://example.org/runbook', true));
    click(at(2, 0));
    expect(open.mock.calls).toEqual([['https://example.org/runbook', '_blank']]);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    screen.getByRole('grid').focus();
    await user.keyboard('n{Enter}');
    expect(screen.getByRole('dialog')).toBeInTheDocument();
    expect(open).toHaveBeenCalledTimes(1);
    open.mockRestore();
  });

  it('is followed once by a double click, and not by a press that began elsewhere', () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    show({}, linked('https://example.org/runbook', true));
    const grid = screen.getByRole('grid');
    const press = (from: ReturnType<typeof at>, to: ReturnType<typeof at>, detail = 1) => {
      fireEvent.pointerDown(grid, from);
      fireEvent.mouseDown(grid, { ...from, detail });
      fireEvent.pointerUp(grid, to);
    };
    press(head(2), at(2, 2));
    press(at(2, 1), at(2, 0));
    expect(open).not.toHaveBeenCalled();
    press(at(2, 0), at(2, 0));
    press(at(2, 0), at(2, 0), 2);
    expect(open).toHaveBeenCalledTimes(1);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    // A tap says how often only after it: the count before it was another's.
    fireEvent.pointerDown(grid, at(2, 0));
    fireEvent.pointerUp(grid, at(2, 0));
    expect(open).toHaveBeenCalledTimes(2);
    open.mockRestore();
  });

  it('runs no script, and an ordinary link waits in the card', () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    const hostile = show({}, linked('javascript:alert(1)', true));
    click(at(2, 0));
    expect(open.mock.calls[0]?.[0] ?? 'about:blank').toBe('about:blank');
    hostile.unmount();
    open.mockClear();
    show({}, linked('https://example.org/runbook', false));
    click(at(2, 0));
    expect(open).not.toHaveBeenCalled();
    expect(screen.getByRole('dialog')).toBeInTheDocument();
    open.mockRestore();
  });
});

describe('a drag', () => {
  const drag = (more: object = {}) => {
    const grid = screen.getByRole('grid');
    fireEvent.pointerDown(grid, { ...at(1, 0), ...more });
    fireEvent.pointerMove(grid, { ...at(2, 1), ...more });
    fireEvent.pointerUp(grid, { ...at(2, 1), ...more });
  };
  const selected = () => screen.getByRole('toolbar').getAttribute('aria-label');

  it('zooms, selects rows or selects cells, as chosen; with Alt always cells', () => {
    const zooms = show();
    drag();
    expect(onChangeTimeRange).toHaveBeenCalledTimes(1);
    drag({ altKey: true });
    expect(selected()).toBe('2 columns, 20 Nov 2026, 13:00–15:00');
    zooms.unmount();
    const rows = show({ selection: 'y' });
    drag();
    expect(selected()).toBe('2 columns, 20 Nov 2026, 12:00–17:00');
    drag({ altKey: true });
    expect(selected()).toBe('2 columns, 20 Nov 2026, 13:00–15:00');
    rows.unmount();
    show({ selection: 'xy' });
    drag();
    expect(selected()).toBe('2 columns, 20 Nov 2026, 13:00–15:00');
    expect(onChangeTimeRange).toHaveBeenCalledTimes(1);
  });
});

describe('one window', () => {
  const one = () => [
    longFrame([
      { hour: 0, column: 'age', score: 0.5, status: 'breach' },
      { hour: 0, column: 'income', score: 0.1, status: 'ok' },
    ]),
  ];
  const written = (container: HTMLElement) =>
    callsOf(container.querySelector('canvas') ?? {}).flatMap(({ name, args }) =>
      name === 'fillText' ? [String(args[0])] : []
    );

  it('is bars with their figures, over an axis of severities', () => {
    const { container } = show({}, one());
    expect(written(container)).toEqual(expect.arrayContaining(['0.5 · 2.5×', '0.1 · 0.5×', '1×', '2×']));
    expect(screen.getByText('one window: 20 Nov 2026, 12:00–13:00')).toBeInTheDocument();
    expect(screen.queryByText('over limit')).not.toBeInTheDocument();
    fireEvent.pointerMove(screen.getByRole('grid'), { clientX: 700, clientY: 10 });
    expect(screen.getByRole('tooltip')).toHaveTextContent('age');
  });

  it('has scores on its axis where there is no limit', () => {
    const frame = toDataFrame({
      fields: [
        { name: 'time', type: FieldType.time, values: [START] },
        { name: 'value', type: FieldType.number, values: [40], labels: { column: 'a' } },
      ],
    });
    expect(written(show({}, [frame]).container)).toEqual(expect.arrayContaining(['40', '0', '20']));
  });
});

describe('a card', () => {
  it('says since when a row is over its limit, and what somebody’s own fields say', async () => {
    const user = userEvent.setup();
    const frame = longFrame([0.1, 0.3, 0.4].map((score, hour) => ({ hour, column: 'age', score })));
    const own = { name: 'pipeline', type: FieldType.string, values: ['x', 'y', 'nightly <b>'], config: {} };
    const about = toDataFrame({
      fields: [
        { name: 'column', type: FieldType.string, values: ['age'] },
        { name: 'owner', type: FieldType.string, values: ['Ada'] },
      ],
    });
    show({}, [{ ...frame, fields: [...frame.fields, own] }, about]);
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{Enter}');
    const card = within(screen.getByRole('dialog'));
    expect(card.getByText('2, since 20 Nov 2026, 13:00–14:00')).toBeInTheDocument();
    expect(card.getByText('nightly <b>')).toBeInTheDocument();
    expect(card.getByText('Ada')).toBeInTheDocument();
    expect(screen.getByRole('dialog')).toHaveAccessibleName(/over the limit for 2 windows/);
  });
});

it('says that data are old', () => {
  show(
    {},
    [
      longFrame([
        { hour: 0, column: 'age', score: 0.1 },
        { hour: 1, column: 'age', score: 0.1 },
      ]),
    ],
    'now'
  );
  expect(screen.getByText('nothing newer than 20 Nov 2026, 13:00–14:00: 3 windows ago')).toBeInTheDocument();
});

it('opens groups that were closed at first, and counts what is in them', async () => {
  const user = userEvent.setup();
  const about = toDataFrame({
    fields: [
      { name: 'column', type: FieldType.string, values: ['age', 'income', 'zip'] },
      { name: 'team', type: FieldType.string, values: ['people', 'money', 'people'] },
    ],
  });
  show({ groups: true, groupsClosed: true, groupField: 'team', labelExtras: ['group', 'streak'] }, [
    exampleFrame(),
    about,
  ]);
  expect(names()).toEqual(['money', 'people']);
  expect(screen.getByRole('figure')).toHaveAccessibleDescription(/^2 of 3 columns over the limit/);
  await user.click(screen.getByText('people'));
  // The letter of the group behind each name; of these two neither is over its limit at the end.
  expect(names()).toEqual(['money', 'people', 'agep', 'zipp']);
  expect(screen.getByText('age')).toHaveAttribute('title', 'age');
});

it('names the rows there were when noise is beyond the limit', () => {
  const frame = longFrame([0, 1].map((hour) => ({ hour, column: 'age', score: 0.1, floor: 0.3 })));
  const reference = { name: 'n_reference', type: FieldType.number, values: [210, 210], config: {} };
  show({}, [{ ...frame, fields: [...frame.fields, reference] }]);
  expect(screen.getByRole('figure')).toHaveAccessibleDescription(
    /^too few rows \(reference 210, window 8,214\): noise alone reaches 0\.3, beyond the limit 0\.2/
  );
});
