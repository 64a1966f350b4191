import { type DataFrame, EventBusSrv, FieldType, LoadingState, toDataFrame } from '@grafana/data';
import { TooltipDisplayMode } from '@grafana/schema';
import { PanelContextProvider } from '@grafana/ui';
import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import {
  gainAndDrift,
  importance,
  largeSwarm,
  plainSwarm,
  stored,
} from '../../../tests/workbench/panels/explanationFixtures';
import { binRecords } from './binRecords';
import { ImportancePanel } from './ImportancePanel';
import { migrateImportance } from './migrate';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import { newestOfSeries } from './plainSeries';
import { placeLabels, quadrantsOf } from './quadrants';
import { type DependenceData, readDependence, type TrendBin } from './readDependence';
import { readSwarm } from './readSwarm';
import { readImpact, readLocal } from './readWaterfall';
import { suggestImportance } from './suggestions';
import { swarmColumns } from './swarmLayout';
import { attributionScale } from './valueScale';
import { chooseView } from './views';
import { totalOf } from './waterfallText';

function open(series: DataFrame[], options: Partial<ImportanceOptions> = {}) {
  const onAddAdHocFilter = vi.fn();
  const props = panelProps<ImportanceOptions>({ series, options });
  render(
    <PanelContextProvider value={{ eventsScope: 'global', eventBus: new EventBusSrv(), onAddAdHocFilter }}>
      <ImportancePanel {...props} options={{ ...DEFAULT_OPTIONS, ...options }} />
    </PanelContextProvider>
  );
  return { onAddAdHocFilter, user: userEvent.setup() };
}

describe('the view', () => {
  it.each([
    ['impact', 'impact'],
    ['beeswarm', 'beeswarm'],
    ['dependence', 'dependence'],
    ['local', 'waterfall'],
    ['agreement', 'agreement'],
  ] as const)('of %s frames is %s by itself', (name, view) => {
    expect(chooseView('auto', stored(name))).toBe(view);
    expect(chooseView('bars', stored(name))).toBe('bars');
  });

  it('lifts a tooltip that was a switch', () => {
    const lift = (tooltip: unknown) => migrateImportance({ options: { tooltip } as never }).tooltip?.mode;
    expect([lift(true), lift(false), lift({ mode: 'none' })]).toEqual([
      TooltipDisplayMode.Single,
      TooltipDisplayMode.None,
      TooltipDisplayMode.None,
    ]);
  });

  it('is suggested for our frames first and for tables that look like importance', () => {
    const suggest = (rawFrames: DataFrame[]) => suggestImportance({ rawFrames } as never);
    expect(suggest(stored('impact'))).toHaveLength(1);
    const table = (value: string) =>
      toDataFrame({
        fields: [
          { name: 'name', type: FieldType.string, values: ['a'] },
          { name: value, type: FieldType.number, values: [1] },
        ],
      });
    expect(suggest([table('importance')])).toHaveLength(1);
    expect(suggest([table('cpu')])).toBeUndefined();
  });
});

describe('beeswarm', () => {
  it('shares a wide bin out over its pixels and adds narrow ones up', () => {
    const bins = { lo: [0, 4, 4.25], hi: [4, 4.25, 4.5], color: [0, 1, 0], n: [8, 3, 5] };
    const { counts, totals, largest } = swarmColumns(bins, 2, 6, (value) => value);
    // Bins narrower than a pixel still take one, spread over the two that it touches.
    expect(Array.from(totals).reduce((sum, n) => sum + n, 0)).toBeCloseTo(16, 12);
    expect(Array.from(totals.slice(0, 4))).toEqual([2, 2, 2, 2]);
    expect(counts[4 * 2 + 1]).toBe(3);
    expect(largest).toBe(Math.max(...totals));
  });

  it('reads rows with their scale, categories and ends', () => {
    const data = readSwarm(stored('beeswarm'), 0);
    const carrier = data?.rows.find(({ name }) => name === 'carrier');
    expect(carrier).toMatchObject({ kind: 'categorical', categories: expect.arrayContaining(['UA', 'DL']) });
    expect(data?.rows.find(({ name }) => name === 'temp')).toMatchObject({ kind: 'numeric', n: 2701 });
    const counted = Array.from(carrier?.bins?.n ?? []).reduce((sum, n) => sum + n, 0);
    expect(counted).toBe(2701);
  });

  it('is a list of features, read out, pinned and filtered by keyboard', async () => {
    const { user, onAddAdHocFilter } = open(stored('beeswarm'));
    const list = screen.getByRole('listbox');
    list.focus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(screen.getAllByText(/^carrier, mean impact/).length).toBeGreaterThan(0);
    await user.keyboard('f');
    expect(onAddAdHocFilter).toHaveBeenCalledWith({ key: 'column', value: 'carrier', operator: '=' });
    await user.keyboard('{Enter}');
    const card = screen.getByRole('dialog');
    expect(within(card).getByText('Most frequent values')).toBeInTheDocument();
    expect(within(card).getAllByText(/^Record \d+/)).toHaveLength(4);
    await user.keyboard('{Escape}');
    await user.keyboard('t');
    expect(screen.getByRole('columnheader', { name: 'Value, 5 %' })).toBeInTheDocument();
  });

  it('paints thousands of bins of a million records and keeps none of them in the page', () => {
    open(largeSwarm(), { topK: 0 });
    expect(screen.getByText(/^1\.0 Mil records/)).toBeInTheDocument();
    expect(document.querySelectorAll('rect').length).toBe(0);
  });

  it('draws a plain table, whatever its names', () => {
    open(plainSwarm(), { view: 'beeswarm' });
    expect(screen.getAllByText('<img src=x onerror=alert(1)>').length).toBeGreaterThan(0);
    expect(document.querySelector('img')).toBeNull();
  });
});

describe('waterfall', () => {
  it('of a record ends at its output', () => {
    const data = readLocal(stored('local'));
    expect(data && totalOf(data)).toBeCloseTo(Number(data?.frame.meta?.custom?.fx), 5);
  });

  it('of the change ends at the mean of now, and reads mix and function out', () => {
    const data = readImpact(stored('impact'));
    const custom = data?.frame.meta?.custom as { mean: { current: number } };
    expect(data && totalOf(data)).toBeCloseTo(custom.mean.current, 4);
    open(stored('impact'));
    expect(screen.getByText(/^Mean prediction −1\.\d+ → −1\.\d+/)).toBeInTheDocument();
    expect(screen.getAllByText(/^temp, adds −0\.\d+, total .*of which mix/).length).toBeGreaterThan(0);
  });

  it('say what of the output no attribution in the answer explains', async () => {
    const [whole] = stored('local');
    const all = readLocal([whole]);
    expect(all?.parts.some(({ kind }) => kind === 'rest')).toBe(false);
    const few = { ...whole, length: 3, fields: whole.fields.map((f) => ({ ...f, values: f.values.slice(0, 3) })) };
    const data = readLocal([few]);
    const rest = all?.parts.slice(3).reduce((sum, { delta }) => sum + delta, 0) ?? NaN;
    expect(data?.parts.at(-1)).toMatchObject({ kind: 'rest', delta: expect.closeTo(rest, 5) });
    expect(data && totalOf(data)).toBeCloseTo(whole.meta?.custom?.fx, 9);
    const { user } = open([few]);
    expect(screen.getAllByText(/^not in the answer, adds/).length).toBeGreaterThan(0);
    screen.getByRole('listbox').focus();
    await user.keyboard('t');
    expect(screen.getByRole('cell', { name: 'not in the answer' })).toBeInTheDocument();
  });

  it('tells that from attributions that were never logged', () => {
    const [whole] = stored('local');
    const custom = { ...whole.meta?.custom, fx: Number(whole.meta?.custom?.fx) + 0.4, unlogged: 2 };
    const data = readLocal([{ ...whole, meta: { custom } }]);
    expect(data?.parts.at(-1)).toMatchObject({ kind: 'unlogged', delta: expect.closeTo(0.4, 5) });
    open([{ ...whole, meta: { custom } }]);
    expect(screen.getAllByText(/^not logged, adds \+0\.40/).length).toBeGreaterThan(0);
  });

  it('begins at what the explainer takes for the mean, which is no mean prediction', () => {
    open(stored('local'));
    expect(screen.getAllByText(/^Explainer baseline, E\[f\(X\)\]/).length).toBeGreaterThan(0);
  });

  it('has more rows for an impact than for other lists', async () => {
    const names = Array.from({ length: 24 }, (_, i) => `c${i}`);
    const frame = {
      ...toDataFrame({
        refId: 'A',
        fields: [
          { name: 'column', type: FieldType.string, values: names },
          { name: 'delta_phi', type: FieldType.number, values: names.map((_, i) => 0.1 - i * 0.001) },
        ],
      }),
      meta: { custom: { plumbline: 'impact', v: 1, mean: { reference: 0 } } },
    };
    const { user } = open([frame]);
    screen.getByRole('listbox').focus();
    await user.keyboard('{End}{ArrowUp}');
    // Nineteen, the sum of five others, and the two ends.
    expect(document.querySelector('[aria-live]')).toHaveTextContent(/^5 other features, adds/);
    const lift = (options: object) => migrateImportance({ options: options as never }).impactTopK;
    expect([lift({}), lift({ topK: 5 }), lift({ view: 'bars', topK: 5 })]).toEqual([20, 20, 20]);
    // Before it had an option of its own, an impact was cut as the others are.
    expect([lift({ view: 'impact', topK: 5 }), lift({ view: 'impact', topK: 5, impactTopK: 8 })]).toEqual([5, 8]);
  });

  it('lowers its rows before it scrolls, and keeps its ends in sight when it does', async () => {
    const props = panelProps<ImportanceOptions>({ series: stored('impact') });
    const at = (height: number) => (
      <ImportancePanel {...props} height={height} options={{ ...DEFAULT_OPTIONS, view: 'impact' }} />
    );
    const { rerender } = render(at(390));
    const list = screen.getByRole('listbox');
    const ends = () => [
      screen.getByRole('option', { name: /^Mean in/ }),
      screen.getByRole('option', { name: /^Mean now/ }),
    ];
    const rows = screen.getAllByRole('option').length;
    // All rows are in the page and find room in the list.
    expect(parseFloat(ends()[0].style.height)).toBeLessThan(27);
    expect(rows * parseFloat(ends()[0].style.height)).toBe(parseFloat(list.style.height));
    expect(ends().map((end) => getComputedStyle(end).position)).toEqual(['absolute', 'absolute']);
    rerender(at(240));
    expect(ends()[0].style.height).toBe('20px');
    expect(rows * 20).toBeGreaterThan(parseFloat(list.style.height));
    expect(ends().map((end) => getComputedStyle(end).position)).toEqual(['sticky', 'sticky']);
    // The keyboard brings rows out from under the ends.
    const scrollTo = vi.fn(({ top }: { top: number }) => void (list.scrollTop = top));
    list.scrollTo = scrollTo as never;
    list.focus();
    const user = userEvent.setup();
    await user.keyboard('{End}');
    expect(list.scrollTop).toBe(rows * 20 - parseFloat(list.style.height));
    await user.keyboard(`{ArrowUp>${rows - 4}/}`);
    expect(list.getAttribute('aria-activedescendant')).toMatch(/-3$/);
    expect(list.scrollTop).toBe(2 * 20);
  });

  it('starts at zero for a plain table', () => {
    const frame = toDataFrame({
      fields: [
        { name: 'step', type: FieldType.string, values: ['a', 'b'] },
        { name: 'amount', type: FieldType.number, values: [2, -0.5] },
      ],
    });
    const data = readLocal([frame]);
    expect(data).toMatchObject({ from: 0 });
    expect(data && totalOf(data)).toBe(1.5);
  });
});

describe('quadrants', () => {
  it('tell what matters and drifted from what only drifted', () => {
    const parts = readImpact(stored('impact'))?.parts ?? [];
    const { points, hidden } = quadrantsOf(parts);
    const of = (name: string) => points.find(({ part }) => part.name === name)?.quadrant;
    expect([of('temp'), of('wind_speed'), of('carrier'), of('origin')]).toEqual(['act', 'noise', 'watch', 'calm']);
    expect(points[0].part.name).toBe('temp');
    expect(hidden).toBe(0);
  });

  it('move labels apart', () => {
    const [first, second] = placeLabels(
      [
        { x: 10, y: 10, text: 'alpha' },
        { x: 12, y: 12, text: 'beta' },
      ],
      400
    );
    expect(second.y - first.y).toBeGreaterThanOrEqual(13);
  });

  it('say what colors and sizes mean, of the largest change that there is', () => {
    const most = Math.max(
      ...quadrantsOf(readImpact(stored('impact'))?.parts ?? []).points.map(({ part }) => Math.abs(part.delta))
    );
    open(stored('impact'), { view: 'quadrants' });
    const size = screen.getByText(/^size: \|change of the mean\|, 0 to /).textContent ?? '';
    expect(Number(size.split(' ').at(-1))).toBeCloseTo(most, 3);
    // In the corners and in the legend.
    for (const name of ['Act', 'Watch', 'Noise', 'Calm']) {
      expect(screen.getAllByText(name)).toHaveLength(2);
    }
  });

  it('have one size, and no word of it, where no attributions say what changed', () => {
    open(gainAndDrift(), { view: 'quadrants' });
    expect(screen.getAllByText('Act')).toHaveLength(2);
    expect(screen.queryByText(/^size: /)).not.toBeInTheDocument();
  });

  it('have no legend where it is switched off', () => {
    open(stored('impact'), { view: 'quadrants', showLegend: false });
    expect(screen.getAllByText('Act')).toHaveLength(1);
  });

  it('go by keyboard from column to column to act on', async () => {
    const { user } = open(stored('impact'), { view: 'quadrants' });
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowRight}');
    expect(screen.getAllByText(/^temp, Act, importance/).length).toBeGreaterThan(0);
    await user.keyboard('n');
    expect(screen.getAllByText(/^pressure, Act/).length).toBeGreaterThan(0);
  });
});

describe('dependence', () => {
  it('reads bins out with their reference', async () => {
    const { user } = open(stored('dependence'));
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowRight}{ArrowRight}');
    expect(screen.getAllByText(/mean [+−]0\.\d+, .* of the records, reference [+−]0/).length).toBeGreaterThan(0);
    await user.keyboard('t');
    expect(screen.getByRole('columnheader', { name: 'Share in the reference' })).toBeInTheDocument();
  });

  it('knows the records of a bin, which holds its upper edge', () => {
    const data = readDependence(stored('dependence'));
    const bin = (more: object) => ({ ...data?.now[0], label: '', lo: NaN, hi: NaN, ...more }) as TrendBin;
    const of = (kind: 'numeric' | 'categorical', more: object) =>
      binRecords({ ...data, column: 'humid', kind } as DependenceData, bin(more));
    expect(of('numeric', { lo: 40, hi: 50 })).toEqual([
      { key: 'humid', operator: '>', value: '40' },
      { key: 'humid', operator: '<=', value: '50' },
    ]);
    expect(of('numeric', { hi: 40 })).toEqual([{ key: 'humid', operator: '<=', value: '40' }]);
    expect(of('numeric', { label: '(missing)' })).toBeUndefined();
    expect(of('categorical', { label: 'UA' })).toEqual([{ key: 'humid', operator: '=', value: 'UA' }]);
    expect(of('categorical', { label: '(other)' })).toBeUndefined();
  });

  it('orders categories by their mean attribution', () => {
    open(stored('dependenceCategories'));
    expect(screen.getByText(/^carrier: from −0\.\d+ at DL to \+0\.\d+ at/)).toBeInTheDocument();
  });
});

describe('attribution drift', () => {
  it('says how many windows are below the limit', async () => {
    const { user } = open(stored('agreement'));
    expect(screen.getByText(/^0 of \d+ windows below the limit; lowest 0\.97/)).toBeInTheDocument();
    await user.keyboard('{Tab}');
    screen.getByRole('listbox').focus();
    await user.keyboard('{End}{Enter}');
    expect(within(screen.getByRole('dialog')).getByText("Spearman's correlation")).toBeInTheDocument();
  });
});

describe('a waterfall that does not add up', () => {
  const off = (additivityError: number) =>
    stored('local').map((frame) => ({ ...frame, meta: { custom: { ...frame.meta?.custom, additivityError } } }));

  it('says so before anything else', () => {
    open(off(0.5));
    const figure = screen.getByRole('figure');
    expect(figure).toHaveAccessibleDescription(/^does not add up to the output of the model: off by up to 0\.5 · From/);
    expect(screen.getByText('does not add up to the output of the model: off by up to 0.5')).toBeInTheDocument();
  });

  it('takes rounding for rounding', () => {
    open(off(1e-6));
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(/^From/);
  });
});

describe('states', () => {
  it('keeps the picture while a query fails', () => {
    const props = panelProps<ImportanceOptions>({ series: stored('impact') });
    const panel = (state: LoadingState, series: DataFrame[]) => (
      <ImportancePanel {...props} data={{ ...props.data, state, series }} options={DEFAULT_OPTIONS} />
    );
    const { rerender } = render(panel(LoadingState.Done, props.data.series));
    rerender(panel(LoadingState.Error, []));
    expect(screen.getByRole('figure', { name: 'The panel' })).toBeInTheDocument();
    rerender(panel(LoadingState.Done, []));
    expect(screen.getByRole('status')).toBeInTheDocument();
  });

  it.each(['beeswarm', 'dependence', 'waterfall', 'impact', 'quadrants', 'agreement'] as const)(
    'without data %s gives a sample query',
    (view) => {
      open([], { view });
      expect(screen.getByRole('status')).toHaveTextContent(/Sample query: \{"queryType"/);
    }
  );

  it('says what was found where the shape does not fit', () => {
    const frame = toDataFrame({ fields: [{ name: 'when', type: FieldType.time, values: [1] }] });
    open([frame], { view: 'impact' });
    expect(screen.getByRole('status')).toHaveTextContent('Found: when (time)');
  });

  it('takes the newest value of plain time series as bars', () => {
    const series = ['a', 'b'].map((name, k) =>
      toDataFrame({
        name,
        fields: [
          { name: 'time', type: FieldType.time, values: [1, 2, 3] },
          { name: 'value', type: FieldType.number, values: [1, 2 + k, null], labels: { column: name } },
        ],
      })
    );
    expect(newestOfSeries(series)?.fields[1].values).toEqual([2, 3]);
  });

  it('bends the axis the same way on both sides of zero', () => {
    const scale = attributionScale([-10, 10], 200, 'symlog');
    expect(scale.toPixel(0)).toBeCloseTo(100, 9);
    expect(scale.toPixel(5) - 100).toBeCloseTo(100 - scale.toPixel(-5), 9);
    expect(scale.ticks).toContain(0);
  });
});

it.each([
  ['bars', [importance()]],
  ['beeswarm', stored('beeswarm')],
  ['waterfall', stored('local')],
  ['impact', stored('impact')],
] as const)('follows links of one click from rows of the view %s', (view, series) => {
  const follow = vi.spyOn(window, 'open').mockReturnValue(null);
  const links = [{ title: 'Runbook', url: 'https://example.org/runbook', oneClick: true }];
  const linked = series.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => (field.type === FieldType.number ? { ...field, config: { links } } : field)),
  }));
  open(linked, { view });
  // The second row: the first of a waterfall is where it ends.
  const place = { clientY: 45, detail: 1 };
  const list = screen.getByRole('listbox');
  fireEvent.mouseDown(list, place);
  fireEvent.click(list, place);
  expect(follow).toHaveBeenCalledTimes(1);
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  follow.mockRestore();
});
