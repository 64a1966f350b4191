/** The whole way through the heatmap by keyboard: cells, breaches, heads of rows, selections, menus, and out again. */
import { locationService } from '@grafana/runtime';
import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openHeatmap } from '../../../tests/unit/openHeatmap';
import { type DriftSort, SORTS } from './options';
import { sortNames } from './sortNames';
import { exampleFrame, longFrame } from './testFrames';
import { FieldType, toDataFrame } from '@grafana/data';

const grid = () => screen.getByRole('grid');
const cell = () => within(grid()).getByRole('gridcell', { hidden: true });
/** Where the grid says that the keyboard is. */
const active = () => document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');

const importance = toDataFrame({
  fields: [
    { name: 'column', type: FieldType.string, values: ['age', 'income', 'zip'] },
    { name: 'importance', type: FieldType.number, values: [0.1, 0.4, 0.2] },
  ],
});

beforeEach(() => vi.clearAllMocks());
afterEach(() => locationService.push('/'));

describe('cells', () => {
  it('are walked by arrows, to the ends, by pages, and from breach to breach round the end', async () => {
    const { user, said } = openHeatmap({ options: { sort: 'name' } });
    grid().focus();
    await user.keyboard('{ArrowDown}');
    expect(said()).toMatch(/^age, 20 Nov 2026, 12:00/);
    expect(active()).toBe(cell());
    await user.keyboard('{End}');
    expect(said()).toMatch(/^age, 20 Nov 2026, 16:00/);
    await user.keyboard('{Home}{PageDown}');
    expect(said()).toMatch(/^zip, 20 Nov 2026, 12:00/);
    await user.keyboard('{PageUp}{Control>}{End}{/Control}');
    expect(said()).toMatch(/^zip, 20 Nov 2026, 16:00/);
    await user.keyboard('{Control>}{Home}{/Control}');
    expect(said()).toMatch(/^age, 20 Nov 2026, 12:00/);
    await user.keyboard('n');
    expect(said()).toMatch(/^age, 20 Nov 2026, 13:00.*Breach/);
    await user.keyboard('n');
    expect(said()).toMatch(/^income, 20 Nov 2026, 14:00.*Breach/);
    await user.keyboard('n');
    expect(said()).toMatch(/^age, 20 Nov 2026, 13:00/);
    await user.keyboard('p');
    expect(said()).toMatch(/^income, 20 Nov 2026, 14:00/);
  });

  it('are pinned by Enter, filtered by f, added to a selection by the space bar, and let go by Escape', async () => {
    const { user, said, onAddAdHocFilter } = openHeatmap();
    grid().focus();
    await user.keyboard('nf');
    expect(onAddAdHocFilter).toHaveBeenCalledWith({ key: 'column', value: 'income', operator: '=' });
    await user.keyboard('{Enter}');
    expect(screen.getByRole('dialog')).toHaveAccessibleName(/^income, 20 Nov 2026, 14:00/);
    await user.keyboard('{Escape}');
    expect(grid()).toHaveFocus();
    await user.keyboard(' ');
    expect(said()).toContain('selected: income, 20 Nov 2026, 14:00–15:00');
    // Another one is added, with all that lies between.
    await user.keyboard('{ArrowLeft}{ArrowDown} ');
    expect(said()).toContain('selected: 2 columns, 20 Nov 2026, 13:00–15:00');
    await user.keyboard('{Escape}{Escape}');
    expect(said()).toBe('');
    expect(grid()).toHaveFocus();
  });

  it('can be left for the table and back', async () => {
    const { user } = openHeatmap();
    grid().focus();
    await user.keyboard('t');
    expect(screen.getByRole('table')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /Back to the picture/ }));
    expect(grid()).toBeInTheDocument();
  });
});

it('s goes through every order and says which', async () => {
  const { user, said } = openHeatmap({ options: { sort: 'query' } });
  grid().focus();
  const heard: string[] = [];
  for (let press = 0; press < SORTS.length; press++) {
    await user.keyboard('s');
    heard.push(said());
  }
  const wanted: DriftSort[] = [...SORTS];
  expect(heard).toEqual(wanted.map((sort) => `sorted by ${sortNames()[sort]}`));
});

describe('the head of a row', () => {
  const streaked = longFrame(
    [0.1, 0.3, 0.4].flatMap((score, hour) => [
      { hour, column: 'age', score },
      { hour, column: 'zip', score: 0.01 },
    ])
  );

  it('is left of its first window, and says streak, rank and place', async () => {
    const { user, said } = openHeatmap({ series: [streaked, importance] });
    grid().focus();
    await user.keyboard('{ArrowRight}{ArrowLeft}');
    expect(said()).toBe(
      'age, over the limit for 2 windows, importance rank 3, row 1 of 2, Enter opens its page, m shows what else'
    );
    expect(active()).toHaveAttribute('role', 'rowheader');
    expect(active()).toHaveAccessibleName(said());
    // No card hides what is read, and the arrows go on along the heads and back into the cells.
    expect(screen.queryByRole('tooltip')).not.toBeInTheDocument();
    await user.keyboard('{ArrowDown}');
    expect(said()).toBe('zip, importance rank 2, row 2 of 2, Enter opens its page, m shows what else');
    await user.keyboard('{ArrowRight}');
    expect(said()).toMatch(/^zip, 20 Nov 2026, 12:00/);
  });

  it('opens the page of its column by Enter, with time and data source', async () => {
    const { user } = openHeatmap();
    grid().focus();
    await user.keyboard('{ArrowRight}{ArrowLeft}{Enter}');
    const { pathname, search } = locationService.getLocation();
    expect(pathname).toBe('/a/plumbline-models-app/models/flights/columns/income');
    expect(new URLSearchParams(search).get('var-ds')).toBe('plumb');
    expect(new URLSearchParams(search).get('from')).toBe(String(Date.UTC(2026, 10, 20, 12)));
  });

  it('of other data sources shows what can be done instead', async () => {
    const { user, said, onAddAdHocFilter } = openHeatmap({ ours: false });
    grid().focus();
    await user.keyboard('{ArrowRight}{ArrowLeft}');
    expect(said()).toContain('Enter shows what can be done');
    await user.keyboard('{Enter}');
    const menu = screen.getByRole('menu');
    expect(within(menu).queryByRole('menuitem', { name: 'Open its page' })).not.toBeInTheDocument();
    expect(within(menu).getByRole('menuitem', { name: 'Show its newest window' })).toHaveFocus();
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(onAddAdHocFilter).toHaveBeenCalledWith({ key: 'column', value: 'income', operator: '=' });
    expect(grid()).toHaveFocus();
  });

  it('has a menu from any cell by m, which leads to the page, and which Escape closes', async () => {
    const { user } = openHeatmap();
    grid().focus();
    await user.keyboard('nm');
    const page = screen.getByRole('menuitem', { name: 'Open its page' });
    expect(page).toHaveFocus();
    expect(page.getAttribute('href')).toMatch(/^\/a\/plumbline-models-app\/models\/flights\/columns\/income\?/);
    expect(screen.getByRole('menuitem', { name: 'Open records' }).getAttribute('href')).toMatch(/records\?/);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('menu')).not.toBeInTheDocument();
    expect(grid()).toHaveFocus();
  });

  it('leads to its newest window and back', async () => {
    const { user, said } = openHeatmap();
    grid().focus();
    await user.keyboard('{ArrowRight}{ArrowLeft}m{ArrowDown}{Enter}');
    expect(screen.getByRole('dialog')).toHaveAccessibleName(/^income, 20 Nov 2026, 16:00/);
    await user.keyboard('{Escape}');
    expect(said()).toMatch(/^income, .*Enter opens its page/);
  });

  it('selects its whole row by the space bar', async () => {
    const { user } = openHeatmap();
    grid().focus();
    await user.keyboard('{ArrowRight}{ArrowLeft} ');
    expect(screen.getByRole('toolbar')).toHaveAccessibleName('income, 20 Nov 2026, 12:00–17:00');
  });

  it('of a group opens and closes it', async () => {
    const about = toDataFrame({
      fields: [
        { name: 'column', type: FieldType.string, values: ['age', 'zip'] },
        { name: 'group', type: FieldType.string, values: ['person', 'person'] },
      ],
    });
    const { user, said } = openHeatmap({ options: { groups: true, sort: 'name' }, series: [exampleFrame(), about] });
    grid().focus();
    await user.keyboard('{ArrowRight}{ArrowLeft}');
    expect(said()).toBe('person, row 1 of 4, Enter closes the group');
    await user.keyboard('{Enter}');
    expect(said()).toBe('person, row 1 of 2, Enter opens the group');
    expect(active()).toHaveAttribute('aria-expanded', 'false');
  });
});
