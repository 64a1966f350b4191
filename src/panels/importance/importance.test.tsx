import { FieldType, toDataFrame } from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { ImportancePanel } from './ImportancePanel';
import { importanceTable } from './importanceText';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';
import { changeOf, prepareImportance } from './prepareImportance';

/** Fourteen features with means 14, 13, ... 1: the case of shap's own bar plot with its default of ten rows. */
function frame(custom: object = {}) {
  const means = Array.from({ length: 14 }, (_, i) => 14 - i);
  return {
    ...toDataFrame({
      refId: 'A',
      fields: [
        { name: 'column', type: FieldType.string, values: means.map((m) => `f${m}`) },
        { name: 'n', type: FieldType.number, values: means.map(() => 1000) },
        { name: 'mean_abs', type: FieldType.number, values: means },
        { name: 'lo', type: FieldType.number, values: means.map((m) => m - 0.7) },
        { name: 'hi', type: FieldType.number, values: means.map((m) => m + 0.7) },
        { name: 'mean_abs_reference', type: FieldType.number, values: means.map((m) => m + (m % 2 ? 2 : -0.1)) },
        { name: 'delta', type: FieldType.number, values: means.map((m) => (m % 2 ? -2 : 0.1)) },
        { name: 'q', type: FieldType.number, values: means.map((m) => (m % 2 ? 0.001 : 0.4)) },
      ],
    }),
    meta: {
      custom: { plumbline: 'importance', v: 1, outputSpace: 'log-odds', reference: { label: 'March' }, ...custom },
    },
  };
}

function prepared(options: Partial<ImportanceOptions> = {}, custom: object = {}) {
  const data = prepareImportance([frame(custom)], { ...DEFAULT_OPTIONS, ...options });
  if (!data) {
    throw new Error('nothing to draw');
  }
  return data;
}

describe('prepareImportance', () => {
  it('cuts as shap does: ten rows of fourteen are nine and the sum of five others', () => {
    const data = prepared();
    expect(data.rows.map((row) => row.value)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6]);
    expect(data.others).toMatchObject({ count: 5, sum: 15, names: ['f5', 'f4', 'f3', 'f2', 'f1'] });
  });

  it('shares out the whole, the others included', () => {
    const data = prepared();
    const shares = data.rows.reduce((sum, row) => sum + row.share, 0) + (data.others?.share ?? 0);
    expect(shares).toBeCloseTo(1, 12);
    expect(data.rows[0].share).toBeCloseTo(14 / 105, 12);
  });

  it('adds what the back end left out, and its joint effect where that is known', () => {
    const others = { columns: 6, sumMeanAbs: 3, meanAbsSum: 1.25 };
    expect(prepared({ topK: 0 }, { others }).others).toMatchObject({ count: 6, sum: 3, joint: 1.25 });
    expect(prepared({ topK: 10 }, { others }).others).toMatchObject({ count: 11, sum: 18, joint: NaN });
  });

  it('gives the ranks that the intervals leave possible', () => {
    const { rows } = prepared({ topK: 0 });
    expect([rows[0].rank, rows[0].rankBest, rows[0].rankWorst]).toEqual([1, 1, 2]);
    expect([rows[5].rank, rows[5].rankBest, rows[5].rankWorst]).toEqual([6, 5, 7]);
    expect([rows[13].rank, rows[13].rankBest, rows[13].rankWorst]).toEqual([14, 13, 14]);
  });

  it('marks changes that are more than chance', () => {
    const { rows } = prepared();
    expect(changeOf(rows[0], 0.05)).toBeUndefined();
    expect(changeOf(rows[1], 0.05)).toBe('down');
    expect(changeOf({ ...rows[1], delta: 2 }, 0.05)).toBe('up');
    expect(changeOf({ ...rows[1], q: NaN }, 0.05)).toBeUndefined();
  });

  it('sorts by change, reference and name', () => {
    expect(prepared({ sort: 'change' }).rows[0].name).toBe('f13');
    expect(prepared({ sort: 'reference' }).rows[0].name).toBe('f13');
    expect(
      prepared({ sort: 'name', topK: 0 })
        .rows.map((row) => row.name)
        .slice(0, 3)
    ).toEqual(['f1', 'f2', 'f3']);
  });

  it('takes any table of names and numbers, and no time series', () => {
    const plain = toDataFrame({
      fields: [
        { name: 'who', type: FieldType.string, values: ['a', 'b'] },
        { name: 'gain', type: FieldType.number, values: [1, 3] },
      ],
    });
    expect(prepareImportance([plain], DEFAULT_OPTIONS)?.rows.map((row) => row.name)).toEqual(['b', 'a']);
    const times = toDataFrame({ fields: [...plain.fields, { name: 't', type: FieldType.time, values: [1, 2] }] });
    expect(prepareImportance([times], DEFAULT_OPTIONS)).toBeUndefined();
    expect(prepareImportance([], DEFAULT_OPTIONS)).toBeUndefined();
  });

  it('exports full numbers and leaves unknown ones empty', () => {
    const table = importanceTable(prepared(), 'full');
    expect(table.rows[0].slice(0, 5)).toEqual(['f14', '1', '14', '13.3', '14.7']);
    expect(table.rows[9].slice(0, 5)).toEqual(['Sum of 5 other features', '', '15', '', '']);
  });
});

describe('the panel', () => {
  const onAddAdHocFilter = vi.fn();

  function show(series = [frame()]) {
    const props = panelProps<ImportanceOptions>({ series });
    return render(
      <PanelContextProvider value={{ eventsScope: 'global', eventBus: props.eventBus, onAddAdHocFilter }}>
        <ImportancePanel {...props} options={DEFAULT_OPTIONS} />
      </PanelContextProvider>
    );
  }

  it('lists features, read out with rank and change', () => {
    show();
    const options = within(screen.getByRole('listbox')).getAllByRole('option');
    expect(options).toHaveLength(10);
    expect(options[1]).toHaveAccessibleName(
      'f13, mean impact 13 ± 0.7 log-odds, rank 1 to 3, down 13 % from reference, significant'
    );
    expect(options[9]).toHaveAccessibleName('Sum of 5 other features, 15');
  });

  it('goes by keyboard from change to change, pins and filters', async () => {
    const user = userEvent.setup();
    show();
    screen.getByRole('listbox').focus();
    await user.keyboard('{ArrowDown}nn');
    expect(screen.getByRole('tooltip')).toHaveTextContent('f11');
    await user.keyboard('{Enter}');
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: /Filter out/ }));
    expect(onAddAdHocFilter).toHaveBeenCalledWith({ key: 'column', value: 'f11', operator: '!=' });
  });

  it('says in which space the values are, or that nobody knows', () => {
    show();
    expect(screen.getByText('mean |SHAP|, log-odds')).toBeInTheDocument();
  });

  it('says so when it does not know the space', () => {
    show([frame({ outputSpace: undefined })]);
    expect(screen.getByText('mean |SHAP|, output space unknown')).toBeInTheDocument();
  });

  it('says what to do without data', () => {
    show([]);
    expect(screen.getByRole('status')).toHaveTextContent('No attributions in this time range');
  });
});
