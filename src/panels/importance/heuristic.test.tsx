import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { gainAndDrift, reordered, stored } from '../../../tests/workbench/panels/explanationFixtures';
import { readHeuristic } from './heuristic';
import { ImportancePanel } from './ImportancePanel';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import { readSwarm } from './readSwarm';
import { swarmTable } from './swarmText';

function open(series: DataFrame[], options: Partial<ImportanceOptions>) {
  const { container } = render(
    <ImportancePanel {...panelProps<ImportanceOptions>({ series })} options={{ ...DEFAULT_OPTIONS, ...options }} />
  );
  return { container, user: userEvent.setup() };
}

describe('impact without attributions', () => {
  it('puts importance of any kind and drift together, by column', () => {
    const found = readHeuristic(gainAndDrift());
    expect(found?.field.name).toBe('gain');
    expect(found?.rows.slice(0, 2)).toMatchObject([
      { name: 'income', importance: 420, severity: 0.31 / 0.2 },
      { name: 'age', importance: 260, severity: 0.04 / 0.2 },
    ]);
  });

  it('takes the newest drift of a column, and one table that has both', () => {
    const number = (name: string, values: number[]) => ({ name, type: FieldType.number, values });
    const drift = toDataFrame({
      fields: [
        { name: 'time', type: FieldType.time, values: [2, 1, 1] },
        { name: 'column', type: FieldType.string, values: ['income', 'income', 'age'] },
        number('score', [0.4, 0.1, 0.3]),
        number('threshold', [0.2, 0.2, 0.2]),
      ],
    });
    const rows = readHeuristic([gainAndDrift()[0], drift])?.rows;
    expect(rows?.find(({ name }) => name === 'income')?.severity).toBeCloseTo(2, 12);
    expect(rows?.find(({ name }) => name === 'device')?.severity).toBeNaN();
    const both = toDataFrame({
      fields: [
        { name: 'feature', type: FieldType.string, values: ['a'] },
        number('importance', [3]),
        number('severity', [1.5]),
      ],
    });
    expect(readHeuristic([both])?.rows).toMatchObject([{ name: 'a', importance: 3, severity: 1.5 }]);
  });

  const drifts = (rows: Array<{ time?: number; column: string; score: number } & Record<string, unknown>>) => {
    const values = (key: string) => rows.map((row) => row[key] ?? null);
    const field = (name: string, type: FieldType) => ({ name, type, values: values(name) });
    return toDataFrame({
      fields: [
        { name: 'time', type: FieldType.time, values: rows.map(({ time }) => time ?? 1) },
        field('column', FieldType.string),
        field('score', FieldType.number),
        { name: 'threshold', type: FieldType.number, values: rows.map(({ limit }) => limit ?? 0.2) },
        field('complete', FieldType.boolean),
        field('status', FieldType.string),
        field('higher_is_worse', FieldType.boolean),
      ],
    });
  };
  const severity = (series: DataFrame[], column: string) =>
    readHeuristic(series)?.rows.find(({ name }) => name === column)?.severity;

  it('counts p-values the other way round, of single rows and of all: 1 is the limit, and small is much', () => {
    const [gain] = gainAndDrift();
    const rows = [
      { column: 'income', score: 0.9, limit: 0.05, higher_is_worse: false },
      { column: 'age', score: 0.0025, limit: 0.05, higher_is_worse: false },
      { column: 'tenure', score: 0.3 },
    ];
    const mixed = [gain, drifts(rows)];
    expect(severity(mixed, 'income')).toBeCloseTo(Math.log(0.9) / Math.log(0.05), 12);
    expect(severity(mixed, 'age')).toBeCloseTo(2, 12);
    expect(severity(mixed, 'tenure')).toBeCloseTo(1.5, 12);
    const all = drifts([{ column: 'age', score: 0.0025, limit: 0.05 }]);
    const p = { ...all, meta: { custom: { plumbline: 'drift', v: 1, higherIsWorse: false } } };
    expect(severity([gain, p], 'age')).toBeCloseTo(2, 12);
  });

  it('leaves out windows that are not over and those of too few rows', () => {
    const rows = [
      { time: 1, column: 'income', score: 0.1 },
      { time: 2, column: 'income', score: 0.9, complete: false },
      { time: 1, column: 'age', score: 0.3, status: 'breach' },
      { time: 2, column: 'age', score: 5, status: 'insufficient' },
      { time: 2, column: 'tenure', score: 5, complete: false },
    ];
    const series = [gainAndDrift()[0], drifts(rows)];
    expect([severity(series, 'income'), severity(series, 'age')]).toEqual([
      expect.closeTo(0.5, 12),
      expect.closeTo(1.5, 12),
    ]);
    expect(severity(series, 'tenure')).toBeNaN();
  });

  it('takes the worst of several rows of a window, and says of which columns', () => {
    const rows = [
      { time: 2, column: 'income', score: 0.1 },
      { time: 2, column: 'income', score: 0.4 },
      { time: 2, column: 'income', score: 0.2 },
      { time: 1, column: 'age', score: 0.9 },
      { time: 2, column: 'age', score: 0.1 },
    ];
    const series = [gainAndDrift()[0], drifts(rows)];
    expect([severity(series, 'income'), severity(series, 'age')]).toEqual([2, 0.5]);
    expect(readHeuristic(series)?.worstOf).toEqual(['income']);
    open(series, { view: 'quadrants' });
    expect(screen.getByText(/ · the worst of several drifts counts for income · /)).toBeInTheDocument();
  });

  it('is not made of importance alone', () => {
    expect(readHeuristic([gainAndDrift()[0]])).toBeUndefined();
  });

  it.each(['quadrants', 'impact'] as const)('is marked as the heuristic it is (%s)', async (view) => {
    const { user } = open(gainAndDrift(), { view });
    expect(screen.getByText('heuristic')).toBeInTheDocument();
    expect(screen.getByText(/^Heuristic: importance times drift/)).toBeInTheDocument();
    expect(screen.getByText('gain')).toBeInTheDocument();
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowRight}{Enter}');
    expect(screen.getByRole('dialog')).toHaveTextContent('Product (heuristic)');
    expect(screen.getByRole('dialog')).not.toHaveTextContent('Change of the mean');
  });

  it('never hides the exact one', () => {
    open([...gainAndDrift(), ...stored('impact')], { view: 'quadrants' });
    expect(screen.queryByText('heuristic')).not.toBeInTheDocument();
  });
});

describe('another order of importance', () => {
  it.each(['quadrants', 'impact'] as const)('is said in the picture and in its sentence (%s)', (view) => {
    open(reordered(), { view });
    expect(screen.getByText('order of importance changed: NDCG 0.83 < 0.9')).toBeInTheDocument();
    expect(screen.getByText(/ · order of importance changed: NDCG 0.83 < 0.9$/)).toBeInTheDocument();
  });

  it('is not where it is the same', () => {
    open(stored('impact'), { view: 'quadrants' });
    expect(screen.queryByText(/order of importance changed/)).not.toBeInTheDocument();
  });
});

describe('a split beeswarm', () => {
  it('has the reference in the lower half of each row, and says so', () => {
    const data = readSwarm(stored('beeswarmSplit'), 10);
    expect(data?.rows.map(({ name, n, reference }) => [name, n, reference?.n])).toEqual(
      data?.rows.map(({ name }) => [name, 2701, data.rows[0].reference?.n])
    );
    for (const { bins, n, reference } of data?.rows ?? []) {
      const sum = (counts: ArrayLike<number> | undefined) => Array.from(counts ?? []).reduce((a, b) => a + b, 0);
      expect(sum(bins?.n)).toBe(n);
      expect(sum(reference?.bins.n)).toBe(reference?.n);
    }
    open(stored('beeswarmSplit'), {});
    expect(screen.getByText(/^above this time range, below training · /)).toBeInTheDocument();
    expect(screen.getByText(/^hour, .*, in the reference [+−]\d/)).toBeInTheDocument();
    const table = data && swarmTable(data, 'full');
    expect(table?.columns.at(-1)?.name).toBe('Mean in the reference');
    expect(table?.rows[0]).toHaveLength(table?.columns.length ?? 0);
  });

  it('is none without bins of the reference', () => {
    expect(readSwarm(stored('beeswarm'), 10)?.rows.some(({ reference }) => reference)).toBe(false);
  });
});
