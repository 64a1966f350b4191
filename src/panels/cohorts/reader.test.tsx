/** What readers hear of cohorts, and how the keyboard leads through them. */
import { type DataFrame, FieldType } from '@grafana/data';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { openCohorts } from '../../../tests/unit/openCohorts';
import { againstWhole, cohorts, crossed } from '../../../tests/workbench/panels/cohortFixtures';
import { table } from '../../../tests/workbench/panels/frames';
import { type CohortBaseline } from '../../query/model';
import { cohortsTable } from './cohortsTable';
import { DEFAULT_OPTIONS } from './options';
import { prepareCohorts } from './prepareCohorts';
import { rowText } from './spoken';

const fieldOf = ([name, values]: [string, unknown[]]) => ({
  name,
  type: name === 'unsure' ? FieldType.string : FieldType.number,
  values,
  config: {},
});

/** One cohort with a condition. */
function one(predicate: string, more: object = {}, cohort = predicate): DataFrame {
  const row = {
    cohort,
    key: 'x',
    segment: '',
    predicate,
    metric: 'recall',
    n: 3120,
    n_labelled: 3120,
    value: 0.61,
    lo: 0.57,
    hi: 0.65,
    complement_value: 0.72,
    delta: -0.11,
    delta_lo: -0.14,
    delta_hi: -0.08,
    q: 0.001,
    status: 'ok',
  };
  return table([row], 'cohorts', more, {});
}

function spoken(frame: DataFrame): string {
  const data = prepareCohorts([frame], DEFAULT_OPTIONS);
  return data?.rows[0] ? rowText(data, data.rows[0]) : '';
}

describe('a row says', () => {
  it('who, how many, how good, how sure, and how far from whom', () => {
    expect(spoken(one(`"country" = 'DE' AND "age" < '25'`))).toBe(
      'cohort country DE and age under 25, 3,120 rows, Recall 0.61, interval 0.57 to 0.65, 0.11 below the rest, significant'
    );
  });

  it.each<[CohortBaseline, string]>([
    [{ kind: 'complement' }, '0.11 below the rest'],
    [{ kind: 'overall' }, '0.11 below the whole'],
    [{ kind: 'reference' }, '0.11 below its reference'],
    [{ kind: 'cohort', cohort: 'carrier=UA' }, '0.11 below cohort carrier = UA'],
  ])('what it is compared with: %j', (baseline, expected) => {
    expect(spoken(one('age < 25', { baseline }))).toContain(`, ${expected}, `);
  });

  it.each([
    ['origin IN (EWR, JFK)', 'cohort origin EWR or JFK,'],
    ['origin = EWR OR origin = JFK', 'cohort origin EWR or JFK,'],
    ['origin NOT IN (EWR, JFK)', 'cohort origin neither EWR nor JFK,'],
    [`age >= 25 AND note = ''`, 'cohort age at least 25 and note missing,'],
    ['age = 25 OR hour = 3', 'cohort age = 25 OR hour = 3,'],
  ])('the condition %s in words', (predicate, expected) => {
    expect(spoken(one(predicate))).toMatch(expected);
  });

  it('the name that somebody gave a condition first', () => {
    expect(spoken(one('hour > 16', {}, 'late'))).toMatch(/^cohort late, hour over 16, /);
  });

  it.each([
    ['no_variation', 'no interval: the rows do not vary'],
    ['too_many', 'no interval: too many cohorts for a bootstrap'],
    ['too_many_classes', 'no interval: too many classes for a bootstrap'],
    ['one_row', 'no interval: a single row'],
    ['one_of_a_class', 'no interval: a single row of a class'],
    ['same_rows', 'not tested: the same rows on both sides'],
    ['few_rows', 'not tested: too few rows on one side alone'],
  ])('why nobody knows how surely: %s', (unsure, expected) => {
    const frame = one('age < 25', {}, 'young');
    const columns = { q: [null], delta_lo: [null], delta_hi: [null], unsure: [unsure] };
    const without = {
      ...frame,
      fields: [...frame.fields.filter(({ name }) => !(name in columns)), ...Object.entries(columns).map(fieldOf)],
    };
    expect(spoken(without)).toMatch(new RegExp(`, ${expected}$`));
    const data = prepareCohorts([without], DEFAULT_OPTIONS);
    const shown = data && cohortsTable(data, 'shown');
    expect(shown?.columns.at(-1)?.name).toBe('Why not surer');
    expect(shown?.rows[0].at(-1)).toBe(expected);
    expect(data && cohortsTable(data, 'full').rows[0].at(-1)).toBe(unsure);
  });

  it('that labels have not come, how many have, and no figure of too few rows', async () => {
    const rows = ['overall', 'carrier=UA', 'carrier=EV'].map((cohort, at) => ({
      cohort,
      key: at === 0 ? '' : 'carrier',
      segment: cohort.slice(8),
      metric: 'accuracy',
      n: [200, 120, 80][at],
      n_labelled: [76, 76, 0][at],
      value: [0.9, 0.9, null][at],
      delta: null,
      q: null,
      status: ['ok', 'ok', 'pending_labels'][at],
    }));
    const frame = table(rows, 'cohorts', {}, {});
    const data = prepareCohorts([frame], DEFAULT_OPTIONS);
    const late = data?.rows.find(({ name }) => name === 'carrier=EV');
    expect(data && late && rowText(data, late)).toBe('cohort carrier EV, 80 rows, Accuracy, no labels yet');
    const { user } = openCohorts([frame], { view: 'forest' });
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(/labels cover 38 % of these rows/);
    expect(screen.getByText('no value: no labels yet')).toBeInTheDocument();
    expect(screen.queryByText('too few rows')).not.toBeInTheDocument();
    screen.getByRole('treegrid').focus();
    await user.keyboard('{End} ');
    expect(screen.getByRole('dialog')).toHaveTextContent('No labels yet: shown, never ranked.');
  });

  it('no column of reasons where there are none', () => {
    const data = prepareCohorts([one('age < 25')], DEFAULT_OPTIONS);
    expect(data && cohortsTable(data, 'shown').columns.at(-1)?.name).toBe('q');
  });

  it('the reason on its card, too', async () => {
    const frame = one('age < 25', {}, 'young');
    const { user } = openCohorts([{ ...frame, fields: [...frame.fields, fieldOf(['unsure', ['no_variation']])] }]);
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(screen.getByText('no interval: the rows do not vary')).toBeInTheDocument();
  });
});

describe('the keyboard', () => {
  it('leads from cell to cell of a row and back, and down the column', async () => {
    const { user } = openCohorts([cohorts()], { view: 'matrix' });
    const grid = screen.getByRole('treegrid');
    grid.focus();
    const at = () => document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
    await user.keyboard('{ArrowDown}{ArrowRight}');
    expect(at()).toHaveAttribute('role', 'rowheader');
    expect(at()).toHaveTextContent(/^cohort carrier \w+$/);
    await user.keyboard('{ArrowRight}{ArrowDown}');
    expect(at()).toHaveAttribute('role', 'gridcell');
    expect(at()).toHaveTextContent(/^Accuracy .*interval .* the rest, /);
    expect(screen.getAllByRole('row').indexOf(at()?.closest('[role=row]') as HTMLElement)).toBe(1);
    await user.keyboard('{ArrowRight>9/}');
    expect(at()).toHaveTextContent(/^Precision/);
    await user.keyboard('{ArrowLeft>9/}');
    expect(at()).toHaveAttribute('role', 'row');
    expect(grid).toHaveAttribute('aria-colcount', '4');
  });

  it('filters by Enter for every condition of a cohort, lists as lists', async () => {
    const { user, onAddAdHocFilter } = openCohorts([one(`origin IN (EWR, JFK) AND hour > 16`)], { view: 'forest' });
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(onAddAdHocFilter.mock.calls.flat()).toEqual([
      { key: 'origin', operator: '=|', value: 'EWR', values: ['EWR', 'JFK'], valueLabels: ['EWR', 'JFK'] },
      { key: 'hour', operator: '>', value: '16' },
    ]);
    await user.keyboard(' ');
    await user.click(screen.getByRole('button', { name: 'Filter for this cohort' }));
    expect(onAddAdHocFilter).toHaveBeenCalledTimes(4);
  });

  it('pins by Enter what no filters say, and works the buttons of a card', async () => {
    const { user, onAddAdHocFilter } = openCohorts([one('age = 25 OR hour = 3')], { view: 'forest' });
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(onAddAdHocFilter).not.toHaveBeenCalled();
    screen.getByRole('button', { name: 'Set as A' }).focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(/^A is age = 25 OR hour = 3, choose B/);
  });

  it('compares with everybody else only where differences are to them', async () => {
    const { user } = openCohorts([againstWhole()], { view: 'forest' });
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(/differ from the whole/);
    expect(screen.getAllByText('vs whole').length).toBeGreaterThan(0);
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}c ');
    expect(screen.queryByText('B: Everybody else')).not.toBeInTheDocument();
    expect(screen.getByRole('dialog')).toHaveTextContent('Overall');
  });
});

it('follows links of one click from a map', () => {
  const follow = vi.spyOn(window, 'open').mockReturnValue(null);
  const links = [{ title: 'Runbook', url: 'https://example.org/${__data.fields[0]}', oneClick: true }];
  const linked = crossed().map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => (field.type === FieldType.number ? { ...field, config: { links } } : field)),
  }));
  openCohorts(linked, { view: 'map' });
  fireEvent.click(screen.getAllByRole('gridcell')[0], { detail: 1 });
  expect(follow).toHaveBeenCalledTimes(1);
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  follow.mockRestore();
});

describe('tables of others', () => {
  it('are read by the fields that the options name, and cards tell the rest', async () => {
    const rows = [
      { team: 'north', owner: 'Ada', score: 0.4, rows: 900, low: 0.35, high: 0.45, rest: 0.5, off: -0.1, fdr: 0.01 },
      { team: 'south', owner: '', score: 0.6, rows: 700, low: 0.55, high: 0.65, rest: 0.5, off: 0.1, fdr: 0.3 },
    ];
    const roles = {
      nameField: 'team',
      valueField: 'score',
      nField: 'rows',
      loField: 'low',
      hiField: 'high',
      baselineField: 'rest',
      deltaField: 'off',
      qField: 'fdr',
    };
    const frame = table(rows, 'other', {}, {});
    const data = prepareCohorts([frame], { ...DEFAULT_OPTIONS, ...roles });
    expect(data?.all[0].cells.get('score')).toMatchObject({
      value: 0.4,
      n: 900,
      lo: 0.35,
      hi: 0.45,
      baseline: 0.5,
      delta: -0.1,
      q: 0.01,
      significant: true,
    });
    expect(data?.extras.map(({ name }) => name)).toEqual(['owner']);
    const { user } = openCohorts([frame], { ...roles, sort: 'name' });
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown} ');
    expect(screen.getByRole('dialog')).toHaveTextContent(/owner.*Ada/);
    await user.keyboard('{Escape}{ArrowDown} ');
    expect(screen.getByRole('dialog')).not.toHaveTextContent('owner');
  });

  it('say how many more fields there are than their cards hold', async () => {
    const notes = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`note ${i}`, `text ${i}`]));
    const frame = (n: number) => table([{ team: 'north', score: 0.4, ...notes(n) }], 'other', {}, {});
    const roles = { nameField: 'team', valueField: 'score' };
    const card = async (n: number) => {
      const { user } = openCohorts([frame(n)], roles);
      screen.getByRole('treegrid').focus();
      await user.keyboard('{ArrowDown} ');
      return screen.getByRole('dialog');
    };
    expect(await card(8)).toHaveTextContent(/note 5text 5… and 2 more/);
    expect(screen.queryByText('note 6')).not.toBeInTheDocument();
    cleanup();
    expect(await card(6)).toHaveTextContent('note 5');
    expect(screen.queryByText(/more$/)).not.toBeInTheDocument();
  });
});
