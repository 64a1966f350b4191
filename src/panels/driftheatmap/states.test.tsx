/** States of the data that change what the heatmap says, each on its own; and what it says of chance. */
import { FieldType, toDataFrame } from '@grafana/data';
import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callsOf } from '../../../tests/unit/fakeCanvas';
import { openHeatmap } from '../../../tests/unit/openHeatmap';
import { arrange } from './arrange';
import { DEFAULT_OPTIONS } from './options';
import { prepareDrift } from './prepareDrift';
import { breachShare } from './share';
import { exampleFrame, HOUR, longFrame, START } from './testFrames';
import { driftView } from './view';

const described = () => screen.getByRole('figure');
/** Rectangles that were clipped to before lines at 45 degrees: what was hatched. */
const hatched = (canvas: HTMLCanvasElement) => callsOf(canvas).filter(({ name }) => name === 'clip').length;
const hours = [0, 1, 2, 3, 4];

it('reference too small: all of the picture is hatched, and the sentence begins with it', () => {
  const rows = hours.map((hour) => ({ hour, column: 'age', score: 0.1, floor: 0.3 }));
  const noisy = openHeatmap({ series: [longFrame(rows)], options: { marks: 'none' } });
  expect(described()).toHaveAccessibleDescription(/^too few rows: noise alone reaches 0\.3, beyond the limit 0\.2/);
  const withHatch = hatched(noisy.base);
  const fine = rows.map((row) => ({ ...row, floor: 0.01 }));
  const quiet = openHeatmap({ series: [longFrame(fine)], options: { marks: 'none' } });
  expect(withHatch - hatched(quiet.base)).toBe(1);
});

it('cells whose reference is too small are told from those of too few rows: in legend, table and words', async () => {
  const rows = hours.map((hour) => ({
    hour,
    column: 'age',
    score: hour < 2 ? 0.1 : null,
    status: ['ok', 'ok', 'insufficient', 'small_reference', 'small_reference'][hour],
  }));
  const { user, said } = openHeatmap({ series: [longFrame(rows)] });
  expect(screen.getByText('too few rows')).toBeInTheDocument();
  expect(screen.getByText('reference too small')).toBeInTheDocument();
  screen.getByRole('grid').focus();
  await user.keyboard('{ArrowRight}{End}');
  expect(said()).toContain('Reference too small');
  await user.keyboard('{Enter}');
  expect(screen.getByRole('dialog')).toHaveTextContent('The reference needs at least 100 rows.');
  await user.keyboard('{Escape}t');
  expect(screen.getAllByRole('cell', { name: 'Reference too small' })).toHaveLength(2);
});

it('where every reference is too small, the sentence says that and not that windows are thin', () => {
  const rows = hours.map((hour) => ({ hour, column: 'age', score: null, status: 'small_reference' }));
  openHeatmap({ series: [longFrame(rows)] });
  expect(described()).toHaveAccessibleDescription(/^The reference has too few rows to compare with/);
});

it('a column that came or went has a bracket there, and the legend says what it means', () => {
  const series = [
    longFrame(
      hours.flatMap((hour) => [
        { hour, column: 'stayed', score: 0.1 },
        ...(hour > 2 ? [{ hour, column: 'came', score: 0.1 }] : []),
      ])
    ),
  ];
  openHeatmap({ series });
  expect(screen.getByText('bracket: begins or ends here')).toBeInTheDocument();
});

it('all calm is still drawn, and says so', () => {
  openHeatmap({ series: [longFrame(hours.map((hour) => ({ hour, column: 'age', score: 0.05 })))] });
  expect(described()).toHaveAccessibleDescription(/nothing above 0\.5× the limit/);
  expect(screen.getByRole('grid')).toBeInTheDocument();
});

it('without a limit raw scores are drawn, and the sentence says so', () => {
  const frame = toDataFrame({
    fields: [
      { name: 'time', type: FieldType.time, values: hours.map((hour) => START + hour * HOUR) },
      { name: 'value', type: FieldType.number, values: [1, 2, 9, 3, 1], labels: { column: 'age' } },
    ],
  });
  openHeatmap({ series: [frame], ours: false });
  expect(described()).toHaveAccessibleDescription(
    'No limit given, raw scores · highest age: Score 9, 20 Nov 2026, 14:00–15:00'
  );
});

it('several methods are coloured by severity whatever was asked, and the legend says so', () => {
  const first = longFrame(hours.map((hour) => ({ hour, column: 'age', score: 0.1 })));
  const second = longFrame(
    hours.map((hour) => ({ hour, column: 'zip', score: 0.01 })),
    { method: 'js' }
  );
  openHeatmap({ series: [first, { ...second, refId: 'B' }], options: { colorBy: 'score' } });
  expect(screen.getByText('several methods: coloured by severity')).toBeInTheDocument();
});

it('a single window is bars and no grid of one column', () => {
  openHeatmap({ series: [longFrame([{ hour: 0, column: 'age', score: 0.5, status: 'breach' }])] });
  expect(screen.getByText(/^one window:/)).toBeInTheDocument();
});

describe('the share over the limit', () => {
  const judged = () => {
    const frame = longFrame(
      ['a', 'b', 'c', 'd'].flatMap((column, i) => [
        { hour: 0, column, score: i < 3 ? 0.4 : 0.01 },
        { hour: 1, column, score: 0.01 },
      ])
    );
    const q = { name: 'q', type: FieldType.number, values: [0.001, 0.9, 0.002, 0.9, 0.3, 0.9, 0.9, 0.9], config: {} };
    return { ...frame, fields: [...frame.fields, q] };
  };

  it('knows which part of what was found is expected to be false', () => {
    const grid = prepareDrift([judged()]);
    if (!grid) {
      throw new Error('nothing to draw');
    }
    const view = driftView(grid, arrange(grid, DEFAULT_OPTIONS, new Map()), 100);
    // Three of four breached, one of them above the rate; a twentieth of the other two is expected to be false.
    expect(breachShare(view, 0.05)).toEqual([
      { all: 0.75, doubtful: 0.25, expected: expect.closeTo(0.025, 12), columns: 4 },
      { all: 0, doubtful: 0, expected: 0, columns: 4 },
    ]);
    const uncorrected = { ...grid, q: undefined };
    const plain = driftView(uncorrected, arrange(uncorrected, DEFAULT_OPTIONS, new Map()), 100);
    expect(breachShare(plain, 0.05)[0]).toMatchObject({ all: 0.75, doubtful: 0, expected: NaN });
  });

  it('says so under the pointer', () => {
    openHeatmap({ series: [judged()] });
    const grid = screen.getByRole('grid');
    fireEvent.pointerMove(grid, { clientX: 150, clientY: 4 * 34 + 12 });
    const card = within(screen.getByRole('tooltip'));
    expect(card.getByText('3 of 4')).toBeInTheDocument();
    expect(card.getByText('0.1 (5 % of the others)')).toBeInTheDocument();
    fireEvent.pointerMove(grid, { clientX: 150, clientY: 10 });
    expect(screen.getByRole('tooltip')).not.toHaveTextContent('3 of 4');
  });
});

describe('rows too low to read', () => {
  const many = () =>
    longFrame(
      Array.from({ length: 120 }, (_, c) => hours.map((hour) => ({ hour, column: `c${c}`, score: c / 1000 }))).flat()
    );
  const options = { rowFit: 'fit' as const, topK: 0, sort: 'query' as const };
  const lens = (container: HTMLElement) => container.querySelector('[role=grid] + [aria-hidden=true]');
  // For people who want no motion they are grown at once; how they grow is the lens's own test.
  beforeEach(() => {
    const plain = window.matchMedia('');
    vi.spyOn(window, 'matchMedia').mockReturnValue({ ...plain, matches: true });
  });
  afterEach(() => vi.restoreAllMocks());

  it('grow near the pointer: names and scores of the window one points at', () => {
    const { container } = openHeatmap({ series: [many()], options });
    const before = callsOf(container.querySelectorAll('canvas')[0]).length;
    fireEvent.pointerMove(screen.getByRole('grid'), { clientX: 400, clientY: 150 });
    const text = () => lens(container)?.textContent ?? '';
    expect(text()).toMatch(/c\d+0\.0\d+/);
    expect(text().match(/c\d+/g)).toHaveLength(7);
    // The picture below is not drawn again.
    expect(callsOf(container.querySelectorAll('canvas')[0])).toHaveLength(before);
    fireEvent.pointerLeave(screen.getByRole('grid'));
    expect(text()).toBe('');
  });

  it('grow by keyboard too, and are drawn over the picture', async () => {
    const { container, overlay, user } = openHeatmap({ series: [many()], options });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}');
    expect(callsOf(overlay).filter(({ name }) => name === 'drawImage').length).toBeGreaterThan(0);
    expect(lens(container)).toHaveTextContent('c2');
  });

  it('are bars where all of the picture is, without colours of cells over them', () => {
    const one = longFrame(Array.from({ length: 120 }, (_, c) => ({ hour: 0, column: `c${c}`, score: 0.1 + c / 100 })));
    const { container, overlay } = openHeatmap({ series: [one], options });
    fireEvent.pointerMove(screen.getByRole('grid'), { clientX: 400, clientY: 150 });
    expect(lens(container)?.textContent).toMatch(/^(c\d+){7}$/);
    const drawn = callsOf(overlay);
    expect(drawn.some(({ name }) => name === 'drawImage')).toBe(false);
    const written = drawn.flatMap(({ name, args }) => (name === 'fillText' ? [String(args[0])] : []));
    expect(written).toHaveLength(7);
    expect(written[0]).toMatch(/^\d\.\d+ · \d/);
  });

  it('keep the line of a metric among them', () => {
    const metric = {
      ...toDataFrame({
        refId: 'P',
        fields: [
          { name: 'time', type: FieldType.time, values: hours.map((hour) => START + hour * HOUR) },
          { name: 'value', type: FieldType.number, values: hours.map((h) => h / 10), labels: { metric: 'accuracy' } },
        ],
      }),
      meta: { custom: { plumbline: 'performance', v: 1 } },
    };
    const { overlay } = openHeatmap({ series: [many(), metric], options });
    fireEvent.pointerMove(screen.getByRole('grid'), { clientX: 400, clientY: 1 });
    expect(callsOf(overlay).filter(({ name }) => name === 'lineTo').length).toBeGreaterThanOrEqual(hours.length);
  });

  it('high enough stay as they are', () => {
    const { container } = openHeatmap({ series: [exampleFrame()] });
    fireEvent.pointerMove(screen.getByRole('grid'), { clientX: 400, clientY: 10 });
    expect(lens(container)).toBeNull();
  });
});

it('cells have round corners where somebody wants them, and none without', () => {
  const round = (options: object) =>
    callsOf(openHeatmap({ options }).base).filter(({ name }) => name === 'roundRect').length;
  // All cells of the example but the one without data have a colour.
  expect([round({ cellRadius: 4 }), round({})]).toEqual([11, 0]);
});

it('bins that came with the scores stand in the card, whatever data source they are of', async () => {
  const bins = toDataFrame({
    fields: [
      { name: 'time', type: FieldType.time, values: [START, START, START + HOUR] },
      { name: 'feature', type: FieldType.string, values: ['income', 'income', 'income'] },
      { name: 'bin', type: FieldType.number, values: [0, 1, 0] },
      { name: 'lo', type: FieldType.number, values: [0, 10, 0] },
      { name: 'hi', type: FieldType.number, values: [10, 20, 10] },
      { name: 'ref_share', type: FieldType.number, values: [0.5, 0.5, 1] },
      { name: 'cur_share', type: FieldType.number, values: [0.1, 0.9, 1] },
    ],
  });
  const { user } = openHeatmap({ series: [exampleFrame(), bins], ours: false });
  screen.getByRole('grid').focus();
  await user.keyboard('{ArrowRight}');
  expect(
    screen.getByRole('img', { name: /^2 bins; most moved 0–10: 50.0 % in the reference, 10.0 % now/ })
  ).toBeInTheDocument();
  // They are no rows of the picture.
  expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
  await user.keyboard('{End}');
  expect(screen.queryByRole('img', { name: /bins/ })).not.toBeInTheDocument();
});
