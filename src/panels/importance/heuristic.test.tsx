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

  it('is not made of p-values, whose small ones are much, nor of importance alone', () => {
    const [gain, drift] = gainAndDrift();
    const p = { ...drift, meta: { custom: { plumbline: 'drift', v: 1, higherIsWorse: false } } };
    expect(readHeuristic([gain, p])).toBeUndefined();
    expect(readHeuristic([gain])).toBeUndefined();
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
