/** What one points at while answers, orders and filters change the grid below it. */
import { type DataFrame } from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { DriftHeatmapPanel } from './DriftHeatmapPanel';
import { DEFAULT_OPTIONS, type DriftHeatmapOptions } from './options';
import { HOUR, longFrame, START } from './testFrames';

afterEach(() => vi.restoreAllMocks());

/** Low scores of some columns in every hour of `from` to `to`. */
const frame = (columns: readonly string[], from: number, to: number) =>
  longFrame(
    columns.flatMap((column, c) =>
      Array.from({ length: to - from }, (_, i) => ({ hour: from + i, column, score: 0.01 * c + 0.001 * i }))
    )
  );

function show(series: DataFrame[], options: Partial<DriftHeatmapOptions> = {}) {
  const panel = (shown: DataFrame[], more: Partial<DriftHeatmapOptions>, hours: number) => {
    const props = panelProps<DriftHeatmapOptions>({ series: shown, range: [START, START + hours * HOUR] });
    return (
      <PanelContextProvider value={{ eventsScope: 'global', eventBus: props.eventBus }}>
        <DriftHeatmapPanel {...props} options={{ ...DEFAULT_OPTIONS, sort: 'query', ...options, ...more }} />
      </PanelContextProvider>
    );
  };
  const { rerender } = render(panel(series, {}, 5));
  const answer = (next: DataFrame[], more: Partial<DriftHeatmapOptions> = {}, hours = 5) =>
    rerender(panel(next, more, hours));
  return { answer, user: userEvent.setup(), card: () => screen.queryByRole('dialog')?.getAttribute('aria-label') };
}

it('a pointed-at place that the next grid does not have is let go, not read from another row', () => {
  // Windows of the new grid are fewer: place (0, 4) would be read from the second row.
  const { answer } = show([frame(['age', 'income'], 0, 5)]);
  fireEvent.pointerMove(screen.getByRole('grid'), { clientX: 770, clientY: 10 });
  expect(screen.getByRole('tooltip')).toHaveTextContent('age');
  answer([frame(['age', 'income'], 0, 2)]);
  expect(screen.queryByRole('tooltip')).not.toBeInTheDocument();
  expect(screen.getByRole('grid')).not.toHaveAttribute('aria-activedescendant');
});

it('low rows that are grown survive a grid of fewer windows', () => {
  const plain = window.matchMedia('');
  vi.spyOn(window, 'matchMedia').mockReturnValue({ ...plain, matches: true });
  const many = Array.from({ length: 120 }, (_, c) => `c${c}`);
  const { answer } = show([frame(many, 0, 5)], { rowFit: 'fit', topK: 0 });
  const lens = () => document.querySelector('[role=grid] + [aria-hidden=true]');
  const grid = screen.getByRole('grid');
  const lowest = parseFloat(grid.style.height) - 1;
  fireEvent.pointerMove(grid, { clientX: 770, clientY: lowest });
  expect(lens()).toHaveTextContent('c119');
  answer([frame(many, 0, 2)]);
  expect(lens()).toBeNull();
});

it('a pinned card goes along with its row and its window', async () => {
  const { answer, user, card } = show([frame(['age', 'income', 'zip'], 0, 3)]);
  screen.getByRole('grid').focus();
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}{Enter}');
  const [, about] = /^(income, 20 Nov 2026, 13:00–14:00), /.exec(card() ?? '') ?? [];
  expect(about).toBeDefined();
  // A row above it more, an hour before it less.
  answer([frame(['zip', 'age', 'city', 'income'], 1, 4)]);
  expect(card()).toContain(about);
  answer([frame(['zip', 'age', 'city', 'income'], 1, 4)], { sort: 'name' });
  expect(card()).toContain(about);
});

it('a pinned card whose row is gone closes, and the pointer shows cards again', async () => {
  const { answer, user, card } = show([frame(['age', 'income'], 0, 3)]);
  screen.getByRole('grid').focus();
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}{Enter}');
  expect(card()).toContain('income');
  answer([frame(['age', 'zip'], 0, 3)]);
  expect(card()).toBeUndefined();
  fireEvent.pointerMove(screen.getByRole('grid'), { clientX: 100, clientY: 10 });
  expect(screen.getByRole('tooltip')).toHaveTextContent('age');
});
