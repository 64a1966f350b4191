import { createTheme } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { pack } from '../../components/color/severityScale';
import { parseColor } from '../../components/color/rgb';
import { arrange } from './arrange';
import { type ColumnFacts } from './facts';
import { DEFAULT_OPTIONS } from './options';
import { driftColors } from './colors';
import { type DriftGrid } from './grid';
import { driftLayout, gridGeometry, MARGIN_GAP, MARGIN_WIDTH, maxColumns, timeAxis } from './layout';
import { glyphOf } from './marks';
import { breachShare } from './share';
import { prepareDrift } from './prepareDrift';
import { exampleFrame, HOUR, longFrame, START } from './testFrames';
import { driftView, openColumns } from './view';

function grid(frame = exampleFrame()): DriftGrid {
  const prepared = prepareDrift([frame]);
  if (!prepared) {
    throw new Error('nothing to draw');
  }
  return prepared;
}

/** The rows of these places, in their order. */
function shown(g: DriftGrid, ...rows: number[]) {
  const all = arrange(g, { ...DEFAULT_OPTIONS, sort: 'query', topK: 0 }, new Map()).rows;
  return { rows: rows.map((row) => all[row]), pinned: 0 };
}

describe('arrange', () => {
  const options = { ...DEFAULT_OPTIONS, topK: 0 };
  const names = (sort: (typeof options)['sort'], importance: Array<[string, number]> = []) => {
    const facts = new Map(importance.map(([name, value]): [string, ColumnFacts] => [name, { importance: value }]));
    return arrange(grid(), { ...options, sort }, facts).rows.map((row) => row.name);
  };

  it('puts the highest severity first; too few rows never rank', () => {
    expect(names('max')).toEqual(['income', 'age', 'zip']);
    expect(names('impact')).toEqual(['income', 'age', 'zip']);
  });

  it('weighs mean severity by importance where there is some', () => {
    expect(
      names('impact', [
        ['age', 10],
        ['income', 0.1],
      ])[0]
    ).toBe('age');
  });

  it('shows who moved first', () => expect(names('first-breach')).toEqual(['age', 'income', 'zip']));

  it('knows the name and the order of the query', () => {
    expect(names('name')).toEqual(['age', 'income', 'zip']);
    expect(names('query')).toEqual(['age', 'income', 'zip']);
  });

  it('counts what it leaves out', () => {
    expect(arrange(grid(), { ...options, sort: 'max', topK: 1 }, new Map()).hidden).toBe(2);
    const calm = arrange(grid(), { ...options, sort: 'name', hideCalm: true }, new Map());
    expect([calm.rows.map((row) => row.name), calm.hidden]).toEqual([['age', 'income'], 1]);
  });

  it('knows breaches, streaks, importance and likeness', () => {
    expect(names('breaches').slice(0, 2).sort()).toEqual(['age', 'income']);
    expect(
      names('importance', [
        ['zip', 3],
        ['age', 1],
      ])
    ).toEqual(['zip', 'age', 'income']);
    // Zip stays calm as age does in all but one window; income does not.
    expect([names('cluster')[0], names('cluster')[2]]).toContain('income');
    const income = arrange(grid(), options, new Map()).rows.find((row) => row.name === 'income');
    // The open window is over the limit too and does not count.
    expect(income?.figures).toMatchObject({ breaches: 1, streak: 1, firstBreach: START + 2 * HOUR });
  });

  it('keeps chosen rows on top, and groups the others below their worst', () => {
    const facts = new Map<string, ColumnFacts>([
      ['age', { group: 'person' }],
      ['zip', { group: 'person' }],
    ]);
    const arranged = (closed: string[]) =>
      arrange(grid(), { ...options, pinned: ['income'], groups: true }, facts, new Set(closed));
    expect(arranged([]).rows.map((row) => [row.name, row.kind])).toEqual([
      ['income', 'column'],
      ['person', 'group'],
      ['age', 'column'],
      ['zip', 'column'],
    ]);
    expect(arranged([]).pinned).toBe(1);
    const closed = arranged(['person']);
    expect(closed.rows.map((row) => row.name)).toEqual(['income', 'person']);
    const view = driftView(grid(), closed, 100);
    const worst = [...view.cells.subarray(5, 10)].map((cell) =>
      cell < 0 ? undefined : view.grid.rows[Math.floor(cell / 4)].name
    );
    expect(worst[1]).toBe('age');
  });
});

describe('driftView', () => {
  it('shows a missing window as a gap', () => {
    const view = driftView(grid(), shown(grid(), 0, 1, 2), 100);
    expect(view.columns).toBe(5);
    expect([...view.cells.subarray(0, 5)]).toEqual([0, 1, 2, -1, 3]);
    expect(view.starts[3]).toBe(START + 3 * HOUR);
  });

  it('merges windows where there are more than pixels, and the worst shows', () => {
    const view = driftView(grid(), shown(grid(), 1), 2);
    expect(view.merged).toBe(3);
    // income: 0.05, 0.12 and the breach of 0.61 in the first column, a gap and the breach of 0.3 in the second.
    expect([...view.cells].map((cell) => view.grid.score[cell])).toEqual([0.61, 0.3]);
    expect([view.starts[0], view.ends[0]]).toEqual([START, START + 3 * HOUR]);
  });

  it('counts the share of rows over the limit, and none in a window that is not over', () => {
    const view = driftView(grid(), shown(grid(), 0, 1, 2), 100);
    const share = breachShare(view, 0.05);
    expect(share.map(({ all }) => all)).toEqual([0, 1 / 3, 1 / 3, 0, 0]);
    // The breach of age is below its floor.
    expect(share.map(({ doubtful }) => doubtful)).toEqual([0, 1 / 3, 0, 0, 0]);
    expect(openColumns(view)).toEqual([4]);
  });

  it('keeps calendar days together across daylight saving', () => {
    const days = ['2026-03-27T23:00Z', '2026-03-28T23:00Z', '2026-03-29T22:00Z', '2026-03-30T22:00Z'].map(Date.parse);
    const frame = longFrame(
      days.map((day) => ({ hour: (day - START) / HOUR, column: 'a', score: 0.1 })),
      { windowMs: 24 * HOUR }
    );
    expect(driftView(grid(frame), shown(grid(frame), 0), 100).columns).toBe(4);
  });
});

describe('layout', () => {
  const input = {
    width: 800,
    height: 400,
    labelWidth: 90,
    rows: 12,
    pinned: 0,
    margins: 0,
    fit: false,
    wantsLegend: true,
    wantsShare: true,
  };

  it('fills the height it is given and no more', () => {
    for (const height of [60, 150, 200, 400, 900]) {
      const layout = driftLayout({ ...input, height });
      expect(layout.canvasHeight + (layout.legend ? 28 : 0)).toBeLessThanOrEqual(Math.max(height, 42));
    }
  });

  it('gives rows of readable height and scrolls, or fits them all', () => {
    expect(driftLayout({ ...input, rows: 500 }).cellHeight).toBe(18);
    const fit = driftLayout({ ...input, rows: 100, fit: true });
    expect(fit.cellHeight * 100).toBeCloseTo(fit.viewHeight, 6);
  });

  it('keeps rows on top only where others have room below them', () => {
    expect(driftLayout({ ...input, rows: 40, pinned: 3 })).toMatchObject({ pinned: 3, pinnedGap: 6 });
    expect(driftLayout({ ...input, height: 90, rows: 40, pinned: 30 }).pinned).toBe(0);
    expect(driftLayout({ ...input, rows: 3, pinned: 3 }).pinnedGap).toBe(0);
  });

  it('gives margins room where there is some', () => {
    expect(driftLayout({ ...input, margins: 2 }).plotWidth).toBe(
      driftLayout(input).plotWidth - 2 * (MARGIN_WIDTH + MARGIN_GAP)
    );
    expect(driftLayout({ ...input, width: 400, margins: 2 }).margins).toBe(0);
  });

  it('spans the range of the dashboard and meets its cells there', () => {
    const view = driftView(grid(), shown(grid(), 0, 1, 2), 100);
    const layout = driftLayout(input);
    const axis = timeAxis({ from: START - HOUR, to: START + 9 * HOUR }, view.starts, view.ends, layout);
    const g = gridGeometry(layout, axis, view, 0);
    expect(g.left).toBeCloseTo(axis.toPixel(START), 9);
    expect(g.cellWidth).toBeCloseTo(layout.plotWidth / 10, 9);
    expect(axis.toTime(axis.toPixel(START + HOUR))).toBeCloseTo(START + HOUR, 3);
  });

  it('asks for no more columns than three pixels each', () => {
    expect(maxColumns({ from: 0, to: 1000 }, [0], [1000], 600)).toBe(200);
    expect(maxColumns({ from: 0, to: 2000 }, [0], [1000], 600)).toBe(100);
  });
});

describe('what a cell looks like', () => {
  const g = grid();
  const theme = createTheme({ colors: { mode: 'light' } });
  const colors = driftColors(theme, g, 'severity');
  const at = (row: number, column: number) => row * g.times.length + column;

  it('doubles every meaning by a mark', () => {
    expect(glyphOf(g, at(1, 2), 0.05)).toBe('dot');
    expect(glyphOf(g, at(0, 1), 0.05)).toBe('ring');
    expect(glyphOf(g, at(2, 0), 0.05)).toBe('hatch');
    expect(glyphOf(g, at(0, 3), 0.05)).toBe('dotted');
    expect(glyphOf(g, at(2, 2), 0.05)).toBe('cross');
    expect(glyphOf(g, at(0, 0), 0.05)).toBeUndefined();
    expect(glyphOf(g, -1, 0.05)).toBeUndefined();
  });

  it('paints zero, no data, too few rows and no window differently', () => {
    const fills = [colors.fill(g, at(0, 2)), colors.fill(g, at(0, 3)), colors.fill(g, at(2, 0))];
    expect(fills[1]).toBe(0);
    expect(new Set(fills).size).toBe(3);
    expect(colors.fill(g, -1)).toBe(0);
    expect(fills[0]).toBe(pack(parseColor(colors.scale.css(0))));
  });

  it('marks a breach as doubtful that is not significant among all', () => {
    const judged = { ...g, q: new Float64Array(g.score.length).fill(0.2) };
    expect(glyphOf(judged, at(1, 2), 0.05)).toBe('ring');
    expect(glyphOf(judged, at(1, 2), 0.25)).toBe('dot');
  });

  it('colours by what it is told to', () => {
    const told = { ...g, q: new Float64Array(g.score.length).fill(1e-4), direction: new Float64Array(g.score.length) };
    const fill = (by: Parameters<typeof driftColors>[2], cell: number) => driftColors(theme, told, by).css(told, cell);
    expect(fill('significance', at(1, 2))).toBe(driftColors(theme, told, 'significance').ramp.css(1));
    expect(fill('direction', at(1, 2))).toBe(driftColors(theme, told, 'direction').ramp.css(0.5));
    expect(fill('score', at(0, 2))).toBe(driftColors(theme, told, 'score').ramp.css(0));
    expect(driftColors(theme, g, 'direction').css(g, at(1, 2))).toBeUndefined();
  });

  it('survives any colour of the field options', () => {
    for (const color of ['rgb(1 2 3 / 50%)', 'hsl(1deg 2% 3%)', 'nonsense', 'dark-red', '#12345678']) {
      g.rows[1].score.display = () => ({ numeric: 1, text: '1', color });
      expect(() => driftColors(theme, g, 'field').fill(g, at(1, 2))).not.toThrow();
    }
  });

  it('never shows a raw score as a breach', () => {
    const plain = grid(longFrame([{ hour: 0, column: 'a', score: 9 }], { breach: undefined }));
    plain.severity.fill(NaN);
    expect(driftColors(theme, plain, 'severity').css(plain, 0)).toBe(colors.scale.css(0.999));
  });
});
