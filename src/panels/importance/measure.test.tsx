import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { ImportancePanel } from './ImportancePanel';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import { prepareImportance } from './prepareImportance';

const number = (name: string, values: Array<number | null>) => ({ name, type: FieldType.number, values });

/** Four features: one lowers, one never moves anything, one has few records. */
function frame(custom: object = {}) {
  return {
    ...toDataFrame({
      refId: 'A',
      fields: [
        { name: 'column', type: FieldType.string, values: ['age', 'pay', 'few', 'flat'] },
        number('n', [500, 500, 29, 500]),
        number('mean_abs', [3, 2, 1, 0]),
        number('lo', [2.9, 1.9, 0.9, 0]),
        number('hi', [3.1, 2.1, 1.1, 0]),
        number('mean', [-1.5, 1, 0.5, 0]),
        number('max_abs', [4, 9, 2, 0]),
      ],
    }),
    meta: { custom: { plumbline: 'importance', v: 1, outputSpace: 'log-odds', ...custom } },
  };
}

function prepared(options: Partial<ImportanceOptions> = {}, custom: object = {}) {
  const data = prepareImportance([frame(custom)], { ...DEFAULT_OPTIONS, ...options });
  if (!data) {
    throw new Error('nothing to draw');
  }
  return data;
}

function show(series: DataFrame[] = [frame()], options: Partial<ImportanceOptions> = {}) {
  const props = panelProps<ImportanceOptions>({ series });
  return render(<ImportancePanel {...props} options={{ ...DEFAULT_OPTIONS, ...options }} />);
}

const bars = (container: HTMLElement) => [...container.querySelectorAll('[role=option] rect')];

describe('a statistic with a sign', () => {
  it('is ordered by its size, and its rest adds up with signs', () => {
    const data = prepared({ statistic: 'mean', topK: 2 });
    expect(data.rows.map(({ name }) => name)).toEqual(['age']);
    expect(data.others).toMatchObject({ count: 3, sum: 1.5, share: NaN });
    expect(data.rows[0]).toMatchObject({ rank: 1, share: NaN });
    // Of what was not sent only the sum of means is known, which has no signs.
    expect(prepared({ statistic: 'mean' }, { others: { columns: 2, sumMeanAbs: 5 } }).others?.sum).toBeNaN();
  });

  it('has bars to both sides of zero, of two colours', () => {
    const { container } = show([frame()], { statistic: 'mean' });
    const [age, pay] = bars(container);
    const [left, width] = ['x', 'width'].map((name) => Number(age.getAttribute(name)));
    expect(left + width).toBeCloseTo(Number(pay.getAttribute('x')), 6);
    expect(width / Number(pay.getAttribute('width'))).toBeCloseTo(1.5, 6);
    expect(age.getAttribute('fill')).not.toBe(pay.getAttribute('fill'));
    expect(screen.getByText('Mean, signed: age, pay, few come first')).toBeInTheDocument();
    expect(screen.getByText('raises')).toBeInTheDocument();
  });
});

it('sums up no largest values: the largest of the others is theirs', () => {
  const data = prepared({ statistic: 'max_abs', topK: 2 });
  expect(data.rows.map(({ name }) => name)).toEqual(['pay']);
  expect(data.others).toMatchObject({ count: 3, sum: 4, share: NaN });
});

it('calls gain by its name, and never attribution', () => {
  const gain = toDataFrame({
    fields: [{ name: 'feature', type: FieldType.string, values: ['a', 'b'] }, number('gain', [1, 3])],
  });
  show([gain]);
  expect(screen.getByText('gain, not made of attributions')).toBeInTheDocument();
  expect(screen.getByText('b, a carry 100 % of gain')).toBeInTheDocument();
  expect(screen.getAllByRole('option')[0]).toHaveAccessibleName('b, gain 3, rank 1');
});

it('shows fewer than 30 records as a dot without an interval, and no bar for what never moved the score', () => {
  const { container } = show();
  const [age, , few, flat] = within(screen.getByRole('listbox')).getAllByRole('option');
  expect(age).toHaveAccessibleName('age, mean impact 3 ± 0.1 log-odds, rank 1');
  expect(few).toHaveAccessibleName('few, mean impact 1 log-odds, rank 3');
  expect(flat).toHaveAccessibleName(/^flat, mean impact 0 log-odds, never moved the score/);
  expect(bars(container)).toHaveLength(2);
  expect(few.querySelectorAll('circle')).toHaveLength(1);
  expect(container.querySelectorAll('[role=option] circle')).toHaveLength(1);
});

it('says of gain or permutation importance neither that it never moved the score nor that intervals need 30 records', async () => {
  const user = userEvent.setup();
  const permutation = toDataFrame({
    fields: [
      { name: 'feature', type: FieldType.string, values: ['a', 'b'] },
      number('drop in accuracy', [0.2, 0]),
      number('n', [10, 10]),
      number('lo', [0.1, -0.05]),
      number('hi', [0.3, 0.05]),
    ],
  });
  show([permutation]);
  const [a, b] = screen.getAllByRole('option');
  expect(a).toHaveAccessibleName('a, drop in accuracy 0.2 ± 0.1, rank 1');
  expect(b).toHaveAccessibleName('b, drop in accuracy 0 ± 0.05, rank 2');
  screen.getByRole('listbox').focus();
  await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  const card = screen.getByRole('dialog');
  expect(card).toHaveTextContent('−0.05 – 0.05');
  expect(card).not.toHaveTextContent(/never moved|Fewer than/);
});
