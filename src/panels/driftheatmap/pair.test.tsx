/** Two cells set against each other: the records behind them, what is asked about them, and what the panel shows. */
import {
  type DataQueryRequest,
  type DataSourceApi,
  dateTime,
  FieldType,
  type InterpolateFunction,
  toDataFrame,
} from '@grafana/data';
import { type DataSourceSrv, locationService, setDataSourceSrv } from '@grafana/runtime';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { of, throwError } from 'rxjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openHeatmap } from '../../../tests/unit/openHeatmap';
import { DATASOURCE_TYPE } from '../../query/model';
import { keptRecords, pairQuery } from './cellRecords';
import { cohortFromText, cohortToText, readPair, withCohort } from './pair';
import { HOUR, longFrame, START } from './testFrames';

const FIRST = { from: START, to: START + HOUR };
const SECOND = { from: START + HOUR, to: START + 2 * HOUR };
const UA = { ...FIRST, segment: 'carrier=U,A' };

const range = { from: dateTime(START), to: dateTime(START + 5 * HOUR) };
function asked(...targets: object[]): DataQueryRequest {
  return {
    app: 'dashboard',
    requestId: 'q',
    interval: '1h',
    intervalMs: HOUR,
    range: { ...range, raw: range },
    scopedVars: {},
    timezone: 'utc',
    startTime: 0,
    targets: targets.map((target, at) => ({
      refId: 'AB'[at],
      datasource: { type: DATASOURCE_TYPE, uid: 'plumb' },
      ...{ queryType: 'drift', model: 'm' },
      ...target,
    })),
  };
}

/** A dashboard's variables: `$one` is UA, `$many` UA and DL, `$all` all. */
const VALUES: Record<string, string | string[]> = { $one: 'UA', $many: ['UA', 'DL'], $all: '*' };
const fill: InterpolateFunction = (text, _, format) =>
  String(text).replace(/\$\w+/g, (name) => {
    const value = VALUES[name] ?? name;
    return typeof format === 'function' ? String(format(value, {}, String)) : [value].flat().join(',');
  });
const plain: InterpolateFunction = (text) => text;
const filter = (key: string, value: string) => ({ key, operator: '=', value });
const filtersIn = (query: ReturnType<typeof pairQuery>) =>
  typeof query === 'object' ? query.cohorts?.map(({ filters }) => filters.filter(({ key }) => key !== 'time')) : query;

/** Accuracy of A and B as the data source answers it, and a metric that B has no labels for. */
const answer = () =>
  toDataFrame({
    fields: [
      { name: 'cohort', type: FieldType.string, values: ['overall', 'A', 'B', 'overall', 'A', 'B'] },
      { name: 'metric', type: FieldType.string, values: ['accuracy', 'accuracy', 'accuracy', 'f1', 'f1', 'f1'] },
      { name: 'n', type: FieldType.number, values: [900, 400, 500, 900, 400, 500] },
      { name: 'value', type: FieldType.number, values: [0.7, 0.6848, 0.7306, 0.5, 0.4, null] },
      { name: 'delta', type: FieldType.number, values: [null, null, 0.0457, null, null, null] },
      { name: 'delta_lo', type: FieldType.number, values: [null, null, 0.031, null, null, null] },
      { name: 'delta_hi', type: FieldType.number, values: [null, null, 0.061, null, null, null] },
      { name: 'q', type: FieldType.number, values: [null, null, 0.002, null, null, null] },
    ],
  });

describe('the records of a cell', () => {
  it('are those of its window and segment, with the filters of the query', () => {
    const filters = [{ key: 'origin', operator: '=', value: 'EWR' }];
    expect(keptRecords(asked({ filters, segmentBy: ['carrier'] }), UA, plain)?.filters).toEqual([
      ...filters,
      { key: 'carrier', operator: '=', value: 'U,A' },
      { key: 'time', operator: '>=', value: String(START) },
      { key: 'time', operator: '<', value: String(START + HOUR) },
    ]);
  });

  it('are not known of other data sources, and of segments that the query does not have', () => {
    expect(keptRecords(asked({ datasource: { type: 'prometheus', uid: 'p' } }), FIRST, plain)).toBeUndefined();
    expect(keptRecords(asked({ segmentBy: ['dest'] }), UA, plain)).toBeUndefined();
  });

  it('are kept with variables filled in, and with the ad hoc filters that choose rows', () => {
    const request = asked({ filters: [filter('carrier', '$one'), filter('dest', '$many')] });
    request.filters = [filter('origin', 'JFK'), filter('column', 'temp'), filter('typed', '')];
    expect(keptRecords(request, FIRST, fill)?.filters.slice(0, -2)).toEqual([
      filter('carrier', 'UA'),
      { key: 'dest', operator: '=|', values: ['UA', 'DL'] },
      filter('origin', 'JFK'),
    ]);
  });

  it('are not kept where the query chooses versions or environments, as filters could not', () => {
    expect(keptRecords(asked({ versions: ['2'] }), FIRST, fill)).toBeUndefined();
    expect(keptRecords(asked({ environments: ['$many'] }), FIRST, fill)).toBeUndefined();
    expect(keptRecords(asked({ versions: ['$all'], environments: [] }), FIRST, fill)).toBeDefined();
  });

  it('are those of the query that the cell came from, and of none where nobody can tell', () => {
    const two = asked({ filters: [filter('origin', 'EWR')] }, { filters: [filter('origin', 'JFK')] });
    expect(keptRecords(two, { ...FIRST, refId: 'B' }, plain)).toMatchObject({
      refId: 'B',
      filters: [filter('origin', 'JFK'), {}, {}],
    });
    expect(keptRecords(two, FIRST, plain)).toBeUndefined();
    expect(keptRecords(asked({}), { ...FIRST, refId: 'merge-A-B' }, plain)?.refId).toBe('A');
  });

  it.each([FIRST, UA, { ...UA, refId: 'B@;1' }, { ...FIRST, refId: 'B' }, { ...FIRST, segment: 'größe=a;b,c%' }])(
    'go through an address and back: %j',
    (cohort) => expect(cohortFromText(new URLSearchParams({ c: cohortToText(cohort) }).get('c'))).toEqual(cohort)
  );

  it.each([undefined, 7, '', '5', '9,5', '1,2;%E0%A4%A', '1,2;'])('are not read from %j', (text) =>
    expect(cohortFromText(text)).toBeUndefined()
  );
});

describe('a pair', () => {
  it('holds a cell in one slot only, and lets it go when it is put there again', () => {
    const a = withCohort({}, 'a', FIRST);
    expect(withCohort(a, 'b', FIRST)).toEqual({ b: FIRST });
    expect(withCohort(a, 'a', { ...FIRST })).toEqual({});
    expect(withCohort(a, 'b', SECOND)).toEqual({ a: FIRST, b: SECOND });
  });

  it('is asked as two cohorts, the first of them the baseline', () => {
    const request = asked({ versions: ['2'], columns: ['age'], window: '1h', method: 'psi' });
    const query = pairQuery(request, FIRST, SECOND, plain);
    if (typeof query !== 'object') {
      throw new Error('nothing is asked');
    }
    expect(query).toMatchObject({
      queryType: 'cohorts',
      model: 'm',
      versions: ['2'],
      baseline: { kind: 'cohort', cohort: 'A' },
    });
    expect(query).not.toHaveProperty('method');
    expect(query).not.toHaveProperty('window');
    expect(query.cohorts?.map(({ filters }) => filters.map(({ value }) => Number(value)))).toEqual([
      [FIRST.from, FIRST.to],
      [SECOND.from, SECOND.to],
    ]);
  });

  it('holds cells of two queries in one window as two', () => {
    const [a, b] = ['A', 'B'].map((refId) => ({ ...FIRST, refId }));
    expect(withCohort({ a }, 'b', b)).toEqual({ a, b });
  });

  it('filters each cohort as its own query is', () => {
    const request = asked({ filters: [filter('dest', '$many')] }, { filters: [filter('origin', 'JFK')] });
    const query = pairQuery(request, { ...FIRST, refId: 'A' }, { ...FIRST, refId: 'B' }, fill);
    expect(filtersIn(query)).toEqual([
      [{ key: 'dest', operator: '=|', values: ['UA', 'DL'] }],
      [filter('origin', 'JFK')],
    ]);
    expect(query).not.toHaveProperty('filters');
  });

  it.each([
    { model: 'hotels' },
    { versions: ['2'] },
    { environments: ['live'] },
    { labels: { maturity: '3d' } },
    { datasource: { type: DATASOURCE_TYPE, uid: 'other' } },
  ])('of queries that differ in %j is not asked', (second) => {
    const [a, b] = ['A', 'B'].map((refId) => ({ ...FIRST, refId }));
    expect(pairQuery(asked({}, second), a, b, fill)).toBe('apart');
    expect(pairQuery(asked({}, { versions: ['$all'], environments: [] }), a, b, fill)).toBeTypeOf('object');
  });

  it('is read from the rows of its two cohorts', () => {
    const found = readPair([answer()]);
    expect(found).toMatchObject({ nA: 400, nB: 500 });
    expect(found?.metrics[0]).toEqual({
      metric: 'accuracy',
      a: 0.6848,
      b: 0.7306,
      delta: 0.0457,
      lo: 0.031,
      hi: 0.061,
      q: 0.002,
    });
    expect(found?.metrics[1]).toMatchObject({ metric: 'f1', a: 0.4, b: NaN, delta: NaN });
    expect(readPair([])).toBeUndefined();
  });
});

describe('the panel', () => {
  const query = vi.fn();
  const kept = () =>
    [...locationService.getSearch()].flatMap(([name, text]): unknown[] =>
      name.startsWith('cmp-') ? [JSON.parse(text)] : []
    );
  const series = [
    longFrame([0, 1, 2, 3].flatMap((hour) => ['age', 'zip'].map((column) => ({ hour, column, score: 0.1 })))),
  ];

  beforeEach(() => {
    locationService.replace('/');
    query.mockReset().mockReturnValue(of({ data: [answer()] }));
    setDataSourceSrv({ get: async () => ({ query }) as unknown as DataSourceApi } as unknown as DataSourceSrv);
  });

  it('compares two cells by keys alone, says what is missing, and lets go with Escape', async () => {
    const { user, said } = openHeatmap({ series });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}a');
    expect(said()).toContain('A is 20 Nov 2026, 12:00–13:00, choose B');
    await user.keyboard('{ArrowRight}{ArrowRight}b');
    const card = await screen.findByRole('dialog', { name: /^A against B: A: 20 Nov 2026, 12:00–13:00 · B: 20 Nov/ });
    await waitFor(() => expect(card).toHaveTextContent('Accuracy0.685 → 0.731'));
    expect(card).toHaveTextContent('Rows400 → 500');
    expect(card).toHaveTextContent('+0.0457 (+0.031 to +0.061), q = 0.002');
    expect(card).toHaveTextContent('0.4 → not known');
    const [request] = query.mock.calls.map(([given]) => given).filter(({ targets }) => targets[0].refId === 'pair');
    expect([request.range.from.valueOf(), request.range.to.valueOf()]).toEqual([START, START + 3 * HOUR]);
    expect(within(card).getByRole('link', { name: 'Open in Explore' })).toHaveAttribute(
      'href',
      expect.stringContaining('"queryType":"cohorts"')
    );
    expect(kept()).toEqual([expect.objectContaining({ b: `${START + 2 * HOUR},${START + 3 * HOUR}@A` })]);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(kept()).toEqual([]);
    expect(screen.getByRole('grid')).toHaveFocus();
  });

  it('refuses cells of two models in words, and asks nothing', async () => {
    const other = { ...longFrame([{ hour: 0, column: 'nights', score: 0.1 }]), refId: 'B' };
    const [target] = asked({ model: 'flights' }).targets;
    const { user } = openHeatmap({
      series: [longFrame([{ hour: 0, column: 'age', score: 0.1 }]), other],
      targets: [target, { ...target, refId: 'B', ...{ model: 'hotels' } }],
    });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}a{ArrowDown}b');
    expect(await screen.findByRole('dialog', { name: /^A against B/ })).toHaveTextContent(
      /queries of different data sources, models/
    );
    expect(query.mock.calls.filter(([{ targets }]) => targets[0].refId === 'pair')).toEqual([]);
  });

  it('offers it on the card of a cell', async () => {
    const { user } = openHeatmap({ series });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}{Enter}');
    await user.click(screen.getByRole('button', { name: 'Set as A' }));
    await user.keyboard('{ArrowRight}{Enter}');
    expect(screen.getByRole('button', { name: 'Set as A' })).toHaveAttribute('aria-pressed', 'false');
    await user.click(screen.getByRole('button', { name: 'Set as B' }));
    expect(await screen.findByRole('dialog', { name: /^A against B/ })).toBeInTheDocument();
  });

  it('shows the pair of an address in its own panel alone, says why there is no answer, and leaves the keyboard', async () => {
    query.mockReturnValue(throwError(() => new Error('model m has no labels')));
    const { user } = openHeatmap({ series });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}a{ArrowRight}b');
    expect(await screen.findByRole('dialog', { name: /^A against B/ })).toHaveFocus();
    cleanup();
    openHeatmap({ series });
    expect(await screen.findByText('model m has no labels')).toBeInTheDocument();
    expect(document.body).toHaveFocus();
    cleanup();
    openHeatmap({ series, targets: asked({ model: 'others' }).targets });
    expect(screen.getByRole('grid')).toBeInTheDocument();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it.each(['5', 'null', '{"a":7}', '{"a":"1,2;%E0%A4%A"}', '[', '{"a":"9,5"}'])(
    'reads no pair from %s in its address',
    async (text) => {
      const { user, said } = openHeatmap({ series });
      screen.getByRole('grid').focus();
      await user.keyboard('{ArrowRight}a');
      const [name] = [...locationService.getSearch().keys()].filter((key) => key.startsWith('cmp-'));
      cleanup();
      locationService.partial({ [name]: text }, true);
      openHeatmap({ series });
      expect(said()).not.toContain('choose');
      expect(screen.getByRole('grid')).toBeInTheDocument();
    }
  );

  it('offers nothing for data of other sources', async () => {
    const { user, said } = openHeatmap({ series, ours: false });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}a{Enter}');
    expect(said()).not.toContain('choose B');
    expect(screen.queryByRole('button', { name: 'Set as A' })).toBeNull();
  });
});
