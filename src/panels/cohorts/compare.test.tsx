import { type DataFrame, FieldType } from '@grafana/data';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { answerWith, cohortsTarget } from '../../../tests/unit/cohortSource';
import { openCohorts } from '../../../tests/unit/openCohorts';
import { attributions, cohorts, distributions } from '../../../tests/workbench/panels/cohortFixtures';
import { table as framed } from '../../../tests/workbench/panels/frames';
import { type Filter } from '../../query/model';
import { parseQuery } from '../../query/validate';
import { columnRows, columnText, leftOutText } from './compareText';
import { compareCohorts } from './comparison';
import { shareNoRow } from './disjoint';
import { DEFAULT_OPTIONS } from './options';
import { phiDifferences } from './phiDifference';
import { prepareCohorts } from './prepareCohorts';
import { framesOfSides, type SideQueries, sideQueries } from './sides';

describe('attributions of A and B', () => {
  const names = { a: 'carrier=UA', b: 'carrier=EV' };

  it('differ by their means, tested by Welch and corrected over the columns', () => {
    const found = phiDifferences([attributions()], names, 0.95).columns;
    const hour = found.get('hour');
    // 0.42 + 0.05, and the root of 0.16/900 + 0.16/700 is 0.020158.
    expect(hour?.delta).toBeCloseTo(0.47, 12);
    expect(((hour?.hi ?? NaN) - (hour?.lo ?? NaN)) / 2).toBeCloseTo(1.9615 * 0.020158, 4);
    const distance = found.get('distance');
    // t = -0.01 / 0.020158 = -0.4961, the largest p of four.
    expect(distance?.q).toBeCloseTo(distance?.p ?? NaN, 12);
    expect(distance?.p).toBeCloseTo(0.6199, 3);
    expect([...found.keys()]).toEqual(['hour', 'distance', 'origin', 'temp']);
  });

  it('come from two answers as well, but not from two spaces, and have no interval below 30 records', () => {
    const split = (cohort: string, space: string): DataFrame => {
      const frame = attributions();
      const kept = frame.fields[1].values.flatMap((name: unknown, at) => (name === cohort ? [at] : []));
      const fields = frame.fields
        .filter(({ name }) => name !== 'cohort')
        .map((field) => ({
          ...field,
          values: kept.map((at) => (field.name === 'n' ? 20 : (field.values[at] as unknown))),
        }));
      const meta = { custom: { ...frame.meta?.custom, outputSpace: space } };
      return { ...frame, refId: cohort, length: kept.length, fields, meta };
    };
    const [a, b] = [split(names.a, 'log-odds'), split(names.b, 'log-odds')];
    const hour = phiDifferences([a, b], names, 0.95).columns.get('hour');
    expect(hour).toMatchObject({ meanA: 0.42, meanB: -0.05, lo: NaN, p: NaN, q: NaN });
    expect(phiDifferences([a, split(names.b, 'probability')], names, 0.95).columns.size).toBe(0);
    expect(phiDifferences([attributions()], { a: 'carrier=UA', b: 'carrier=XX' }, 0.95).columns.size).toBe(0);
  });

  describe('of several kinds', () => {
    const of = (refId: string, explainer: string, shift: number): DataFrame => {
      const rows = ['hour', 'temp'].map((column) => ({ column, n: 900, mean: shift, sd: 0.4, mean_abs: 0.3 }));
      return { ...framed(rows, 'importance', { outputSpace: 'log-odds', explainer }, {}), refId };
    };
    const [aTree, bTree] = [of('a-importance', 'tree', 0.1), of('b-importance', 'tree', 0.3)];
    const [aLinear, bLinear] = [of('a-importance', 'linear', 4), of('b-importance', 'linear', 5)];

    it('are compared with their own kind, whatever else either side has', () => {
      const hour = { meanA: 0.1, meanB: 0.3 };
      for (const series of [
        [aTree, aLinear, bTree],
        [aLinear, aTree, bTree],
        [aTree, bLinear, bTree],
      ]) {
        const { columns, kinds } = phiDifferences(series, names, 0.95);
        expect(columns.get('hour')).toMatchObject(hour);
        expect(kinds).toBe(1);
      }
      expect(phiDifferences([aTree, bLinear], names, 0.95)).toEqual({ columns: new Map(), kinds: 0 });
      expect(phiDifferences([aTree, aLinear], names, 0.95)).toEqual({ columns: new Map(), kinds: 0 });
    });

    it('are left out where both have several, and the sentence says so', async () => {
      const all = [aTree, aLinear, bTree, bLinear];
      expect(phiDifferences(all, names, 0.95)).toEqual({ columns: new Map(), kinds: 2 });
      answerWith(({ refId }) => {
        const [a, b] = distributions();
        const bins = { 'a-distribution': [a], 'b-distribution': [b] }[String(refId)];
        return bins ?? (refId === 'a-importance' ? [aTree, aLinear] : [bTree, bLinear]);
      });
      const { user } = openCohorts([cohorts()], { view: 'forest' }, cohortsTarget({ segmentBy: ['carrier'] }));
      screen.getByRole('treegrid').focus();
      await user.keyboard('{ArrowDown}a{ArrowDown}b');
      await waitFor(() => expect(screen.getByRole('figure')).toHaveAccessibleDescription(/both have 2 kinds/));
      expect(screen.queryByText('Δ mean φ')).not.toBeInTheDocument();
    });
  });

  it('stand beside the distributions, are read out, and lead from one significant column to the next', async () => {
    const { user } = openCohorts([cohorts(), ...distributions(), attributions()], {
      view: 'compare',
      ...names,
    });
    expect(screen.getAllByText('Δ mean φ')).toHaveLength(1);
    screen.getByRole('listbox').focus();
    await user.keyboard('{Home}n');
    const at = screen.getByRole('option', { selected: true });
    expect(at).toHaveTextContent(
      /^hour, distance 0\.\d+; .*; mean attribution \+0\.47 \(\+0\.43 to \+0\.51\), significant/
    );
    await user.keyboard('t');
    expect(screen.getAllByRole('cell', { name: 'Δ mean φ' }).length).toBeGreaterThan(1);
  });
});

describe('cohorts that may share rows', () => {
  const named = (name: string) => ({ name, key: undefined, segment: undefined });

  it.each([
    ['carrier=UA', 'carrier=EV', true],
    ['carrier=UA', 'origin=EWR', false],
    ['carrier=UA', 'carrier=UA', false],
    ['hour=5', 'hour=5.0', false],
    ['carrier=UA,origin=EWR', 'carrier=UA,origin=JFK', true],
    ['carrier=UA,origin=EWR', 'carrier=UA', false],
    ['carrier IN (UA, EV)', 'carrier IN (DL)', true],
    ['carrier IN (UA, EV)', 'carrier = EV', false],
    ['carrier = UA', 'carrier != UA', true],
    ['hour < 17', 'hour >= 17', true],
    ['hour <= 17', 'hour >= 17', false],
    // A column of texts has these in common: '3'.
    ['code < 5', 'code > 17', false],
    ['EWR', 'JFK', false],
  ])('%s and %s: share none, surely: %s', (a, b, expected) => {
    expect(shareNoRow(named(a), named(b))).toBe(expected);
    expect(shareNoRow(named(b), named(a))).toBe(expected);
  });

  it('are compared without verdicts', () => {
    const compared = (b: string) => {
      const data = prepareCohorts([cohorts()], { ...DEFAULT_OPTIONS, metrics: ['accuracy'] });
      const frame = attributions();
      const fields = frame.fields.map((field) =>
        field.name === 'cohort'
          ? { ...field, values: field.values.map((name: unknown) => (name === names.b ? b : name)) }
          : field
      );
      return compareCohorts(data, [{ ...frame, fields }], { a: names.a, b });
    };
    const names = { a: 'carrier=UA', b: 'carrier=EV' };
    const apart = compared(names.b);
    expect(apart).toMatchObject({ mayShare: false, metrics: [{ lo: expect.any(Number) }] });
    expect(apart?.metrics[0].lo).not.toBeNaN();
    expect(apart?.columns.find(({ column }) => column === 'hour')?.phi?.q).toBeLessThan(0.001);
    const shared = compared('origin=EWR');
    expect(shared?.mayShare).toBe(true);
    expect(shared?.metrics[0].delta).not.toBeNaN();
    expect(shared?.metrics[0]).toMatchObject({ lo: NaN, hi: NaN });
    expect(shared?.columns.find(({ column }) => column === 'hour')?.phi).toMatchObject({ p: NaN, q: NaN, meanA: 0.42 });
    expect(shared && leftOutText(shared)).toEqual(['these cohorts may share rows: no verdict on differences']);
    expect(apart && leftOutText(apart)).toEqual([]);
  });
});

describe('cohorts that were chosen and are gone', () => {
  const without = (name: string): DataFrame => {
    const frame = cohorts();
    const kept = frame.fields[0].values.flatMap((_, at) =>
      frame.fields.some(({ name: field, values }) => field === 'cohort' && values[at] === name) ? [] : [at]
    );
    const fields = frame.fields.map((field) => ({ ...field, values: kept.map((at): unknown => field.values[at]) }));
    return { ...frame, fields, length: kept.length };
  };
  const rowOf = (at: number) => prepareCohorts([cohorts()], { ...DEFAULT_OPTIONS, metrics: ['accuracy'] })?.rows[at];

  it.each([
    ['a{ArrowDown}b', 0],
    ['a{ArrowDown}b', 1],
    ['c', 0],
  ])('by %s have no others in their place, and one button leads back', async (keys, at) => {
    const { user, refresh } = openCohorts([cohorts()], { view: 'forest', metrics: ['accuracy'] });
    screen.getByRole('treegrid').focus();
    await user.keyboard(`{ArrowDown}${keys}`);
    expect(screen.getByRole('button', { name: 'All cohorts' })).toBeInTheDocument();
    const name = rowOf(at)?.name ?? '';
    refresh([without(name)]);
    expect(screen.getByText(`Cohort ${name.replace('=', ' = ')} is not in this answer`)).toBeInTheDocument();
    expect(screen.queryByText(/^A: /)).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'All cohorts' }));
    expect(screen.getByRole('treegrid')).toBeInTheDocument();
  });

  it('are said to be gone where the options name them', () => {
    openCohorts([cohorts()], { view: 'compare', a: 'carrier=UA', b: 'carrier=gone' });
    expect(screen.getByText('Cohort carrier = gone is not in this answer')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'All cohorts' })).not.toBeInTheDocument();
  });

  it('are still there where only the list leaves them out', () => {
    const data = prepareCohorts([cohorts()], { ...DEFAULT_OPTIONS, metrics: ['accuracy'], onlySignificant: true });
    const hidden = data?.all.find((row) => !data.rows.includes(row))?.name ?? '';
    expect(compareCohorts(data, [], { a: hidden, b: '' })?.a?.name).toBe(hidden);
    expect(compareCohorts(data, [], { a: 'carrier=gone', b: '' })).toBeUndefined();
  });
});

describe('rows are dragged', () => {
  const at = (clientX: number, clientY: number) => ({ clientX, clientY, button: 0, pointerType: 'mouse' });

  /** jsdom lays nothing out: the slots lie side by side above the list. */
  function laidOut() {
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
      const slot = this.getAttribute('data-slot');
      const box = slot === 'a' ? [0, 0, 100, 50] : slot === 'b' ? [100, 0, 200, 50] : [0, 60, 200, 400];
      return DOMRect.fromRect({ x: box[0], y: box[1], width: box[2] - box[0], height: box[3] - box[1] });
    });
  }

  it('onto the slots A and B, which are shown meanwhile, and then compared', async () => {
    laidOut();
    answerWith(() => []);
    openCohorts([cohorts()], { view: 'forest' });
    const grid = screen.getByRole('treegrid');
    const down = (x: number, y: number) => ({ ...at(x, y), buttons: 1 });
    const drag = (row: number, x: number) => {
      const y = 60 + 26 * row + 10;
      fireEvent.pointerDown(grid, down(20, y));
      fireEvent.pointerMove(grid, down(23, y));
      expect(screen.queryByText('Drop here')).not.toBeInTheDocument();
      fireEvent.pointerMove(grid, down(30, y - 4));
      expect(document.querySelectorAll('[data-slot]')).toHaveLength(2);
      fireEvent.pointerMove(document, down(x, 20));
      fireEvent.pointerUp(document, at(x, 20));
      fireEvent.click(grid, at(30, y - 4));
      expect(document.querySelectorAll('[data-slot]')).toHaveLength(0);
    };
    const names = screen.getAllByRole('row').map((row) => row.getAttribute('aria-label')?.split(',')[0]);
    drag(2, 150);
    // The click that ends a drag opens no card.
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.getByText('drag a row here, or press a on one')).toBeInTheDocument();
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(/^B is /);
    drag(0, 50);
    const said = (name = '') => name.replace(/^cohort (\w+) /, '$1 = ');
    expect(await screen.findByText(`A: ${said(names[0])}`)).toBeInTheDocument();
    expect(screen.getByText(`B: ${said(names[2])}`)).toBeInTheDocument();
    vi.restoreAllMocks();
  });

  it('and let go beside them, or by Escape, stay where they are', () => {
    laidOut();
    openCohorts([cohorts()], { view: 'forest' });
    const grid = screen.getByRole('treegrid');
    const start = () => {
      fireEvent.pointerDown(grid, at(20, 70));
      fireEvent.pointerMove(grid, { ...at(40, 90), buttons: 1 });
    };
    start();
    fireEvent.pointerUp(document, at(150, 300));
    start();
    fireEvent.keyDown(document, { key: 'Escape' });
    fireEvent.pointerUp(document, at(150, 20));
    expect(screen.getByRole('figure')).not.toHaveAccessibleDescription(/choose/);
    vi.restoreAllMocks();
  });
});

describe('how the columns of two cohorts differ', () => {
  it('leads back from two cohorts to all by Escape, with the keyboard, once the place in the list is let go of', async () => {
    answerWith(({ refId }) => {
      const [one, other] = distributions();
      return refId === 'a-distribution' ? [one] : refId === 'b-distribution' ? [other] : new Error('no attributions');
    });
    const { user } = openCohorts([cohorts()], { view: 'forest' }, cohortsTarget({ segmentBy: ['carrier'] }));
    const heard: string[] = [];
    const outside = ({ key }: KeyboardEvent) => heard.push(key);
    document.addEventListener('keydown', outside);
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}a{ArrowDown}b');
    const list = await screen.findByRole('listbox');
    list.focus();
    expect(screen.getByRole('button', { name: 'All cohorts' })).toBeInTheDocument();
    heard.length = 0;
    await user.keyboard('{ArrowDown}{Escape}');
    expect(heard).toEqual([]);
    expect(screen.getByRole('button', { name: 'All cohorts' })).toBeInTheDocument();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('button', { name: 'All cohorts' })).not.toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('treegrid')).toHaveFocus());
    expect(heard).toEqual([]);
    // Where there is no comparison to leave, the dashboard hears it.
    await user.keyboard('{Escape}');
    expect(heard).toContain('Escape');
    document.removeEventListener('keydown', outside);
  });

  it('is asked for the two that were chosen, whatever the answer brings about others', async () => {
    const asked = answerWith(({ refId }) => {
      const [a, b] = distributions();
      return refId === 'a-distribution' ? [a] : refId === 'b-distribution' ? [b] : new Error('no attributions');
    });
    const { user } = openCohorts([cohorts()], { view: 'forest' }, cohortsTarget({ segmentBy: ['carrier'] }));
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}a{ArrowDown}b');
    await waitFor(() => expect(screen.getAllByRole('option').length).toBeGreaterThan(2));
    const queries = asked.map((query) => parseQuery(query));
    expect(queries.map(({ queryType }) => queryType)).toEqual([
      'distribution',
      'importance',
      'distribution',
      'importance',
    ]);
    for (const query of queries) {
      expect(query).toMatchObject({ model: 'flights', window: '7d' });
      expect('filters' in query && query.filters).toHaveLength(2);
    }
    expect(queries[0]).not.toEqual(expect.objectContaining({ metrics: expect.anything() }));
  });

  it('is told where it cannot be', async () => {
    answerWith(() => new Error('model flights has no reference'));
    const { user } = openCohorts([cohorts()], { view: 'forest' }, cohortsTarget());
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}a{ArrowDown}b');
    expect(await screen.findByText('model flights has no reference')).toBeInTheDocument();
  });
});

describe('columns of A and B from the queries of the panel', () => {
  const of = (refId: string, shares: Record<string, number>, column = 'hour'): DataFrame => {
    const rows = Object.entries(shares).map(([label, count]) => ({ column, label, count, share: count / 400 }));
    return { ...framed(rows, 'distribution', {}, {}), refId };
  };
  const [early, late] = [of('B', { early: 300, late: 100 }), of('C', { early: 100, late: 300 })];
  const filtered = (refId: string, ...values: string[]) => ({
    refId,
    filters: values.map((value) => ({ key: value.length > 2 ? 'origin' : 'carrier', operator: '=', value })),
  });
  const is = (value: string): Filter => ({ key: 'carrier', operator: '=', value });
  const chosen = { a: '', b: '' };

  it('are those that are filtered as the cohorts are, whatever their order', () => {
    const cohortsQuery = filtered('A', 'JFK');
    const targets = [cohortsQuery, filtered('B', 'JFK', 'EV'), filtered('C', 'UA', 'JFK'), filtered('D', 'UA')];
    const filters = { a: [is('UA')], b: [is('EV')] };
    expect(sideQueries(targets, cohortsQuery, { chosen, filters })).toEqual({ a: ['C'], b: ['B'], tables: [] });
    expect(sideQueries(targets, cohortsQuery, { chosen: { a: 'D', b: '' }, filters })).toEqual({
      a: ['D'],
      b: ['B'],
      tables: ['D'],
    });
    expect(sideQueries(targets, undefined, { chosen, filters })).toMatchObject({ a: ['D'], b: [] });
    const nothing = { a: undefined, b: undefined };
    expect(sideQueries(targets, undefined, { chosen, filters: nothing })).toMatchObject({ a: [], b: [] });
  });

  it('stand in the order of A and B, without those of other queries', () => {
    const other = of('D', { early: 1, late: 1 });
    const letters = (sides: SideQueries) => framesOfSides([early, other, late], sides).map(({ refId }) => refId);
    expect(letters({ a: [], b: [] })).toEqual(['B', 'D', 'C']);
    expect(letters({ a: ['C'], b: ['B'] })).toEqual(['C', 'B']);
    expect(letters({ a: ['C'], b: [] })).toEqual(['C', 'B']);
    expect(letters({ a: [], b: ['B'] })).toEqual(['D', 'B']);
    // One query is its reference and its window, and nothing stands in for one without an answer.
    expect(letters({ a: ['C'], b: ['C'] })).toEqual(['C']);
    expect(letters({ a: ['C'], b: ['X'] })).toEqual([]);
  });

  it('may be tables of a text and a number of any data source', () => {
    const plain = (refId: string, counts: number[]): DataFrame => ({
      refId,
      length: 2,
      fields: [
        { name: 'channel', type: FieldType.string, values: ['web', 'app'], config: {} },
        { name: 'total', type: FieldType.number, values: counts, config: {} },
      ],
    });
    const sides: SideQueries = { a: ['Y'], b: ['X'], tables: ['X', 'Y'] };
    const series = framesOfSides([plain('X', [30, 10]), plain('Y', [10, 30])], sides);
    const found = compareCohorts(undefined, series, { a: 'one', b: 'two' });
    expect(found?.columns).toMatchObject([
      {
        column: 'channel',
        bins: [
          { label: 'web', a: 0.25, b: 0.75 },
          { label: 'app', a: 0.75, b: 0.25 },
        ],
      },
    ]);
    const timed = { ...plain('Y', [1, 2]), fields: [{ name: 't', type: FieldType.time, values: [1, 2], config: {} }] };
    const [x, y] = [plain('X', [1, 2]), plain('Y', [2, 1])];
    expect(framesOfSides([x, timed], { ...sides, a: ['X'], b: ['Y'] })).toEqual([x, timed]);
    // Only where the options name them: filters alone do not make any table a distribution.
    expect(framesOfSides([x, y], { a: ['X'], b: ['Y'] })).toEqual([x, y]);
  });

  const means = (refId: string, hour: number, temp: number): DataFrame => {
    const rows = Object.entries({ hour, temp }).map(([column, mean]) => ({ column, n: 900, mean, sd: 0.4 }));
    return { ...framed(rows, 'importance', { outputSpace: 'log-odds', explainer: 'tree' }, {}), refId };
  };
  const quality = (refId: string): DataFrame => {
    const rows = ['hour', 'temp'].map((column) => ({ column, metric: 'missing', value: 4 }));
    return { ...framed(rows, 'quality', {}, {}), refId };
  };
  const queries = [filtered('A'), filtered('Q', 'UA'), filtered('R', 'EV')].concat([
    filtered('C', 'EV'),
    filtered('B', 'UA'),
    filtered('E', 'EV'),
    filtered('D', 'UA'),
  ]);

  it('have their attributions from queries of their own, and nothing of other analyses', () => {
    const sides = sideQueries(queries, queries[0], { chosen, filters: { a: [is('UA')], b: [is('EV')] } });
    expect(sides).toMatchObject({ a: ['Q', 'B', 'D'], b: ['R', 'C', 'E'] });
    const brought = [quality('Q'), quality('R'), late, early, means('E', 0.1, 0.6), means('D', 0.4, 0.3)];
    const found = compareCohorts(undefined, framesOfSides(brought, sides), { a: 'carrier=UA', b: 'carrier=EV' });
    expect(found?.columns.map(({ column }) => column)).toEqual(['hour', 'temp']);
    expect(found?.columns[0].bins).toEqual([
      { label: 'early', a: 0.75, b: 0.25 },
      { label: 'late', a: 0.25, b: 0.75 },
    ]);
    expect(found?.columns[0].phi?.delta).toBeCloseTo(0.3, 12);
    expect(found?.columns[1].phi?.delta).toBeCloseTo(-0.3, 12);
    // Nor as tables, though the options name them.
    const named = { a: ['Q'], b: ['R'], tables: ['Q', 'R'] };
    expect(framesOfSides(brought, named)).toEqual([quality('Q'), quality('R')]);
  });

  it('have each column from the first of several queries that brings it', () => {
    const [first, second] = [of('F', { early: 200, late: 200 }), of('G', { cold: 100, warm: 300 }, 'temp')];
    const sides: SideQueries = { a: ['B', 'F', 'H'], b: ['C', 'G'] };
    const series = framesOfSides([early, late, first, second, of('H', { cold: 300, warm: 100 }, 'temp')], sides);
    const found = compareCohorts(undefined, series, { a: 'carrier=UA', b: 'carrier=EV' });
    expect(found?.columns.map(({ column, bins }) => [column, ...bins.map(({ a, b }) => [a, b])])).toEqual([
      ['hour', [0.75, 0.25], [0.25, 0.75]],
      ['temp', [0.75, 0.25], [0.25, 0.75]],
    ]);
  });

  it('are told in whole percents without a test: these are no counts', () => {
    const percents = (refId: string, share: number[]): DataFrame => ({
      refId,
      length: 2,
      fields: [
        { name: 'channel', type: FieldType.string, values: ['web', 'app'], config: {} },
        { name: 'share', type: FieldType.number, values: share, config: {} },
      ],
    });
    const sides: SideQueries = { a: ['X'], b: ['Y'], tables: ['X', 'Y'] };
    const series = framesOfSides([percents('X', [60, 40]), percents('Y', [40, 60])], sides);
    const found = compareCohorts(undefined, series, { a: 'carrier=UA', b: 'carrier=EV' });
    expect(found?.columns).toMatchObject([
      {
        bins: [
          { a: 0.6, b: 0.4 },
          { a: 0.4, b: 0.6 },
        ],
        effect: NaN,
        q: NaN,
      },
    ]);
  });

  it('stay beside cohorts that the panel asks for itself, for the sake of a baseline', async () => {
    const asked = answerWith(({ queryType }) => (queryType === 'cohorts' ? [cohorts()] : new Error('not wanted')));
    const [x, y] = [of('X', { early: 300, late: 100 }), of('Y', { early: 100, late: 300 })];
    openCohorts(
      [{ ...cohorts(), refId: 'A' }, x, y],
      { view: 'compare', a: 'carrier=UA', b: 'carrier=EV', baseline: 'overall', aQuery: 'X', bQuery: 'Y' },
      [cohortsTarget({ segmentBy: ['carrier'] }), { refId: 'X' }, { refId: 'Y' }]
    );
    expect(await screen.findByRole('option')).toHaveTextContent(/early: 75.0 % against 25.0 %/);
    expect(new Set(asked.map(({ queryType }) => queryType))).toEqual(new Set(['cohorts']));
  });

  it('are tested for how differently they lie, where the cohorts share no row', () => {
    const compared = (b: string) => compareCohorts(undefined, [early, late], { a: 'carrier=UA', b });
    const found = compared('carrier=EV')?.columns[0];
    // Chi-squared is 200 on 800 rows.
    expect(found?.effect).toBeCloseTo(0.5, 12);
    expect(found?.q).toBeLessThan(1e-40);
    expect(compared('origin=JFK')?.columns[0]).toMatchObject({ effect: found?.effect, q: NaN });
    expect(found && columnText(found, 0.05)).toContain("Cramér's V 0.5, significant");
    expect(found && columnRows(found).map(({ label }) => label)).toEqual(["Cramér's V", 'q', 'early', 'late']);
  });

  it('are chosen in the options of the panel', async () => {
    const [a, b] = [of('B', { early: 300, late: 100 }), of('C', { early: 100, late: 300 })];
    openCohorts([cohorts(), a, b], {
      view: 'compare',
      a: 'carrier=UA',
      b: 'carrier=EV',
      aQuery: 'C',
      bQuery: 'B',
    });
    expect(await screen.findByRole('option')).toHaveTextContent(
      /early: 25.0 % against 75.0 %; Cramér's V 0\.5, significant/
    );
  });
});
