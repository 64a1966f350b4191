import { type Field, FieldType, type LinkModel } from '@grafana/data';
import { TooltipDisplayMode } from '@grafana/schema';
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ListFigure } from './ListFigure';

const HEIGHT = 20;
const NAMES = ['a', 'b', 'c', 'd'];
const open = vi.fn();

/** Each value of the field leads to a page of its own. */
function fieldWith(oneClick: boolean): Field {
  const link = (row: number | undefined): LinkModel => ({
    href: `https://example.org/${row}`,
    title: 'Runbook',
    target: '_blank',
    origin: undefined,
    oneClick,
  });
  return {
    name: 'value',
    type: FieldType.number,
    values: [1, 2, 3, 4],
    config: {},
    getLinks: ({ valueRowIndex }) => [link(valueRowIndex)],
  };
}

function show(oneClick: boolean, painted: boolean) {
  const field = fieldWith(oneClick);
  return render(
    <ListFigure
      width={400}
      height={300}
      title="List"
      summary="four rows"
      table={() => ({ columns: [], rows: [] })}
      tooltip={{ mode: TooltipDisplayMode.Single }}
      count={NAMES.length}
      rowHeight={{ min: HEIGHT, max: HEIGHT }}
      textOf={(row) => NAMES[row]}
      isMarked={() => false}
      {...(painted
        ? { painted: { drawRow: () => undefined, highlight: 'red', linkedColor: 'blue' } }
        : { renderRow: (row: number) => NAMES[row] })}
      renderCard={(row) => <button>in the card of {NAMES[row]}</button>}
      // The last row stands for several: it has no value of its own.
      linkedValue={(row) => ({ field, at: row === 3 ? undefined : 10 + row })}
    />
  );
}

/** As browsers do it: a click is of what the press and its end have in common, and says how many there were at once. */
function click(from: number, to = from, detail = 1) {
  const list = screen.getByRole('listbox');
  const place = (row: number) => ({ clientY: (row + 0.5) * HEIGHT, button: 0, detail });
  fireEvent.mouseDown(list, place(from));
  fireEvent.mouseUp(list, place(to));
  fireEvent.click(list, place(to));
}

beforeEach(() => {
  open.mockReset();
  vi.stubGlobal('open', open);
});
afterEach(() => vi.unstubAllGlobals());

describe.each([
  ['of elements', false],
  ['on a canvas', true],
])('a list %s whose links open at one click', (_, painted) => {
  it('leads to the page of the row in place of its card, and the keyboard still shows the card', async () => {
    const user = userEvent.setup();
    show(true, painted);
    click(1);
    expect(open.mock.calls).toEqual([['https://example.org/11', '_blank']]);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(screen.getByRole('dialog')).toBeInTheDocument();
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('does so once for a double click, and only where the press began on the row', () => {
    show(true, painted);
    click(0, 2);
    expect(open).not.toHaveBeenCalled();
    expect(screen.getByRole('dialog')).toBeInTheDocument();
    click(2);
    click(2, 2, 2);
    expect(open.mock.calls).toEqual([['https://example.org/12', '_blank']]);
  });

  it('shows cards of rows without a value, and takes no click in a card for one of the row below it', () => {
    show(true, painted);
    click(3);
    const button = screen.getByRole('button', { name: 'in the card of d' });
    fireEvent.mouseDown(button, { clientY: 1.5 * HEIGHT, detail: 1 });
    fireEvent.click(button, { clientY: 1.5 * HEIGHT, detail: 1 });
    expect(open).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'in the card of d' })).toBeInTheDocument();
  });

  it('keeps ordinary links for the card', () => {
    show(false, painted);
    click(1);
    expect(open).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'in the card of b' })).toBeInTheDocument();
  });
});

describe('a grid of rows', () => {
  const onGrab = vi.fn();
  const grid = (columns: number) => (
    <ListFigure
      width={400}
      height={300}
      title="List"
      summary="four rows"
      table={() => ({ columns: [], rows: [] })}
      tooltip={{ mode: TooltipDisplayMode.Single }}
      count={NAMES.length}
      rowHeight={{ min: HEIGHT, max: HEIGHT }}
      textOf={(row) => NAMES[row]}
      isMarked={() => false}
      renderRow={(row: number) => NAMES[row]}
      renderCard={() => null}
      tree={{ columns, cellText: (row, column) => `${NAMES[row]}${column}` }}
      onGrab={onGrab}
    />
  );

  it('keeps the keyboard on a cell that is there when it gets fewer columns', async () => {
    const user = userEvent.setup();
    const { rerender } = render(grid(4));
    const list = screen.getByRole('treegrid');
    list.focus();
    await user.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}');
    rerender(grid(2));
    const active = document.getElementById(list.getAttribute('aria-activedescendant') ?? '');
    expect(active).toHaveTextContent('a1');
    await user.keyboard('{ArrowLeft}');
    expect(document.getElementById(list.getAttribute('aria-activedescendant') ?? '')).toHaveTextContent('a0');
  });

  it('drags no row whose button was let go outside', () => {
    render(grid(2));
    const list = screen.getByRole('treegrid');
    const place = (clientY: number, buttons: number) => ({ clientY, button: 0, buttons, pointerType: 'mouse' });
    fireEvent.pointerDown(list, place(2, 1));
    fireEvent.pointerMove(list, place(4, 1));
    fireEvent.pointerMove(list, place(60, 0));
    fireEvent.pointerMove(list, place(70, 1));
    expect(onGrab).not.toHaveBeenCalled();
    fireEvent.pointerDown(list, place(2, 1));
    fireEvent.pointerMove(list, place(60, 1));
    expect(onGrab).toHaveBeenCalledOnce();
  });
});
