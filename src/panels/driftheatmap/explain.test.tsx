/** Selections: over cells, over a metric on top, and what happened in them. */
import { type DataQueryRequest, FieldType, LoadingState, toDataFrame } from '@grafana/data';
import {
  type BackendSrv,
  type DataSourceSrv,
  locationService,
  setBackendSrv,
  setDataSourceSrv,
} from '@grafana/runtime';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openHeatmap } from '../../../tests/unit/openHeatmap';
import { DATASOURCE_TYPE } from '../../query/model';
import { arrange } from './arrange';
import { carrierQueries } from './carriers';
import { explainBox } from './explain';
import { DEFAULT_OPTIONS } from './options';
import { prepareDrift } from './prepareDrift';
import { HOUR, longFrame, START } from './testFrames';
import { driftView } from './view';

// A model that declares nothing to group by.
beforeEach(() => setBackendSrv({ fetch: () => of({ data: {} }) } as unknown as BackendSrv));
afterEach(() => locationService.partial({ sel: null }, true));

/** Answers come at once, but a busy machine may be long in drawing them. */
const SLOW = { timeout: 20_000 };

const SCORES = {
  // Two that move together, one that moves against them, one that stays.
  temp: [0.02, 0.04, 0.3, 0.5, 0.06],
  humid: [0.01, 0.03, 0.22, 0.4, 0.05],
  dest: [0.1, 0.09, 0.02, 0.01, 0.1],
  flat: [0.05, 0.05, 0.05, 0.05, 0.05],
};

const drift = () =>
  longFrame(
    Object.entries(SCORES).flatMap(([column, own]) => own.map((score, hour) => ({ hour, column, score }))),
    { warn: undefined }
  );

const accuracy = () => ({
  ...toDataFrame({
    refId: 'P',
    fields: [
      { name: 'time', type: FieldType.time, values: [0, 1, 2, 3, 4].map((hour) => START + hour * HOUR) },
      {
        name: 'value',
        type: FieldType.number,
        values: [0.9, 0.9, 0.7, 0.6, 0.9],
        labels: { model: 'm', metric: 'accuracy' },
      },
    ],
  }),
  meta: { custom: { plumbline: 'performance', v: 1 } },
});

function explained(rows: [number, number], columns: [number, number]) {
  const grid = prepareDrift([drift(), accuracy()]);
  if (!grid) {
    throw new Error('nothing to draw');
  }
  const view = driftView(grid, arrange(grid, { ...DEFAULT_OPTIONS, sort: 'query' }, new Map()), 100);
  expect(view.rows.map(({ name }) => name)).toEqual(['accuracy', 'temp', 'humid', 'dest', 'flat']);
  return explainBox(view, { a: { row: rows[0], column: columns[0] }, b: { row: rows[1], column: columns[1] } });
}

describe('what happened in a selection', () => {
  it('names what was over its limit there, and what moved with the one that was furthest', () => {
    const { columns, breached, leader, companions } = explained([1, 1], [2, 3]);
    expect(columns).toBe(1);
    expect(breached.map(({ name, rank }) => [name, rank])).toEqual([['temp', 2.5]]);
    expect(leader?.name).toBe('temp');
    expect(companions).toEqual([{ name: 'humid', r: expect.closeTo(0.998651981019, 9), windows: 5, selected: false }]);
  });

  it('puts first movers first, and only counts what happened inside', () => {
    expect(explained([1, 4], [2, 2]).breached.map(({ name }) => name)).toEqual(['temp', 'humid']);
    const calm = explained([1, 4], [0, 1]);
    expect([calm.breached, calm.leader?.name]).toEqual([[], 'dest']);
    // What goes the other way keeps no company, and a constant has no correlation.
    expect(calm.companions).toEqual([]);
  });

  it('says how the model did there and elsewhere', () => {
    expect(explained([1, 2], [2, 3]).metrics).toEqual([
      { name: 'accuracy', row: 4, inside: expect.closeTo(0.65, 9), outside: expect.closeTo(0.9, 9) },
    ]);
  });
});

it('leaves open windows and those of too few rows out of the means of metrics', () => {
  const metric = accuracy();
  const status = {
    name: 'status',
    type: FieldType.string,
    config: {},
    values: ['ok', 'insufficient', 'ok', 'ok', 'ok'],
  };
  const scores = SCORES.temp.map((score, hour) => ({ hour, column: 'temp', score, complete: hour < 4 }));
  const grid = prepareDrift([longFrame(scores), { ...metric, fields: [...metric.fields, status] }]);
  if (!grid) {
    throw new Error('nothing to draw');
  }
  // The last hour is open and the second one thin; neither value is among the means.
  grid.score.set([0.9, 0.1, 0.7, 0.6, 0.2], grid.times.length);
  const view = driftView(grid, arrange(grid, { ...DEFAULT_OPTIONS, sort: 'query' }, new Map()), 100);
  const { metrics } = explainBox(view, { a: { row: 1, column: 2 }, b: { row: 1, column: 4 } });
  expect(metrics).toEqual([
    { name: 'accuracy', row: 1, inside: expect.closeTo(0.65, 9), outside: expect.closeTo(0.9, 9) },
  ]);
});

it('is explained from the bar of the selection, by keyboard, and leads on to who is affected', async () => {
  const { user } = openHeatmap({ series: [drift(), accuracy()], options: { sort: 'query' } });
  screen.getByRole('grid').focus();
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}{ArrowRight}{Shift>}{ArrowRight}{/Shift}');
  await user.click(screen.getByRole('button', { name: 'Explain selection' }));
  const card = screen.getByRole('dialog', { name: 'What happened here: temp, 20 Nov 2026, 14:00–16:00' });
  expect(card).toHaveFocus();
  expect(card).toHaveTextContent('Columns over the limit1 of 1');
  expect(card).toHaveTextContent('tempsince 20 Nov 2026, 14:00–15:00, up to 2.5×');
  expect(within(card).getByText('humid (not selected): r = +1.00 over 5 windows')).toBeInTheDocument();
  expect(within(card).getByText('accuracy: 0.65 here, 0.9 elsewhere')).toBeInTheDocument();
  const href = within(card).getByRole('link', { name: 'Who is affected' }).getAttribute('href') ?? '';
  expect(href).toMatch(/^\/a\/plumbline-models-app\/models\/flights\/investigate\?/);
  expect(new URLSearchParams(href.split('?')[1]).get('from')).toBe(String(START + 2 * HOUR));
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
});

describe('which groups carry it', () => {
  const asked: DataQueryRequest[] = [];
  /** A source whose groups of `carrier` moved apart, and which knows no `origin`. */
  const source = {
    query: (request: DataQueryRequest) => {
      // A pointer or key that rests long enough on a cell asks for its bins: on a busy machine it does.
      if (request.targets[0].refId !== 'bins') {
        asked.push(request);
      }
      const [key] = Object.entries(request.targets[0]).find(([name]) => name === 'segmentBy')?.[1] ?? [];
      const frame = longFrame(
        ['UA', 'DL', 'AA'].map((segment, i) => ({
          hour: 0,
          column: 'temp',
          segment: `carrier=${segment}`,
          score: [0.1, 0.9, 5][i],
          status: ['ok', 'breach', 'insufficient'][i],
        }))
      );
      return key === 'carrier'
        ? of({ data: [frame], state: LoadingState.Done })
        : throwError(() => new Error('origin has too many values'));
    },
  };
  const columns = [
    { name: 'carrier', segment: true },
    { name: 'origin', segment: true },
    { name: 'temp', segment: false },
    { name: 'passport', segment: true, sensitive: true },
  ];

  function answerWith(data: unknown) {
    asked.length = 0;
    const fetch = vi.fn(() => of({ data }));
    setDataSourceSrv({ get: async () => source } as unknown as DataSourceSrv);
    setBackendSrv({ fetch } as unknown as BackendSrv);
    return fetch;
  }

  async function explainTemp() {
    const { user } = openHeatmap({ series: [drift()], options: { sort: 'query' } });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{Shift>}{ArrowRight}{/Shift}');
    await user.click(screen.getByRole('button', { name: 'Explain selection' }));
    return screen.getByRole('dialog');
  }

  it('is asked by the columns that the model declares for it, of the selected time alone', async () => {
    const fetch = answerWith({ columns });
    const card = await explainTemp();
    expect(await within(card).findByText('carrier=DL: 4.5×, 8,214 rows', {}, SLOW)).toBeInTheDocument();
    expect(fetch).toHaveBeenCalledWith(
      expect.objectContaining({ url: '/api/datasources/uid/plumb/resources/v1/models/flights' })
    );
    // The worst first, and none that has too few rows.
    expect(within(card).getByText(/carrier=UA: 0\.5×/)).toBeInTheDocument();
    expect(card).not.toHaveTextContent('carrier=AA');
    expect(card).toHaveTextContent('Of 2 groups by carrier, origin');
    expect(card).toHaveTextContent('origin has too many values');
    expect(asked.map(({ targets, range }) => [targets, range.from.valueOf(), range.to.valueOf()])).toEqual(
      ['carrier', 'origin'].map((key) => [
        [expect.objectContaining({ columns: ['temp'], segmentBy: [key], window: 'all', format: 'table', refId: key })],
        START + 2 * HOUR,
        START + 4 * HOUR,
      ])
    );
  });

  it('is not asked where a model declares no groups', async () => {
    const fetch = answerWith({ columns: [{ name: 'temp' }] });
    const card = await explainTemp();
    await waitFor(() => expect(fetch).toHaveBeenCalled(), SLOW);
    expect(card).not.toHaveTextContent('Groups in which');
    expect(asked).toEqual([]);
  });

  it('splits a segment further only within it', () => {
    const frame = longFrame([{ hour: 0, column: 'temp', score: 1, segment: 'carrier=UA' }]);
    const row = prepareDrift([frame])?.rows[0];
    const target = {
      refId: 'A',
      datasource: { type: DATASOURCE_TYPE, uid: 'p' },
      ...{ queryType: 'drift', model: 'm' },
    };
    const request = (more: object) => ({ targets: [{ ...target, ...more }] }) as unknown as DataQueryRequest;
    const queries = carrierQueries(request({ segmentBy: ['carrier'] }), row, ['carrier', 'origin', 'temp']);
    expect(queries).toEqual([
      expect.objectContaining({
        refId: 'origin',
        segmentBy: ['origin'],
        filters: [{ key: 'carrier', operator: '=', value: 'UA' }],
      }),
    ]);
    expect(carrierQueries(request({ queryType: 'sql' }), row, ['origin'])).toEqual([]);
  });
});

describe('a metric on top', () => {
  // Labels of 8 letters by 6 pixels with slack and padding end at 83; rows of a pinned band are 34 high.
  const left = 83;
  const at = (hour: number, y: number) => ({
    clientX: left + (hour + 0.5) * ((800 - 8 - left) / 5),
    clientY: y,
    button: 0,
  });

  it('is brushed: its windows are selected for everything, without Alt', () => {
    const { onChangeTimeRange } = openHeatmap({ series: [drift(), accuracy()] });
    const grid = screen.getByRole('grid');
    fireEvent.pointerDown(grid, at(2, 10));
    fireEvent.pointerMove(grid, at(2.7, 12));
    // The hand may leave the row.
    fireEvent.pointerMove(grid, at(3, 90));
    fireEvent.pointerUp(grid, at(3, 90));
    expect(screen.getByRole('toolbar')).toHaveAccessibleName('all columns, 20 Nov 2026, 14:00–16:00');
    expect(locationService.getSearch().get('sel')).toBe(`${START + 2 * HOUR},${START + 4 * HOUR};`);
    expect(onChangeTimeRange).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'Explain selection' }));
    expect(screen.getByRole('dialog')).toHaveTextContent('Columns over the limit2 of 4');
  });

  it('is brushed by keyboard, and a link to the page shows the same', async () => {
    const { user } = openHeatmap({ series: [drift(), accuracy()] });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowRight}{Shift>}{ArrowRight}{/Shift}');
    expect(screen.getByRole('toolbar')).toHaveAccessibleName('all columns, 20 Nov 2026, 12:00–14:00');
  });

  it('comes back with the address', () => {
    locationService.partial({ sel: `${START},${START + 2 * HOUR};` }, true);
    openHeatmap({ series: [drift(), accuracy()] });
    expect(screen.getByRole('toolbar')).toHaveAccessibleName('all columns, 20 Nov 2026, 12:00–14:00');
  });
});
