/** Cohorts whose differences nobody tested: that none of them is found to differ is no finding. */
import { FieldType, toDataFrame } from '@grafana/data';
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openCohorts } from '../../../tests/unit/openCohorts';
import { cohorts } from '../../../tests/workbench/panels/cohortFixtures';
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
