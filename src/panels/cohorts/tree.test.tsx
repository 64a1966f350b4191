import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openCohorts as open } from '../../../tests/unit/openCohorts';
import { crossed, errorTree } from '../../../tests/workbench/panels/cohortFixtures';
import { cohortTree } from './cohortTree';
import { DEFAULT_OPTIONS } from './options';
import { prepareCohorts } from './prepareCohorts';
import { chooseView } from './views';

function prepared(series: DataFrame[]) {
  const data = prepareCohorts(series, DEFAULT_OPTIONS);
  if (!data) {
    throw new Error('nothing to draw');
  }
  return data;
}

/** Names of the nodes with what they hang on. */
const shape = (series: DataFrame[]) => {
  const { nodes } = cohortTree(prepared(series));
  return nodes.slice(1).map(({ row, parent }) => `${nodes[parent].row?.name ?? 'all'} > ${row?.name}`);
};

function table(rows: Array<{ cohort: string; value: number; parent?: string | null; n?: number }>, withParent = false) {
  const fields = [
    { name: 'cohort', type: FieldType.string, values: rows.map(({ cohort }) => cohort) },
    { name: 'metric', type: FieldType.string, values: rows.map(() => 'error_rate') },
    { name: 'value', type: FieldType.number, values: rows.map(({ value }) => value) },
    { name: 'n', type: FieldType.number, values: rows.map(({ n }) => n ?? 100) },
    ...(withParent
      ? [{ name: 'parent', type: FieldType.string, values: rows.map(({ parent }) => parent ?? null) }]
      : []),
  ];
  return [toDataFrame({ refId: 'A', fields })];
}

describe('a tree of cohorts', () => {
  it('hangs each on the largest cohort that it is a part of, where the data name none', () => {
    const rows = ['overall', 'b=1,a=1', 'a=1', 'c=1,a=1,b=1', 'd=1,e=1', 'other'].map((cohort, i) => ({
      cohort,
      value: 0.1 + i / 100,
    }));
    expect(shape(table(rows)).sort()).toEqual(
      ['a=1 > b=1,a=1', 'all > a=1', 'all > d=1,e=1', 'all > other', 'b=1,a=1 > c=1,a=1,b=1'].sort()
    );
  });

  it('takes the parents of the data, and the whole for those that are not there or go round', () => {
    const rows = [
      { cohort: 'x', value: 0.2 },
      { cohort: 'y', value: 0.2, parent: 'x' },
      { cohort: 'p', value: 0.2, parent: 'q' },
      { cohort: 'q', value: 0.2, parent: 'p' },
      { cohort: 'self', value: 0.2, parent: 'self' },
      { cohort: 'lost', value: 0.2, parent: 'nowhere' },
    ];
    const found = shape(table(rows, true));
    expect(found).toHaveLength(6);
    expect(found).toEqual(expect.arrayContaining(['x > y', 'all > self', 'all > lost']));
    expect(chooseView('auto', [], prepared(table(rows, true)))).toBe('tree');
  });

  it('fills nodes by their share of the errors, the fullest first', () => {
    const rows = [
      { cohort: 'overall', value: 0.2, n: 1000 },
      { cohort: 'a=1', value: 0.5, n: 100 },
      { cohort: 'a=2', value: 0.1, n: 900 },
    ];
    const tree = cohortTree(prepared(table(rows)));
    expect(tree.nodes.map(({ row, fill }) => [row?.name, fill])).toEqual([
      [undefined, 1],
      ['a=2', 90 / 200],
      ['a=1', 50 / 200],
    ]);
    expect(tree.fillIs).toBe('errors');
  });

  it('is walked by keyboard to the parts and back, read out with its place', async () => {
    const { user } = open(errorTree());
    const list = screen.getByRole('treegrid');
    list.focus();
    const at = () => screen.getByRole('row', { selected: true });
    await user.keyboard('{ArrowDown}');
    expect(at()).toHaveAccessibleName(/^Everybody, Error rate/);
    await user.keyboard('{ArrowRight}');
    expect(at()).toHaveAccessibleName(/^cohort hour over 16, .*% of all errors, level 1$/);
    await user.keyboard('{ArrowRight}');
    expect(at()).toHaveAccessibleName(/level 2 under hour > 16$/);
    // Left closes what is open, and then leads to what it hangs on.
    expect(at()).toHaveAttribute('aria-expanded', 'true');
    expect(at()).toHaveAttribute('aria-level', '3');
    const all = screen.getAllByRole('row').length;
    await user.keyboard('{ArrowLeft}');
    expect(at()).toHaveAttribute('aria-expanded', 'false');
    expect(screen.getAllByRole('row')).toHaveLength(all - 1);
    await user.keyboard('{ArrowRight}');
    expect(screen.getAllByRole('row')).toHaveLength(all);
    await user.keyboard('{ArrowLeft}{ArrowLeft} ');
    expect(within(screen.getByRole('dialog')).getByText('hour > 16')).toBeInTheDocument();
  });

  it('says where most of the errors are, and draws any table of cohorts', () => {
    open(errorTree());
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(/hour > 16 has \d+ % of the errors at/);
    open(crossed(), { view: 'tree' });
    expect(screen.getAllByRole('treegrid')).toHaveLength(2);
  });
});
