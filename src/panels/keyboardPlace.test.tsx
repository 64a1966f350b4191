/** The keyboard stays in a panel and remembers its place: behind the table, cards and buttons that are gone, in all three. */
import { type DataFrame, FieldType, type PanelProps, toDataFrame } from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ComponentType } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { panelProps } from '../../tests/unit/panelProps';
import { CohortsPanel } from './cohorts/CohortsPanel';
import { DriftHeatmapPanel } from './driftheatmap/DriftHeatmapPanel';
import { ImportancePanel } from './importance/ImportancePanel';

const HOUR = 36e5;
const NAMES = ['alpha', 'beta', 'gamma', 'delta'];

const MANY = Array.from({ length: 1500 }, (_, i) => `c${i}`);

type Columns = Record<string, Array<string | number>>;

/** A frame of Plumbline's own. */
function frame(kind: string, fields: Columns, about: object = {}): DataFrame {
  const typeOf = (name: string, [first]: Array<string | number>) =>
    name.startsWith('time') ? FieldType.time : typeof first === 'number' ? FieldType.number : FieldType.string;
  return {
    ...toDataFrame({
      refId: 'A',
      fields: Object.entries(fields).map(([name, values]) => ({ name, type: typeOf(name, values), values })),
    }),
    meta: { custom: { plumbline: kind, v: 1, model: 'flights', ...about } },
  };
}

const cohorts = (names: readonly string[]) =>
  frame('cohorts', {
    cohort: names.map((name) => `k=${name}`),
    key: names.map(() => 'k'),
    segment: [...names],
    metric: names.map(() => 'accuracy'),
    n: names.map(() => 500),
    value: names.map((_, i) => 0.4 + i / 1000),
    lo: names.map((_, i) => 0.3 + i / 1000),
    hi: names.map((_, i) => 0.5 + i / 1000),
    status: names.map(() => 'ok'),
  });

/** Two columns crossed. */
function crossed(): DataFrame {
  const pairs = ['a', 'b', 'c', 'd'].flatMap((one) => ['x', 'y'].map((two) => `k=${one}, l=${two}`));
  return frame('cohorts', {
    cohort: pairs,
    key: pairs.map(() => ''),
    segment: pairs.map(() => ''),
    metric: pairs.map(() => 'accuracy'),
    n: pairs.map(() => 500),
    value: pairs.map((_, i) => 0.4 + i / 1000),
    status: pairs.map(() => 'ok'),
  });
}

interface Case {
  name: string;
  Panel: ComponentType<PanelProps>;
  role: 'grid' | 'listbox' | 'treegrid';
  series: () => DataFrame[];
  options?: object;
  /** Pins the card: in lists of cohorts Enter filters where filters are taken. */
  pins?: string;
}

const CASES: Case[] = [
  {
    name: 'the heatmap',
    Panel: DriftHeatmapPanel as ComponentType<PanelProps>,
    role: 'grid',
    series: () => [
      frame('drift', {
        time: NAMES.map(() => 0),
        column: NAMES,
        score: [0.4, 0.3, 0.2, 0.1],
        threshold: NAMES.map(() => 0.2),
      }),
    ],
  },
  {
    name: 'bars of importance',
    Panel: ImportancePanel as ComponentType<PanelProps>,
    role: 'listbox',
    series: () => [frame('importance', { column: NAMES, mean_abs: [0.4, 0.3, 0.2, 0.1], n: NAMES.map(() => 50) })],
  },
  {
    name: 'the ranking over time',
    Panel: ImportancePanel as ComponentType<PanelProps>,
    role: 'listbox',
    options: { view: 'agreement' },
    series: () => [
      frame('attribution-drift', {
        time: NAMES.map((_, i) => i * HOUR),
        time_end: NAMES.map((_, i) => (i + 1) * HOUR),
        ndcg: [0.9, 0.8, 0.7, 0.6],
        n: NAMES.map(() => 50),
      }),
    ],
  },
  {
    name: 'a forest of cohorts',
    Panel: CohortsPanel as ComponentType<PanelProps>,
    role: 'treegrid',
    series: () => [cohorts(NAMES)],
    options: { minSupport: 0, view: 'forest' },
    pins: ' ',
  },
  {
    name: 'thousands of cohorts',
    Panel: CohortsPanel as ComponentType<PanelProps>,
    role: 'treegrid',
    series: () => [cohorts(MANY)],
    options: { minSupport: 0, view: 'many' },
    pins: ' ',
  },
  {
    name: 'a map of cohorts',
    Panel: CohortsPanel as ComponentType<PanelProps>,
    role: 'grid',
    series: () => [crossed()],
    options: { minSupport: 0, view: 'map' },
    pins: ' ',
  },
];

function open({ Panel, series, options = {} }: Case) {
  const props = panelProps({ series: series(), range: [0, 4 * HOUR], options });
  return render(
    <>
      <PanelContextProvider value={{ eventsScope: 'global', eventBus: props.eventBus }}>
        <Panel {...props} />
      </PanelContextProvider>
      <button>behind the panel</button>
    </>
  );
}

afterEach(() => vi.restoreAllMocks());

describe.each(CASES)('$name', (example) => {
  const { role, pins = '{Enter}' } = example;
  const picture = () => screen.getByRole(role);
  const place = () => document.getElementById(picture().getAttribute('aria-activedescendant') ?? '')?.textContent;
  /** Opens it and goes to the third place, not the first. */
  const openAtThird = async () => {
    const user = userEvent.setup();
    const shown = open(example);
    picture().focus();
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}');
    const third = place() ?? '';
    expect(third).not.toBe('');
    return { user, third, ...shown };
  };

  it('gives the keyboard to the table for t and takes it back for another one, where it was', async () => {
    const { user, third } = await openAtThird();
    await user.keyboard('t');
    await waitFor(() => expect(screen.getByRole('table').parentElement).toHaveFocus());
    await user.keyboard('t');
    await waitFor(() => expect(picture()).toHaveFocus());
    expect(place()).toBe(third);
  });

  it('leaves the keyboard on the button that shows the table', async () => {
    const user = userEvent.setup();
    open(example);
    screen.getByRole('button', { name: /View as table/ }).focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: /Back to the picture/ })).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: /View as table/ })).toHaveFocus();
  });

  it('goes back to its place from a card by Escape, and on from there', async () => {
    const { user, third } = await openAtThird();
    await user.keyboard(pins);
    expect(screen.getByRole('dialog')).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(picture()).toHaveFocus();
    expect(place()).toBe(third);
    await user.keyboard('{ArrowDown}');
    const fourth = place();
    expect(fourth).not.toBe(third);
    await user.keyboard('{ArrowUp}');
    expect(place()).toBe(third);
    // The next Escape lets go of the place, and the first arrow after it shows where that was.
    await user.keyboard('{Escape}');
    expect(picture()).not.toHaveAttribute('aria-activedescendant');
    await user.keyboard('{ArrowDown}');
    expect(place()).toBe(third);
  });

  it('goes on behind the picture from the last button of a card, and back to it before the first', async () => {
    const { user, third } = await openAtThird();
    await user.keyboard(pins);
    const stops = within(screen.getByRole('dialog')).getAllByRole('button');
    stops[stops.length - 1].focus();
    await user.tab();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(document.activeElement).not.toBe(document.body);
    expect(picture().compareDocumentPosition(document.activeElement ?? document.body)).toBe(
      Node.DOCUMENT_POSITION_FOLLOWING
    );
    picture().focus();
    await user.keyboard('{ArrowDown}');
    expect(place()).toBe(third);
    await user.keyboard(pins);
    await user.tab({ shift: true });
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(picture()).toHaveFocus();
    expect(place()).toBe(third);
  });

  it('leaves the keys of a card to its buttons', async () => {
    const { user, third } = await openAtThird();
    await user.keyboard(pins);
    await user.tab();
    await user.keyboard('t{ArrowDown}');
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
    expect(place()).toBe(third);
    await user.keyboard('{Enter}');
    // Its first button closes it.
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(place()).toBe(third);
  });
});

it.each([
  [
    'the heatmap',
    {
      ...CASES[0],
      series: () => [
        frame('drift', {
          time: MANY.map(() => 0),
          column: MANY,
          score: MANY.map((_, i) => 0.4 + i / 1000),
          threshold: MANY.map(() => 0.2),
        }),
      ],
    },
  ],
  ['a list', CASES[4]],
])('%s stands where it was scrolled to when it comes back from its table', async (_, example) => {
  // jsdom scrolls nothing by itself. Browsers answer with a promise by now, which no effect may return.
  vi.spyOn(Element.prototype, 'scrollTo').mockImplementation(function (this: Element, to?: unknown) {
    this.scrollTop = typeof to === 'object' && to && 'top' in to ? Number(to.top) : 0;
    return Promise.resolve();
  });
  const user = userEvent.setup();
  open(example);
  const picture = () => screen.getByRole(example.role);
  picture().scrollTop = 120;
  fireEvent.scroll(picture());
  const before = picture();
  await user.click(screen.getByRole('button', { name: /View as table/ }));
  await user.click(screen.getByRole('button', { name: /Back to the picture/ }));
  expect(picture()).not.toBe(before);
  expect(picture().scrollTop).toBe(120);
});
