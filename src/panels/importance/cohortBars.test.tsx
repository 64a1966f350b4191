import { createTheme, type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { plainCohorts, stored } from '../../../tests/workbench/panels/explanationFixtures';
import { contrast, parseColor } from '../../components/color/rgb';
import { cohortBarsSummary, cohortBarsTable } from './cohortBarsText';
import { cohortColor } from './CohortMark';
import { ImportancePanel } from './ImportancePanel';
import { migrateImportance } from './migrate';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import { prepareImportance } from './prepareImportance';
import { MOST_COHORTS, readCohortBars } from './readCohortBars';
import { swarmColors } from './swarmColors';

const table = (
  rows: Array<[column: string, cohort: string, size: number, n?: number]>,
  custom: object = {}
): DataFrame => ({
  ...toDataFrame({
    refId: 'A',
    fields: [
      { name: 'column', type: FieldType.string, values: rows.map(([column]) => column) },
      { name: 'cohort', type: FieldType.string, values: rows.map(([, cohort]) => cohort) },
      { name: 'mean_abs', type: FieldType.number, values: rows.map(([, , size]) => size) },
      { name: 'n', type: FieldType.number, values: rows.map(([, , , n]) => n ?? 100) },
      { name: 'lo', type: FieldType.number, values: rows.map(([, , size]) => size - 0.1) },
      { name: 'hi', type: FieldType.number, values: rows.map(([, , size]) => size + 0.1) },
    ],
  }),
  meta: { custom: { plumbline: 'importance', v: 1, ...custom } },
});

function read(frames: DataFrame[], options: Partial<ImportanceOptions> = {}) {
  const data = readCohortBars(frames, { ...DEFAULT_OPTIONS, ...options });
  if (!data) {
    throw new Error('no cohorts');
  }
  return data;
}

function open(series: DataFrame[], options: Partial<ImportanceOptions> = {}) {
  render(
    <ImportancePanel {...panelProps<ImportanceOptions>({ series })} options={{ ...DEFAULT_OPTIONS, ...options }} />
  );
  return userEvent.setup();
}

describe('bars of several cohorts', () => {
  // Ranks of x are 1 and 3, of y 2 and 1, of z 3 and 2: y comes first, though x has the largest value.
  const frames = [
    table([
      ['x', 'a', 9],
      ['x', 'b', 1],
      ['y', 'a', 5],
      ['y', 'b', 3],
      ['z', 'a', 2],
      ['z', 'b', 2, 29],
    ]),
  ];

  it('stand in the order of the mean of their ranks', () => {
    const { rows } = read(frames);
    expect(rows.map(({ name, meanRank }) => [name, meanRank])).toEqual([
      ['y', 1.5],
      ['x', 2],
      ['z', 2.5],
    ]);
    expect(rows[0].dots.map(({ rank }) => rank)).toEqual([2, 1]);
    expect(read(frames, { sort: 'name' }).rows[0].name).toBe('x');
  });

  it('say how many columns are left out', () => {
    const few = read(frames, { topK: 2 });
    expect(few.rows).toHaveLength(1);
    expect(cohortBarsSummary(few)).toMatch(/ · 1 of 3 columns$/);
    expect(cohortBarsSummary(read(frames))).not.toMatch(/columns/);
    open(frames, { topK: 2 });
    expect(screen.getByText(/ · 1 of 3 columns$/)).toBeInTheDocument();
    expect(read(frames, { topK: 2, others: false }).rows).toHaveLength(2);
  });

  it('add up what is left out in a row of its own, hollow and without a rank', async () => {
    const few = read(frames, { topK: 2 });
    expect(few.others).toMatchObject({ columns: 2, dots: [{ value: 11 }, { value: 3 }] });
    expect(read(frames).others).toBeUndefined();
    expect(read(frames, { topK: 2, others: false }).others).toBeUndefined();
    const user = open(frames, { topK: 2 });
    const row = within(screen.getByRole('listbox')).getByRole('option', { name: /^Sum of 2 other features, / });
    expect(row).toHaveAccessibleName('Sum of 2 other features, Mean |SHAP|, a 11, b 3');
    screen.getByRole('listbox').focus();
    await user.keyboard('{End}{Enter}');
    expect(screen.getByRole('dialog')).toHaveTextContent(/An upper bound/);
    expect(within(screen.getByRole('dialog')).queryByRole('button', { name: /Filter/ })).not.toBeInTheDocument();
    const [last] = cohortBarsTable(few, 'full').rows.slice(-1);
    expect(last?.slice(0, 4)).toEqual(['Sum of 2 other features', 'b', '', '3']);
  });

  it('add to them what the answer left out, where it is a sum of means', () => {
    const cut = (statistic: 'mean_abs' | 'mean') => {
      const others = { columns: 4, sumMeanAbs: 0.5 };
      const [frame] = frames;
      const custom = { plumbline: 'importance', v: 1, cohorts: ['a', 'b'].map((label) => ({ label, n: 100, others })) };
      const mean = { name: 'mean', type: FieldType.number, config: {}, values: frame.fields[2].values };
      return read([{ ...frame, fields: [...frame.fields, mean], meta: { custom } }], { statistic, topK: 3 });
    };
    expect(cut('mean_abs').others).toMatchObject({ columns: 5, dots: [{ value: 2.5 }, { value: 2.5 }] });
    expect(cut('mean_abs').total).toBe(7);
    expect(cut('mean').others?.dots.map(({ value }) => value)).toEqual([NaN, NaN]);
  });

  it('have no interval for few records', () => {
    const { rows } = read(frames);
    const z = rows.find(({ name }) => name === 'z');
    expect(z?.dots.map(({ lo }) => lo)).toEqual([1.9, NaN]);
  });

  it('are no more than six, and what is not drawn is said', () => {
    const many = [table(Array.from({ length: 8 }, (_, i): [string, string, number] => ['x', `c${i}`, i]))];
    const data = read(many);
    expect(data.cohorts).toHaveLength(6);
    expect(data.hidden).toBe(2);
    open(many);
    expect(screen.getByText(/2 more cohorts are not drawn/)).toBeInTheDocument();
    expect(
      read([
        table(
          [
            ['x', 'a', 1],
            ['x', 'b', 2],
          ],
          { cohortsTotal: 16 }
        ),
      ]).hidden
    ).toBe(14);
  });

  it('need two cohorts, else they are bars', () => {
    expect(readCohortBars([table([['x', 'a', 1]])], DEFAULT_OPTIONS)).toBeUndefined();
    expect(readCohortBars(stored('beeswarm'), DEFAULT_OPTIONS)).toBeUndefined();
  });

  it('are one row a column with a mark a cohort, of its own shape and colour', () => {
    open(stored('cohortBars'));
    const rows = within(screen.getByRole('listbox')).getAllByRole('option');
    // Eight columns, and the sum of the others.
    expect(rows).toHaveLength(9);
    const marks = [...rows[0].querySelectorAll('path')];
    expect(marks).toHaveLength(3);
    expect(new Set(marks.map((mark) => mark.getAttribute('d'))).size).toBe(3);
    expect(new Set(marks.map((mark) => mark.getAttribute('fill'))).size).toBe(3);
    expect(rows[0]).toHaveAccessibleName(
      /^hour, Mean \|SHAP\|, origin=\w+ 0\.\d+, rank 1, origin=\w+ 0\.\d+, rank \d, origin=\w+ 0\.\d+, rank \d$/
    );
    expect(screen.getByText(/^origin=LGA \[904\]$/)).toBeInTheDocument();
  });

  it('draw tables of any source, leave out what a cohort lacks, and export all of it', async () => {
    const user = open(plainCohorts());
    const rows = within(screen.getByRole('listbox')).getAllByRole('option');
    expect(rows[0].querySelectorAll('path')).toHaveLength(5);
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(within(screen.getByRole('dialog')).getByText('PL')).toBeInTheDocument();
    const { rows: exported } = cohortBarsTable(read(plainCohorts()), 'full');
    expect(exported).toHaveLength(17);
    expect(exported.find(([, cohort]) => cohort === 'SE')?.[0]).not.toBe('income');
  });
});

it.each(['light', 'dark'] as const)('marks stand out against the paper and from each other (%s)', (mode) => {
  const theme = createTheme({ colors: { mode } });
  const colors = Array.from({ length: MOST_COHORTS }, (_, cohort) => cohortColor(theme, cohort));
  const paper = parseColor(theme.colors.background.primary);
  for (const color of colors) {
    expect(contrast(parseColor(color), paper)).toBeGreaterThanOrEqual(3);
  }
  expect(new Set(colors).size).toBe(MOST_COHORTS);
  const { categories, none, ramp } = swarmColors(theme, 'theme');
  for (const color of [...categories, none, ramp.css(0), ramp.css(0.5), ramp.css(1)]) {
    expect(contrast(parseColor(color), paper)).toBeGreaterThanOrEqual(3);
  }
});

it('shows the 95th percentile where the frame has it, without what holds of means alone', () => {
  const frame = table([
    ['x', '', 1],
    ['y', '', 2],
  ]);
  const fields = [...frame.fields, { name: 'p95_abs', type: FieldType.number, config: {}, values: [9, 4] }];
  const options = { ...DEFAULT_OPTIONS, statistic: 'p95_abs' as const };
  const data = prepareImportance([{ ...frame, fields }], options);
  expect(data?.measure).toBe('p95_abs');
  expect(data?.rows.map(({ name, value, lo }) => [name, value, lo])).toEqual([
    ['x', 9, NaN],
    ['y', 4, NaN],
  ]);
  expect(prepareImportance([frame], options)?.measure).toBe('mean_abs');
  open([{ ...frame, fields: frame.fields.filter(({ name }) => name !== 'cohort') }], options);
  expect(screen.getByText(/^the answer has no 95th percentile of \|SHAP\| · /)).toBeInTheDocument();
  expect(migrateImportance({ options: { statistic: 'p95_abs' } as never }).statistic).toBe('p95_abs');
});
