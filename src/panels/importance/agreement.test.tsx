import { DashboardCursorSync, DataHoverEvent, EventBusSrv, FieldType, toDataFrame } from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { ImportancePanel } from './ImportancePanel';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';

const HOUR = 36e5;
const START = Date.UTC(2026, 10, 20, 12);

/** Four windows of an hour; the plot of a panel 800 wide runs from 64 to 788. */
function frame() {
  const hours = [0, 1, 2, 3];
  return {
    ...toDataFrame({
      refId: 'A',
      fields: [
        { name: 'time', type: FieldType.time, values: hours.map((hour) => START + hour * HOUR) },
        { name: 'time_end', type: FieldType.time, values: hours.map((hour) => START + (hour + 1) * HOUR) },
        { name: 'ndcg', type: FieldType.number, values: [0.99, 0.97, 0.88, 0.96] },
      ],
    }),
    meta: { custom: { plumbline: 'attribution-drift', v: 1, warn: 0.95, breach: 0.9 } },
  };
}

function open() {
  const eventBus = new EventBusSrv();
  const onAnnotationCreate = vi.fn();
  const onChangeTimeRange = vi.fn();
  const annotations = [
    toDataFrame({
      fields: [
        { name: 'time', type: FieldType.time, values: [START + HOUR, START + 2 * HOUR] },
        { name: 'timeEnd', type: FieldType.time, values: [START + HOUR, START + 3 * HOUR] },
        { name: 'text', type: FieldType.string, values: ['Deploy 2.3', 'agreement below 0.9'] },
        { name: 'newState', type: FieldType.string, values: [null, 'Alerting'] },
        { name: 'color', type: FieldType.string, values: ['blue', 'red'] },
      ],
    }),
  ];
  const range: [number, number] = [START, START + 4 * HOUR];
  const props = panelProps<ImportanceOptions>({ series: [frame()], range, annotations, onChangeTimeRange });
  const context = {
    eventsScope: 'global',
    eventBus,
    sync: () => DashboardCursorSync.Crosshair,
    canAddAnnotations: () => true,
    onAnnotationCreate,
  };
  const { container } = render(
    <PanelContextProvider value={context}>
      <ImportancePanel {...props} options={DEFAULT_OPTIONS} />
    </PanelContextProvider>
  );
  return { container, eventBus, onAnnotationCreate, onChangeTimeRange, user: userEvent.setup() };
}

const lines = (container: HTMLElement) => container.querySelectorAll('line').length;

it('draws annotations, whose words are to be had by keyboard', async () => {
  const { user } = open();
  const marks = screen.getAllByRole('button', { name: /2026/ });
  expect(marks.map((mark) => mark.getAttribute('aria-label'))).toEqual([
    '2026-11-20 13:00:00: Deploy 2.3',
    '2026-11-20 14:00:00: Alerting: agreement below 0.9',
  ]);
  act(() => marks[1].focus());
  expect(await screen.findByRole('tooltip')).toHaveTextContent('Alerting: agreement below 0.9');
  await user.tab();
});

it('shows where other panels point and tells where one points here', () => {
  const { container, eventBus } = open();
  const before = lines(container);
  act(() => eventBus.publish(new DataHoverEvent({ point: { time: START + 2 * HOUR } })));
  expect(lines(container)).toBe(before + 1);
  const heard = vi.fn();
  eventBus.subscribe(DataHoverEvent, ({ payload }) => heard(payload.point.time));
  fireEvent.pointerMove(screen.getByRole('listbox'), { clientX: 64 + 724 / 4 });
  expect(heard.mock.lastCall?.[0]).toBeCloseTo(START + HOUR, -1);
});

it('zooms by dragging and does not take that for a click', () => {
  const { onChangeTimeRange } = open();
  const plot = screen.getByRole('listbox');
  const [from, to] = [{ clientX: 64 + 724 / 4, button: 0 }, { clientX: 64 + 724 / 2 }];
  fireEvent.pointerDown(plot, from);
  fireEvent.pointerMove(plot, to);
  fireEvent.pointerUp(plot, to);
  fireEvent.click(plot, to);
  expect(onChangeTimeRange).toHaveBeenCalledTimes(1);
  const range = onChangeTimeRange.mock.calls[0][0];
  expect([range.from, range.to].map((time) => (time - START) / HOUR)).toEqual(
    [1, 2].map((hour) => expect.closeTo(hour, 5))
  );
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
});

it('selects windows by keyboard and writes an annotation there', async () => {
  const { user, onAnnotationCreate } = open();
  screen.getByRole('listbox').focus();
  await user.keyboard('{ArrowRight}{ArrowRight}{Shift>}{ArrowRight}{/Shift}{Enter}');
  const bar = screen.getByRole('toolbar', { name: '20 Nov 2026, 13:00–15:00' });
  expect(bar).toHaveFocus();
  await user.click(within(bar).getByRole('button', { name: 'Add annotation' }));
  expect(within(bar).getByRole('button', { name: 'Save' })).toBeDisabled();
  await user.keyboard('retrained');
  await user.tab();
  await user.keyboard('deploy, retrain,,deploy{Enter}');
  expect(onAnnotationCreate).toHaveBeenCalledWith({
    from: START + HOUR,
    to: START + 3 * HOUR,
    description: 'retrained',
    tags: ['deploy', 'retrain'],
  });
  expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
});

it('lets go of an annotation, of its selection and of its place one by one', async () => {
  const { user } = open();
  screen.getByRole('listbox').focus();
  await user.keyboard('{ArrowRight}{ArrowRight}{Shift>}{ArrowRight}{/Shift}{Enter}');
  const bar = screen.getByRole('toolbar');
  within(bar).getByRole('button', { name: 'Add annotation' }).focus();
  await user.keyboard('{Enter}retrained{Escape}');
  expect(within(bar).queryByRole('textbox', { name: 'What happened' })).not.toBeInTheDocument();
  expect(bar).toHaveFocus();
  within(bar).getByRole('button', { name: 'Add annotation' }).focus();
  await user.keyboard('{Enter}');
  within(bar).getByRole('button', { name: 'Cancel' }).focus();
  await user.keyboard('{Enter}');
  expect(bar).toHaveFocus();
  await user.keyboard('{Escape}');
  expect(bar).not.toBeInTheDocument();
  expect(screen.getByRole('listbox')).toHaveFocus();
  // The third window, where the selection ended.
  await user.keyboard('{ArrowRight}');
  expect(screen.getByRole('option')).toHaveAttribute('aria-posinset', '3');
});

it('selects by dragging with Alt, and Escape lets go', async () => {
  const { user, onChangeTimeRange } = open();
  const plot = screen.getByRole('listbox');
  fireEvent.pointerDown(plot, { clientX: 64, button: 0, altKey: true });
  fireEvent.pointerMove(plot, { clientX: 64 + 724 / 2 });
  fireEvent.pointerUp(plot, { clientX: 64 + 724 / 2 });
  expect(onChangeTimeRange).not.toHaveBeenCalled();
  const bar = screen.getByRole('toolbar', { name: '20 Nov 2026, 12:00–14:00' });
  bar.focus();
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
});
