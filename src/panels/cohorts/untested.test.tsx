/** Cohorts whose differences nobody tested: that none of them is found to differ is no finding. */
import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { cleanup, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openCohorts } from '../../../tests/unit/openCohorts';
import { cohorts, crossed } from '../../../tests/workbench/panels/cohortFixtures';
import { table } from '../../../tests/workbench/panels/frames';

const plain = () => [
  toDataFrame({
    refId: 'A',
    fields: [
      { name: 'name', type: FieldType.string, values: ['a', 'b', 'c'] },
      { name: 'value', type: FieldType.number, values: [0.4, 0.5, 0.9] },
      { name: 'lo', type: FieldType.number, values: [0.3, 0.4, 0.8] },
      { name: 'hi', type: FieldType.number, values: [0.5, 0.6, 1] },
      { name: 'n', type: FieldType.number, values: [400, 500, 900] },
    ],
  }),
];

/** What the query type `performance` answers of two columns: values, and no word of how they differ. */
const performance = () => [
  table(
    [
      ['EV', 'EWR', 0.603],
      ['EV', 'JFK', 0.71],
      ['UA', 'EWR', 0.889],
      ['UA', 'JFK', 0.81],
    ].map(([carrier, origin, value]) => ({
      cohort: `carrier=${String(carrier)},origin=${String(origin)}`,
      metric: 'accuracy',
      n: 900,
      value,
    })),
    'cohorts',
    {},
    {}
  ),
];

const picture = () => screen.getByRole('figure');

describe('cohorts without tests', () => {
  it.each(['forest', 'matrix', 'many'] as const)('are not said to differ or not: %s', (view) => {
    openCohorts(plain(), { view });
    expect(picture()).toHaveAccessibleDescription(/value: 3 cohorts, differences not tested/i);
    expect(picture()).not.toHaveAccessibleDescription(/differ from/);
    expect(screen.queryByText('not significant')).not.toBeInTheDocument();
    // The list of many has no legend.
    expect(screen.queryAllByText('not tested')).toHaveLength(view === 'many' ? 0 : 1);
  });

  it('nor crossed in a map', () => {
    openCohorts(performance(), { view: 'map' });
    expect(picture()).toHaveAccessibleDescription(/Accuracy by carrier and origin: 4 cohorts, differences not tested/);
  });

  describe('beside others, in a map', () => {
    /** As where there are too many for intervals, or the rows of one do not vary. */
    const without = (cohorts: number | undefined): DataFrame[] =>
      crossed().map((frame) => ({
        ...frame,
        fields: frame.fields.map((field) =>
          ['delta_lo', 'delta_hi', 'q'].includes(field.name)
            ? {
                ...field,
                values: field.values.map((value: unknown, at) => (at < (cohorts ?? Infinity) ? null : value)),
              }
            : field
        ),
      }));
    const squares = () =>
      screen
        .getAllByRole('gridcell')
        .flatMap((cell) => [...cell.querySelectorAll<HTMLElement>('[aria-hidden=true]')])
        .map(({ style }) => style.background);

    it('are bare, and the legend says so', () => {
      openCohorts(crossed(), { view: 'map' });
      const bare = squares().filter((color) => color === '').length;
      expect(screen.queryByText('not tested')).not.toBeInTheDocument();
      cleanup();
      openCohorts(without(3), { view: 'map' });
      expect(squares().filter((color) => color === '')).toHaveLength(bare + 3);
      expect(screen.getByText('not tested')).toBeInTheDocument();
      expect(screen.getByText(/surely above/)).toBeInTheDocument();
    });

    it('are painted by their values where none has an interval', () => {
      openCohorts(without(undefined), { view: 'map' });
      expect(screen.queryByText(/surely above/)).not.toBeInTheDocument();
      expect(new Set(squares()).size).toBeGreaterThan(5);
    });
  });

  it('say one where there is one', () => {
    const [frame] = plain();
    const one = { ...frame, length: 1, fields: frame.fields.map((f) => ({ ...f, values: f.values.slice(0, 1) })) };
    openCohorts([one], { view: 'forest' });
    expect(picture()).toHaveAccessibleDescription(/value: 1 cohort, difference not tested/i);
  });

  it('are told where only significant ones are shown', () => {
    openCohorts(plain(), { view: 'forest', onlySignificant: true });
    expect(screen.getByText('No difference of these cohorts was tested')).toBeInTheDocument();
    expect(screen.queryByText(/differs significantly/)).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Show all 3' })).toBeInTheDocument();
  });

  it('have dashed rims, and those that were tested have none', () => {
    openCohorts(plain(), { view: 'forest' });
    const dots = () => [...picture().querySelectorAll('[role=treegrid] circle')];
    expect(dots()).toHaveLength(3);
    expect(dots().every((dot) => dot.hasAttribute('stroke-dasharray'))).toBe(true);
  });
});

it('keeps the verdict of cohorts that were tested', () => {
  openCohorts([cohorts()], { view: 'forest' });
  expect(picture()).toHaveAccessibleDescription(/\d of \d+ cohorts differ from the rest/);
  expect(screen.queryByText('not tested')).not.toBeInTheDocument();
  const dots = [...picture().querySelectorAll('[role=treegrid] circle')];
  expect(dots.length).toBeGreaterThan(3);
  expect(dots.some((dot) => dot.hasAttribute('stroke-dasharray'))).toBe(false);
});
