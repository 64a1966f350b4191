import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { TooltipDisplayMode } from '@grafana/schema';
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { openCohorts as open } from '../../../tests/unit/openCohorts';
import {
  cohorts,
  crossed,
  crossedBins,
  distributions,
  errorTree,
  fairness,
  manyCohorts,
  simpson,
} from '../../../tests/workbench/panels/cohortFixtures';
import { deltaText } from './cohortText';
import { fairnessScales } from './fairnessScales';
import { groupsText } from './fairnessText';
import { difference, jensenShannon } from './comparison';
import { evidence, rampShare } from './evidence';
import { valueHistogram } from './histogram';
import { intersections, partsOf } from './intersections';
import { migrateCohorts } from './migrate';
import { type CohortsOptions, DEFAULT_OPTIONS } from './options';
import { type CohortCell, type CohortRow } from './cohortData';
import { prepareCohorts } from './prepareCohorts';
import { type FairnessRow, readFairness } from './readFairness';
import { readMix } from './readMix';
import { chooseView } from './views';

const prepared = (series: DataFrame[], options: Partial<CohortsOptions> = {}) => {
  const data = prepareCohorts(series, { ...DEFAULT_OPTIONS, ...options });
  if (!data) {
    throw new Error('nothing to draw');
  }
  return data;
};

const cell = (more: Partial<CohortCell>): CohortCell => ({
  value: 0.5,
  lo: 0.4,
  hi: 0.6,
  n: 100,
  nLabelled: 100,
  complement: NaN,
  baseline: NaN,
  reference: NaN,
  delta: NaN,
  deltaLo: NaN,
  deltaHi: NaN,
  p: NaN,
  q: NaN,
  errorShare: NaN,
  effect: NaN,
  lower: NaN,
  upper: NaN,
  status: 'ok',
  insufficient: false,
  significant: false,
  excess: 0,
  at: 0,
  ...more,
});

describe('the view', () => {
  it('goes by the number of cohorts and by what the data are', () => {
    const view = (series: DataFrame[], options: Partial<CohortsOptions> = {}) =>
      chooseView('auto', series, prepareCohorts(series, { ...DEFAULT_OPTIONS, ...options }));
    expect(view([cohorts()])).toBe('matrix');
    expect(view([cohorts()], { metrics: ['accuracy'] })).toBe('forest');
    expect(view([manyCohorts(12)])).toBe('forest');
    expect(view([manyCohorts(500)])).toBe('many');
    expect(view(simpson())).toBe('mix');
    expect(view(fairness())).toBe('fairness');
  });

  it('lifts a tooltip that was a switch', () => {
    expect(migrateCohorts({ options: { tooltip: false } as never }).tooltip?.mode).toBe(TooltipDisplayMode.None);
  });
});

describe('differences', () => {
  it('have the same number of decimals in every row of a metric', () => {
    const frame = cohorts();
    const plain = { ...frame, fields: frame.fields.map((field) => ({ ...field, config: {} })) };
    const data = prepared([plain], { metrics: ['accuracy'] });
    const texts = data.rows
      .map((row) => deltaText(data, row.cells.get('accuracy')?.delta ?? NaN, 'accuracy'))
      .filter((text) => text !== '');
    expect(new Set(texts.map((text) => text.split('.')[1]?.length)).size).toBe(1);
    expect(texts.every((text) => /^[+−]?0\.\d+$/.test(text))).toBe(true);
  });

  it('of A and B have the interval of Newcombe from those of both', () => {
    const row = (value: number, lo: number, hi: number): CohortRow => ({
      name: 'x',
      key: undefined,
      segment: undefined,
      n: 100,
      share: NaN,
      cells: new Map([['m', cell({ value, lo, hi })]]),
    });
    // Newcombe 1998, table II (a): 56/70 against 48/80 with Wilson's intervals gives 0.0524 to 0.3339.
    const found = difference('m', row(0.8, 0.6917, 0.8769), row(0.6, 0.4905, 0.6998));
    expect(found.delta).toBeCloseTo(0.2, 12);
    expect(found.lo).toBeCloseTo(0.0524, 3);
    expect(found.hi).toBeCloseTo(0.3339, 3);
  });

  it('colour by evidence and keep what is not significant pale', () => {
    const sure = cell({ delta: 0.2, deltaLo: 0.1, deltaHi: 0.3, significant: true });
    const chance = cell({ delta: 0.2, deltaLo: 0.1, deltaHi: 0.3 });
    expect(evidence(sure)).toBeCloseTo(2, 12);
    expect(rampShare(sure)).toBe(1);
    expect(rampShare(chance)).toBeCloseTo(0.5 + 0.5 * 0.35, 12);
    expect(rampShare(cell({}))).toBe(0.5);
  });
});

describe('matrix', () => {
  it('has a cell a metric, read out and filtered by keyboard', async () => {
    const { user, onAddAdHocFilter } = open([cohorts()], { view: 'matrix' });
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(onAddAdHocFilter).toHaveBeenCalledWith(expect.objectContaining({ key: 'carrier', operator: '=' }));
    await user.keyboard(' ');
    expect(within(screen.getByRole('dialog')).getByText('Recall')).toBeInTheDocument();
  });
});

describe('many cohorts', () => {
  it('show how values lie, without those that have too few rows', () => {
    const data = prepared([manyCohorts(500)]);
    const bins = valueHistogram(data.rows, 'accuracy');
    const thin = data.rows.filter((row) => row.cells.get('accuracy')?.insufficient).length;
    expect(bins.reduce((sum, bin) => sum + bin.cohorts, 0)).toBe(500 - thin);
  });

  it('keep one row in the page, walk all of them, and leave out the small ones', async () => {
    const { user } = open([manyCohorts(5000)]);
    expect(screen.getAllByRole('row')).toHaveLength(1);
    screen.getByRole('treegrid').focus();
    await user.keyboard('{End}');
    expect(screen.getByRole('row')).toHaveAttribute('aria-posinset', '5000');
    fireEvent.change(screen.getByRole('slider', { name: /At least/ }), { target: { value: 12 } });
    expect(screen.getByText(/^3,\d\d\d of 5,000 cohorts/)).toBeInTheDocument();
  });
});

describe('intersections', () => {
  it('cross the two columns, the larger one down', () => {
    const data = prepared(crossed());
    const grid = intersections(data);
    expect(grid).toMatchObject({ keys: ['carrier', 'origin'], columns: expect.arrayContaining(['EWR', 'JFK', 'LGA']) });
    expect(grid?.rows).toHaveLength(10);
    expect(grid?.cells.filter(Boolean)).toHaveLength(30);
    expect(partsOf('overall')).toBeUndefined();
    expect(intersections(prepared([cohorts()]))).toBeUndefined();
  });

  it('are a grid that keys walk', async () => {
    const { user } = open(crossed(), { view: 'map' });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}{ArrowRight} ');
    expect(screen.getByRole('dialog')).toHaveTextContent('Accuracy');
    expect(screen.getAllByRole('gridcell')).toHaveLength(30);
  });

  it('keep the order of bins, and call values with their columns', () => {
    const data = prepared(crossedBins());
    expect(chooseView('auto', crossedBins(), data)).toBe('map');
    const grid = intersections(data);
    expect(grid?.keys).toEqual(['dep_delay', 'carrier']);
    expect(grid?.rows.slice(0, 3)).toEqual(['< -6', '-6 … -4', '-4 … -2']);
    expect(grid?.columns.at(-1)).toBe('(missing)');
    expect(grid?.cells[9]?.cohort.name).toBe('dep_delay -6 … -4, carrier=DL');
    open(crossedBins());
    expect(screen.getByTitle('dep_delay -6 … -4')).toBeInTheDocument();
    expect(screen.getByTitle('carrier = DL')).toBeInTheDocument();
    expect(screen.getAllByRole('gridcell')[9]).toHaveTextContent(
      /^cohort dep_delay at least 1 and carrier DL, .* rows, Accuracy/
    );
  });

  it('are what data say only where they say it whole', () => {
    const [frame] = crossedBins();
    for (const crossing of [undefined, [], [{ column: 'a', values: ['x'] }], [{ column: 1 }, { column: 2 }], 'no']) {
      const data = prepared([{ ...frame, meta: { custom: { ...frame.meta?.custom, crossed: crossing } } }]);
      expect(data.crossed).toBeUndefined();
      expect(chooseView('auto', [frame], data)).not.toBe('map');
    }
  });

  it('come from a table of performance by two segments as well', () => {
    const frame = toDataFrame({
      fields: [
        { name: 'time', type: FieldType.time, values: [1, 2, 2] },
        { name: 'segment', type: FieldType.string, values: ['a=1,b=x', 'a=1,b=x', 'a=2,b=x'] },
        { name: 'metric', type: FieldType.string, values: ['accuracy', 'accuracy', 'accuracy'] },
        { name: 'value', type: FieldType.number, values: [0.1, 0.2, 0.3] },
        { name: 'n', type: FieldType.number, values: [50, 60, 70] },
        { name: 'status', type: FieldType.string, values: ['ok', 'ok', 'ok'] },
      ],
    });
    const data = prepared([{ ...frame, meta: { custom: { plumbline: 'performance', v: 1 } } }]);
    expect(data.rows.map((row) => [row.name, row.cells.get('accuracy')?.value])).toEqual(
      expect.arrayContaining([
        ['a=1,b=x', 0.2],
        ['a=2,b=x', 0.3],
      ])
    );
    expect(intersections(data)?.cells).toHaveLength(2);
  });
});

describe('rate and mix', () => {
  it('add up to the change, with the mix counted from the mean', () => {
    const data = readMix(simpson(), []);
    const [whole] = simpson();
    const overall = (name: string) => whole?.fields.find((field) => field.name === name)?.values[0] as number;
    expect(data?.from).toBeCloseTo(overall('value_reference'), 12);
    expect(data?.to).toBeCloseTo(overall('value'), 12);
    // The carrier that flies less was better than the mean: that is what pulls the whole down.
    const shrunk = data?.parts.find(({ name }) => name === 'carrier=UA');
    expect(shrunk?.mix).toBeCloseTo((0.3 - 0.7) * (0.92 - overall('value_reference')), 12);
    expect(data?.parts.every(({ rate }) => rate > 0)).toBe(true);
  });

  it('say so in one sentence', () => {
    open(simpson());
    expect(
      screen.getByText(/^Accuracy 82\.0% → 70\.3% \(−11\.7 pp\): rate \+2\.2 pp, mix −13\.9 pp/)
    ).toBeInTheDocument();
  });
});

describe('fairness', () => {
  it('names the groups of a ratio as a ratio, not as a difference', () => {
    const [low, high] = ['JFK', 'EWR'];
    const row = { ...readFairness(fairness())?.rows[0], low, high } as FairnessRow;
    expect(groupsText({ ...row, metric: 'equalized_odds_difference' })).toBe('JFK – EWR');
    expect(groupsText({ ...row, metric: 'demographic_parity_ratio' })).toBe('JFK : EWR');
    expect(groupsText({ ...row, low: '' })).toBe('');
  });

  it('has an axis of ratios that labels the allowed band, and one of differences', () => {
    const rows = readFairness(fairness())?.rows ?? [];
    const { ratio, difference } = fairnessScales(rows, 400);
    expect(ratio.ticks).toEqual([0, 0.5, 0.8, 1, 1.25]);
    expect(difference.ticks).toEqual([0, 0.05, 0.1, 0.15]);
    expect(fairnessScales(rows, 120).ratio.ticks).toEqual([0, 0.8, 1.25]);
    // No room for both ends of the band: round numbers alone.
    expect(fairnessScales(rows, 60).ratio.ticks).toEqual([0, 1]);
  });

  it('draws the axes beside their names, and only that of the metrics there are', () => {
    open(fairness());
    expect(screen.getByText('1.25')).toBeInTheDocument();
    expect(screen.getByText('Ratio')).toBeInTheDocument();
    expect(screen.getByText('Difference')).toBeInTheDocument();
    cleanup();
    const [frame] = fairness();
    const differences = ['equalized_odds_difference', 'demographic_parity_difference'];
    const fields = frame.fields.map((field) =>
      field.name === 'metric' ? { ...field, values: field.values.map((_, i) => differences[i % 2]) } : field
    );
    open([{ ...frame, fields }]);
    expect(screen.getByText('Difference')).toBeInTheDocument();
    expect(screen.queryByText('Ratio')).not.toBeInTheDocument();
  });

  it('counts the gaps beyond their limit and names the groups', async () => {
    const { user } = open(fairness());
    expect(screen.getByText('5 of 6 parity metrics beyond their limit')).toBeInTheDocument();
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(within(screen.getByRole('dialog')).getByText('Female')).toBeInTheDocument();
  });
});

describe('A against B', () => {
  it('ranks columns by how differently their values lie', () => {
    expect(
      jensenShannon([
        { a: 1, b: 0 },
        { a: 0, b: 1 },
      ])
    ).toBeCloseTo(1, 12);
    expect(
      jensenShannon([
        { a: 0.4, b: 0.4 },
        { a: 0.6, b: 0.6 },
      ])
    ).toBe(0);
    open([cohorts(), ...distributions()], { view: 'compare', a: 'carrier=UA', b: 'carrier=EV' });
    expect(screen.getByText(/^carrier = UA against carrier = EV · most different: origin/)).toBeInTheDocument();
    expect(screen.getAllByRole('option')[0]).toHaveTextContent(/^origin, distance 0\.\d+/);
  });
});

describe('states', () => {
  it.each(['map', 'mix', 'fairness', 'compare'] as const)('without data %s gives a sample query', (view) => {
    open([], { view });
    expect(screen.getByRole('status')).toHaveTextContent(/Sample query: \{"queryType"/);
  });

  it('says what a map needs', () => {
    open([cohorts()], { view: 'map' });
    expect(screen.getByRole('status')).toHaveTextContent('cohorts of two columns');
  });
});

describe('A against B', () => {
  it('is chosen by keys or in cards, compared, and let go', async () => {
    const { user } = open([cohorts(), ...distributions()], { view: 'forest' });
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}a');
    const figure = screen.getByRole('figure');
    const first = screen.getAllByRole('row', { selected: true })[0].textContent ?? '';
    expect(figure).toHaveAccessibleDescription(/^A is \w+ = \w+, choose B · /);
    // The same key again takes it out.
    await user.keyboard('a');
    expect(figure).not.toHaveAccessibleDescription(/choose B/);
    await user.keyboard('a{ArrowDown} ');
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Set as B' }));
    expect(screen.getByText(/^A: /)).toBeInTheDocument();
    expect(first).not.toBe('');
    await user.click(screen.getByRole('button', { name: 'All cohorts' }));
    expect(screen.queryByText(/^A: /)).not.toBeInTheDocument();
    expect(screen.getAllByRole('row').length).toBeGreaterThan(2);
  });
});

it.each([
  ['forest', [cohorts()]],
  ['matrix', [manyCohorts(30)]],
  ['many', [manyCohorts(100)]],
  ['tree', errorTree()],
  ['fairness', fairness()],
  ['mix', simpson()],
] as const)('follows links of one click from rows of the view %s', (view, series) => {
  const follow = vi.spyOn(window, 'open').mockReturnValue(null);
  const links = [{ title: 'Runbook', url: 'https://example.org/${__data.fields[0]}', oneClick: true }];
  const linked = series.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => (field.type === FieldType.number ? { ...field, config: { links } } : field)),
  }));
  open(linked, { view });
  const list = screen.queryByRole('treegrid') ?? screen.getByRole('listbox');
  // The second row: the first of a tree is everybody, who stands in no row.
  const place = { clientY: 39, detail: 1 };
  fireEvent.mouseDown(list, place);
  fireEvent.click(list, place);
  expect(follow).toHaveBeenCalledTimes(1);
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  follow.mockRestore();
});

it('shows the card of a column that two cohorts differ in at a click: it is no value of a field', () => {
  open([cohorts(), ...distributions()], { view: 'compare' });
  const list = screen.getByRole('listbox');
  fireEvent.mouseDown(list, { clientY: 5, detail: 1 });
  fireEvent.click(list, { clientY: 5, detail: 1 });
  expect(screen.getByRole('dialog')).toHaveTextContent('Jensen-Shannon');
});
