import { createTheme } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { pack } from '../../components/color/severityScale';
import { parseColor } from '../../components/color/rgb';
import { arrange } from './arrange';
import { driftColors } from './colors';
import { type DriftGrid } from './grid';
import { driftLayout, gridGeometry, maxColumns, timeAxis } from './layout';
import { glyphOf } from './marks';
import { breachShare } from './paintDrift';
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

describe('arrange', () => {
  const options = { topK: 0, hideCalm: false };
  const names = (sort: Parameters<typeof arrange>[1]['sort'], importance = new Map<string, number>()) => {
    const g = grid();
    return arrange(g, { ...options, sort }, importance).order.map((row) => g.rows[row].name);
  };

  it('puts the highest severity first; too few rows never rank', () => {
    expect(names('max')).toEqual(['income', 'age', 'zip']);
    expect(names('impact')).toEqual(['income', 'age', 'zip']);
  });

  it('weighs mean severity by importance where there is some', () => {
    expect(
      names(
        'impact',
        new Map([
          ['age', 10],
          ['income', 0.1],
        ])
      )[0]
    ).toBe('age');
  });

  it('shows who moved first', () => expect(names('first-breach')).toEqual(['age', 'income', 'zip']));

  it('knows the name and the order of the query', () => {
    expect(names('name')).toEqual(['age', 'income', 'zip']);
    expect(names('query')).toEqual(['age', 'income', 'zip']);
  });

  it('counts what it leaves out', () => {
    expect(arrange(grid(), { sort: 'max', topK: 1, hideCalm: false }, new Map()).hidden).toBe(2);
    const calm = arrange(grid(), { sort: 'name', topK: 0, hideCalm: true }, new Map());
    expect(calm).toEqual({ order: [0, 1], hidden: 1 });
  });
});

describe('driftView', () => {
  it('shows a missing window as a gap', () => {
    const view = driftView(grid(), [0, 1, 2], 100);
    expect(view.columns).toBe(5);
    expect([...view.cells.subarray(0, 5)]).toEqual([0, 1, 2, -1, 3]);
    expect(view.starts[3]).toBe(START + 3 * HOUR);
  });

  it('merges windows where there are more than pixels, and the worst shows', () => {
    const view = driftView(grid(), [1], 2);
    expect(view.merged).toBe(3);
    // income: 0.05, 0.12 and the breach of 0.61 in the first column, a gap and the breach of 0.3 in the second.
    expect([...view.cells].map((cell) => view.grid.score[cell])).toEqual([0.61, 0.3]);
    expect([view.starts[0], view.ends[0]]).toEqual([START, START + 3 * HOUR]);
  });

  it('counts the share of rows over the limit, and none in a window that is not over', () => {
    const view = driftView(grid(), [0, 1, 2], 100);
    expect(breachShare(view)).toEqual([0, 1 / 3, 1 / 3, 0, 0]);
    expect(openColumns(view)).toEqual([4]);
  });

  it('keeps calendar days together across daylight saving', () => {
    const days = ['2026-03-27T23:00Z', '2026-03-28T23:00Z', '2026-03-29T22:00Z', '2026-03-30T22:00Z'].map(Date.parse);
    const frame = longFrame(
      days.map((day) => ({ hour: (day - START) / HOUR, column: 'a', score: 0.1 })),
      { windowMs: 24 * HOUR }
    );
    expect(driftView(grid(frame), [0], 100).columns).toBe(4);
  });
});

describe('layout', () => {
  const input = { width: 800, height: 400, labelWidth: 90, rows: 12, fit: false, wantsLegend: true, wantsShare: true };

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

  it('spans the range of the dashboard and meets its cells there', () => {
    const view = driftView(grid(), [0, 1, 2], 100);
    const layout = driftLayout(input);
    const axis = timeAxis({ from: START - HOUR, to: START + 9 * HOUR }, view.starts, view.ends, layout);
    const g = gridGeometry(layout, axis, view, 0);
    expect(g.left).toBeCloseTo(axis.toPixel(START), 9);
    expect(g.cellWidth).toBeCloseTo(layout.plotWidth / 10, 9);
    expect(axis.toTime(axis.toPixel(START + HOUR))).toBeCloseTo(START + HOUR, 3);
  });

  it('asks for no more columns than two pixels each', () => {
    expect(maxColumns({ from: 0, to: 1000 }, [0], [1000], 600)).toBe(300);
    expect(maxColumns({ from: 0, to: 2000 }, [0], [1000], 600)).toBe(150);
  });
});

describe('what a cell looks like', () => {
  const g = grid();
  const theme = createTheme({ colors: { mode: 'light' } });
  const colors = driftColors(theme, false, 1, 4);
  const at = (row: number, column: number) => row * g.times.length + column;

  it('doubles every meaning by a mark', () => {
    expect(glyphOf(g, at(1, 2))).toBe('dot');
    expect(glyphOf(g, at(0, 1))).toBe('ring');
    expect(glyphOf(g, at(2, 0))).toBe('hatch');
    expect(glyphOf(g, at(0, 3))).toBe('dotted');
    expect(glyphOf(g, at(2, 2))).toBe('cross');
    expect(glyphOf(g, at(0, 0))).toBeUndefined();
    expect(glyphOf(g, -1)).toBeUndefined();
  });

  it('paints zero, no data, too few rows and no window differently', () => {
    const fills = [colors.fill(g, at(0, 2)), colors.fill(g, at(0, 3)), colors.fill(g, at(2, 0))];
    expect(fills[1]).toBe(0);
    expect(new Set(fills).size).toBe(3);
    expect(colors.fill(g, -1)).toBe(0);
    expect(fills[0]).toBe(pack(parseColor(colors.scale.css(0))));
  });

  it('never shows a raw score as a breach', () => {
    const plain = grid(longFrame([{ hour: 0, column: 'a', score: 9 }], { breach: undefined }));
    plain.severity.fill(NaN);
    expect(driftColors(theme, false, 9, 4).css(plain, 0)).toBe(colors.scale.css(0.999));
  });
});
