import { FieldType, toDataFrame } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { stored } from '../../../tests/workbench/panels/explanationFixtures';
import { directionOf } from './direction';
import { ImportancePanel } from './ImportancePanel';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import { readSwarm, type SwarmRow } from './readSwarm';
import { directionText } from './swarmText';
import { binsOfPoints, smoothColumns, swarmColumns } from './swarmLayout';

const row = (more: Partial<SwarmRow>): SwarmRow => ({
  name: 'x',
  n: 10,
  meanAbs: 1,
  mean: 0,
  meanLo: NaN,
  meanHi: NaN,
  constant: false,
  kind: 'numeric',
  valueLo: 0,
  valueMid: 1,
  valueHi: 2,
  categories: [],
  points: undefined,
  bins: undefined,
  tail: undefined,
  at: 0,
  ...more,
});

const points = (pairs: Array<[color: number, x: number]>) => ({
  x: pairs.map(([, x]) => x),
  color: pairs.map(([color]) => color),
  id: pairs.map(() => ''),
  value: pairs.map(() => ''),
  offset: new Float64Array(pairs.length),
});

describe('the direction of a column', () => {
  it('is the rank correlation with ties, of records and of bins alike', () => {
    // Ranks 1, 2.5, 2.5, 4, 5 and 1, 4, 3, 2, 5: Pearson's correlation of them is 6.5 / sqrt(9.5 * 10).
    const expected = 6.5 / Math.sqrt(95);
    const few: Array<[number, number]> = [
      [0, 0.1],
      [1, 0.4],
      [1, 0.3],
      [2, 0.2],
      [3, 0.9],
    ];
    // Six times as many of each leave it as it is.
    const pairs = Array.from({ length: 6 }, () => few).flat();
    expect(directionOf(row({ points: points(pairs) }))).toBeCloseTo(expected, 12);
    const bins = {
      lo: pairs.map(([, x]) => x),
      hi: pairs.map(([, x]) => x),
      color: pairs.map(([color]) => color),
      n: pairs.map(() => 1),
    };
    expect(directionOf(row({ bins }))).toBeCloseTo(expected, 12);
    expect(directionOf(row({ bins: { ...bins, n: pairs.map(() => 2) } }))).toBeCloseTo(expected, 12);
  });

  it('leaves out records without a value, and columns without an order', () => {
    const up = Array.from({ length: 30 }, (_, i): [number, number] => [i % 15, i % 15]);
    const missing = Array.from({ length: 30 }, (): [number, number] => [16, -9]);
    expect(directionOf(row({ points: points([...up, ...missing]) }))).toBeCloseTo(1, 12);
    expect(directionOf(row({ points: points(up), kind: 'categorical' }))).toBeNaN();
    expect(
      directionOf(
        row({
          points: points(up.map(([, x]) => [0, x])),
        })
      )
    ).toBeNaN();
  });

  it('needs 30 records with a value: two or three lie in order by chance', () => {
    const rising = (n: number) => Array.from({ length: n }, (_, i): [number, number] => [i % 16, i % 16]);
    const missing = Array.from({ length: 30 }, (): [number, number] => [16, 1]);
    expect(directionOf(row({ points: points(rising(2)) }))).toBeNaN();
    expect(directionOf(row({ points: points([...rising(29), ...missing]) }))).toBeNaN();
    expect(directionText(row({ points: points(rising(29)) }))).toBe('');
    expect(directionText(row({ points: points(rising(30)) }))).toMatch(/^higher values push the score up/);
    const bins = { lo: [0, 1], hi: [0, 1], color: [0, 1] };
    expect(directionOf(row({ bins: { ...bins, n: [14, 15] } }))).toBeNaN();
    expect(directionOf(row({ bins: { ...bins, n: [15, 15] } }))).toBeCloseTo(1, 12);
  });

  it('is read out', () => {
    const props = panelProps<ImportanceOptions>({ series: stored('beeswarm') });
    render(<ImportancePanel {...props} options={DEFAULT_OPTIONS} />);
    expect(
      screen.getByText(/^temp, .*higher values push the score (up|down) \(Spearman [+−]0\.\d\d\)$/)
    ).toBeInTheDocument();
    expect(screen.getByText(/^carrier, /).textContent).not.toContain('Spearman');
  });
});

describe('violins', () => {
  it('smooth each colour without adding or losing records', () => {
    const counted = swarmColumns({ lo: [0, 9, 4], hi: [1, 10, 5], color: [0, 1, 1], n: [8, 3, 5] }, 2, 10, (x) => x);
    const { counts, totals, largest } = smoothColumns(counted, 2, 2);
    const sum = (color: number) => counts.reduce((all, n, i) => (i % 2 === color ? all + n : all), 0);
    expect(sum(0)).toBeCloseTo(8, 9);
    expect(sum(1)).toBeCloseTo(8, 9);
    expect(totals.reduce((a, b) => a + b, 0)).toBeCloseTo(16, 9);
    expect(largest).toBeLessThan(counted.largest);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
  });

  it('count records where there are no bins', () => {
    const { totals } = swarmColumns(binsOfPoints({ x: [1, 1, 3], color: [0, 1, 0] }), 2, 6, (x) => x);
    expect(Array.from(totals)).toEqual([0, 2, 0, 1, 0, 0]);
  });
});

it('gives no interval to few records, and pales what is the same for every record', () => {
  const [frame] = stored('beeswarm');
  const few = {
    ...frame,
    fields: frame.fields.map((f) => (f.name === 'n' ? { ...f, values: f.values.map(() => 29) } : f)),
  };
  expect(readSwarm([few], 0)?.rows.every(({ meanLo }) => Number.isNaN(meanLo))).toBe(true);
  const plain = toDataFrame({
    refId: 'A',
    fields: [
      { name: 'column', type: FieldType.string, values: ['a', 'a', 'b', 'b'] },
      { name: 'phi', type: FieldType.number, values: [0.5, 0.5, 0.1, -0.2] },
    ],
  });
  expect(readSwarm([plain], 0)?.rows.map(({ name, constant }) => [name, constant])).toEqual([
    ['a', true],
    ['b', false],
  ]);
});
